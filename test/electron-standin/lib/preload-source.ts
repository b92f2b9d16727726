/**
 * Assembles the source text of the two worlds (page-worlds.ts) with the window's preload inside, from the very
 * functions that TypeScript checks here: Node has already taken the types out when `toString` reads them.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { makeCodec } from './codec.ts';
import { makeBridge } from './page-bridge.ts';
import { isolatedWorld, mainWorld, type WorldConfig } from './page-worlds.ts';
import { START_PAGE } from './urls.ts';

export const ISOLATED_WORLD = 'Electron Isolated Context';
/** The function of page-worlds.ts that stops to ask. */
export const ASKING_FUNCTION = 'standinAsk';

export interface Worlds {
  readonly config: WorldConfig;
  readonly main: string;
  readonly isolated: string;
}

/** Reads the preload (CommonJS) and builds both texts. A preload that cannot be read is reported by the caller. */
export function buildWorlds(preload: string | undefined, subFrames: boolean): Worlds {
  const name = (): string => `_${randomBytes(16).toString('hex')}`;
  const versions = Object.fromEntries(Object.entries(process.versions));
  const config: WorldConfig = {
    handshake: name(),
    post: name(),
    receive: name(),
    token: name(),
    startPage: START_PAGE,
    subFrames,
    process: {
      type: 'renderer',
      platform: process.platform,
      arch: process.arch,
      sandboxed: true,
      contextIsolated: true,
      env: {},
      versions,
    },
  };
  const settings = JSON.stringify(config);
  const body = preload === undefined ? '' : readFileSync(preload, 'utf8');
  const wrapped = [
    '((require, process, global) => {',
    'const module = { exports: {} };',
    '(function (exports, module, require, process, global) {',
    body,
    '\n}).call(module.exports, module.exports, module, require, process, global);',
    '})',
  ].join('');
  const isolated = `(${isolatedWorld})(${makeCodec}, ${makeBridge}, ${settings}, ${wrapped})`;
  return {
    config,
    main: `(${mainWorld})(${makeBridge}, ${settings})`,
    isolated: isolated.replace('standinPause();', 'debugger;'),
  };
}
