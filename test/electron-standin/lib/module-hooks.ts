/**
 * Makes `electron` a module of the main process, for import and for require alike (module.registerHooks covers
 * both): a CommonJS text whose `exports.x = …` lines give ESM its names.
 *
 * Guarantees: `electron`, `electron/main` and `electron/common` are one module with one object per API; the npm
 * package of the same name is never loaded.
 */
import { registerHooks } from 'node:module';

const ADDRESS = 'electron-standin:electron';
const HOLDER = Symbol.for('electron-standin.modules');

export function provideElectron(modules: Readonly<Record<string, unknown>>): void {
  Object.defineProperty(globalThis, HOLDER, { value: modules, enumerable: false });
  const lines = Object.keys(modules).map((name) => `exports.${name} = modules.${name};`);
  const source = [`const modules = globalThis[Symbol.for('electron-standin.modules')];`, ...lines].join('\n');
  registerHooks({
    resolve: (specifier, context, next) => {
      if (!/^electron(\/(main|common))?$/.test(specifier)) return next(specifier, context);
      return { url: ADDRESS, format: 'commonjs', shortCircuit: true };
    },
    load: (url, context, next) => {
      if (url !== ADDRESS) return next(url, context);
      return { format: 'commonjs', source, shortCircuit: true };
    },
  });
}
