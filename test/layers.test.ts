/**
 * What may import what, as data, and a check that the source keeps to it.
 *
 * Imports are read with a real parser: static, dynamic, re-exports, `import type`, `require`. The rules are those of
 * docs/architecture.md; a folder without a rule fails, so that a new one gets its place on purpose.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAst } from 'vite';
import { describe, expect, test } from 'vitest';

/** What a layer may import besides itself: layers, single files, and packages (with all their subpaths). */
interface Rule {
  readonly own?: readonly string[];
  /** Layers and files whose types may be imported, and nothing else of them. */
  readonly types?: readonly string[];
  readonly packages?: readonly string[];
  readonly builtins?: 'all' | readonly string[];
}

const kmsOnTheWire = ['@aws-sdk/client-kms', '@smithy/core'];
const kmsForVault = ['port', 'data-key', 'errors', 'arn'].map((name) => `electron/kms/${name}.ts`);
const engineForCli = ['errors', 'temporaries'].map((name) => `electron/engine/${name}.ts`);
const kms = ['electron/kms/', 'electron/kms/aws-kms.ts', 'electron/kms/practice/'];
const layers = ['contract', 'envelope', 'engine', 'aws', 'vault'].map((name) => `electron/${name}/`);
const plain = [...layers, 'electron/engine/errors.ts'];
const access = ['aws-failure', 'identity-access', 'kms-access'].map((name) => `electron/${name}.ts`);
const roots = ['electron/compose.ts', 'electron/data-folder.ts', ...access];

/** Layers: folders and single files. The longest name that fits a file is its layer. */
const rules: Readonly<Record<string, Rule>> = {
  'electron/contract/': {},
  'electron/envelope/': { builtins: ['node:crypto'] },
  'electron/engine/': {
    own: ['electron/envelope/', 'electron/engine/errors.ts', 'electron/engine/thread/'],
    builtins: 'all',
  },
  'electron/engine/errors.ts': {},
  'electron/engine/thread/': { own: ['electron/envelope/', 'electron/engine/errors.ts'], builtins: 'all' },
  'electron/kms/': { types: ['electron/envelope/'], builtins: ['node:async_hooks'] },
  'electron/kms/aws-kms.ts': {
    own: [
      'electron/kms/',
      'electron/kms/attempts.ts',
      'electron/kms/catalog/',
      'electron/kms/data-key-calls.ts',
      'electron/kms/retries.ts',
      'electron/kms/wire/',
    ],
    packages: kmsOnTheWire,
  },
  'electron/kms/attempts.ts': { own: ['electron/kms/'], packages: kmsOnTheWire },
  'electron/kms/retries.ts': { packages: kmsOnTheWire },
  'electron/kms/wire/': {
    own: ['electron/kms/'],
    packages: kmsOnTheWire,
    builtins: ['node:crypto', 'node:http', 'node:https', 'node:stream'],
  },
  'electron/kms/data-key-calls.ts': { own: ['electron/kms/'], packages: kmsOnTheWire },
  'electron/kms/catalog/': { own: ['electron/kms/'], packages: kmsOnTheWire },
  'electron/kms/practice/': {
    own: [...kms, 'electron/replace-file.ts'],
    packages: kmsOnTheWire,
    builtins: 'all',
  },
  'electron/aws/': {
    own: ['electron/replace-file.ts'],
    packages: [
      '@aws-sdk/client-sso',
      '@aws-sdk/client-sso-oidc',
      '@aws-sdk/client-sts',
      '@aws-sdk/credential-providers',
      '@smithy/core',
    ],
    builtins: 'all',
  },
  'electron/vault/': {
    own: [
      'electron/engine/',
      'electron/engine/errors.ts',
      'electron/envelope/',
      'electron/contract/',
      'electron/replace-file.ts',
      ...kmsForVault,
    ],
    builtins: 'all',
  },
  'electron/ipc/': {
    own: ['electron/vault/', 'electron/contract/'],
    packages: ['electron', 'zod'],
    builtins: 'all',
  },
  'electron/shell/': { own: ['electron/contract/'], packages: ['electron'], builtins: 'all' },
  'electron/cli/': {
    own: ['electron/contract/', 'electron/vault/', 'electron/kms/arn.ts', ...engineForCli],
    types: ['electron/engine/', 'electron/envelope/', 'electron/compose.ts', 'electron/kms/port.ts'],
    builtins: 'all',
  },
  'electron/data-folder.ts': { builtins: 'all' },
  'electron/replace-file.ts': { builtins: 'all' },
  'electron/aws-failure.ts': { own: plain },
  'electron/identity-access.ts': { own: [...plain, 'electron/aws-failure.ts'] },
  'electron/kms-access.ts': { own: [...plain, ...kms, 'electron/aws-failure.ts'], builtins: 'all' },
  'electron/compose.ts': { own: [...plain, ...kms, ...roots], builtins: 'all' },
  // Plain Node: neither Electron nor anything that needs it.
  'electron/cli.ts': { own: [...plain, ...kms, ...roots, 'electron/cli/', 'package.json'], builtins: 'all' },
  'electron/main.ts': {
    own: [...plain, ...kms, ...roots, 'electron/ipc/', 'electron/shell/', 'package.json'],
    packages: ['electron'],
    builtins: 'all',
  },
  'electron/preload.ts': { own: ['electron/contract/'], packages: ['electron'] },
  'renderer/': { own: ['electron/contract/'], packages: ['react', 'react-dom', 'react-aria-components'] },
};

interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
}
interface SourceFile {
  readonly path: string;
  readonly imports: readonly Import[];
}

const root = fileURLToPath(new URL('..', import.meta.url));
const fixtures = join(root, 'test/fixtures/layers');

function readSource(path: string, code: string): SourceFile {
  const imports: Import[] = [];
  visit(parseAst(code, { lang: path.endsWith('x') ? 'tsx' : 'ts' }), (found) => imports.push(found));
  return { path, imports };
}

/** Every place that can name another module; one that is not a plain string is named `computed`. */
function visit(node: unknown, found: (one: Import) => void): void {
  if (typeof node !== 'object' || node === null) return;
  const children: readonly unknown[] = Object.values(node);
  for (const child of children) visit(child, found);
  if (!('type' in node)) return;
  const typeOnly =
    node.type === 'TSImportType' ||
    ('importKind' in node && node.importKind === 'type') ||
    ('exportKind' in node && node.exportKind === 'type');
  const names = 'source' in node ? node.source : null;
  if (names !== null) found({ specifier: literal(names), typeOnly });
  if (node.type === 'TSExternalModuleReference' && 'expression' in node)
    found({ specifier: literal(node.expression), typeOnly });
  if (node.type !== 'CallExpression' || !('callee' in node) || !('arguments' in node)) return;
  const isRequire = JSON.stringify(node.callee).includes('"name":"require"');
  if (isRequire && Array.isArray(node.arguments)) found({ specifier: literal(node.arguments[0]), typeOnly });
}

const literal = (node: unknown): string =>
  typeof node === 'object' && node !== null && 'value' in node && typeof node.value === 'string'
    ? node.value
    : 'computed';

const layerOf = (path: string): string | undefined =>
  Object.keys(rules)
    .filter((name) => path === name || (name.endsWith('/') && path.startsWith(name)))
    .sort((a, b) => b.length - a.length)[0];

/** Path of our own file that an import names; null for a package or a part of Node. */
const ownTarget = ({ path }: SourceFile, { specifier }: Import): string | null =>
  specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier.replace(/\?.*$/, '')) : null;

function isAllowed(file: SourceFile, one: Import): boolean {
  const layer = layerOf(file.path);
  if (layer === undefined) return false;
  const { own = [], types = [], packages = [], builtins = [] } = rules[layer] ?? {};
  const target = ownTarget(file, one);
  if (target !== null) {
    const names = [target, layerOf(target)];
    return [layer, ...own, ...(one.typeOnly ? types : [])].some((name) => names.includes(name));
  }
  if (isBuiltin(one.specifier)) return builtins === 'all' || builtins.includes(one.specifier);
  return packages.some((name) => one.specifier === name || one.specifier.startsWith(`${name}/`));
}

const violationsOf = (files: readonly SourceFile[]): string[] =>
  files.flatMap((file) =>
    file.imports.filter((one) => !isAllowed(file, one)).map((one) => `${file.path} imports ${one.specifier}`),
  );

/** A way from a layer through others back to itself; null where there is none. */
function cycleOf(files: readonly SourceFile[]): string | null {
  const edges = new Map<string, Set<string>>();
  for (const file of files) {
    const from = layerOf(file.path) ?? file.path;
    const targets = file.imports.map((one) => ownTarget(file, one)).filter((path) => path !== null);
    for (const to of targets.map((path) => layerOf(path) ?? path)) {
      if (to !== from) edges.set(from, (edges.get(from) ?? new Set()).add(to));
    }
  }
  const walk = (way: readonly string[]): string | null => {
    const here = way.at(-1) ?? '';
    if (way.indexOf(here) < way.length - 1) return way.slice(way.indexOf(here)).join(' → ');
    for (const next of edges.get(here) ?? []) {
      const cycle = walk([...way, next]);
      if (cycle !== null) return cycle;
    }
    return null;
  };
  for (const start of [...edges.keys()].sort()) {
    const cycle = walk([start]);
    if (cycle !== null) return cycle;
  }
  return null;
}

const files = ['electron', 'renderer'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => posix.join(folder, name.replaceAll('\\', '/')))
    .filter((path) => /\.(ts|tsx)$/.test(path) && !path.endsWith('.d.ts'))
    .map((path) => readSource(path, readFileSync(join(root, path), 'utf8'))),
);

describe('our source', () => {
  test('every file belongs to a layer, and every layer has a file', () => {
    expect(files.filter(({ path }) => layerOf(path) === undefined).map(({ path }) => path)).toEqual([]);
    expect(new Set(files.map(({ path }) => layerOf(path)))).toEqual(new Set(Object.keys(rules)));
  });

  test('imports nothing that the table does not allow', () => {
    expect(violationsOf(files)).toEqual([]);
  });

  test('has no cycle between layers', () => {
    expect(cycleOf(files)).toBeNull();
  });
});

/** A fixture's first line says where it pretends to lie, its second what must be found in it. */
function planted(name: string): { readonly file: SourceFile; readonly expected: string } {
  const code = readFileSync(join(fixtures, name), 'utf8');
  const [, path = ''] = /^\/\/ as (.+)$/m.exec(code) ?? [];
  const [, expected = ''] = /^\/\/ finds (.+)$/m.exec(code) ?? [];
  return { file: readSource(path, code), expected };
}

describe('the check itself', () => {
  const names = readdirSync(fixtures);
  test.each(names.filter((name) => !name.startsWith('cycle-')))('%s', (name) => {
    const { file, expected } = planted(name);
    expect(violationsOf([file])).toEqual(expected === 'nothing' ? [] : [`${file.path} imports ${expected}`]);
  });

  test('a cycle between layers is found, though each import alone may be allowed', () => {
    const cycle = names.filter((name) => name.startsWith('cycle-')).map((name) => planted(name));
    expect(cycleOf(cycle.map(({ file }) => file))).toBe(cycle[0]?.expected);
    expect(cycleOf(cycle.slice(1).map(({ file }) => file))).toBeNull();
  });
});
