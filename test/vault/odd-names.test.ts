/** Names at the ends of what file systems take: they go in and come back, or are refused before a key is asked for. */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { strictPolicy } from '../../electron/envelope/header.ts';
import { PRACTICE_REALM, practicePort } from '../../electron/kms/practice/create-practice-kms.ts';
import { explain } from '../../electron/vault/explain.ts';
import { createVault } from '../../electron/vault/vault.ts';
import { testEngine } from '../engine/support.ts';
import { createMemoryKeyStore } from '../support/memory-key-store.ts';
import { createPracticeKey } from '../support/practice-key.ts';
import { posix, scratch } from '../support/scratch.ts';

const store = createMemoryKeyStore();
await createPracticeKey(store, PRACTICE_REALM, 'test');
const port = practicePort(store, PRACTICE_REALM);
const kmsFor = vi.fn(async () => port);
const vault = createVault({ engine: testEngine(1), kmsFor, policy: strictPolicy });
const common = { profileId: 'practice', outputFolder: null, onConflict: 'fail' } as const;
const encryption = { ...common, keyId: 'alias/test', context: new Map<string, string>() };
const decryption = { ...common, headerDigest: null };

/** The code that `work` fails with, and whether a key was asked for. */
async function refusal(work: () => Promise<unknown>): Promise<readonly [string, 'key asked for' | 'no key']> {
  kmsFor.mockClear();
  const code = await work().then(
    () => 'done',
    (error: unknown) => explain(error).code,
  );
  return [code, kmsFor.mock.calls.length > 0 ? 'key asked for' : 'no key'];
}

/** Bytes of a name that gets `.envelope` behind it and fits. */
const LONGEST = 255 - '.envelope'.length;

describe.runIf(posix)('goes in and comes back under its name', () => {
  test.each([
    'n'.repeat(LONGEST),
    '☂'.repeat(LONGEST / 3),
    'line\nbreak\r\ttab',
    'escape\u001b[31m\u0007\u007f\u0001',
    `quotes "'\`$(x);*?|&<>\\`,
    ' ',
    ' spaces. ',
    '-rf',
    '~',
    '%2e%2e%2f',
    '.hidden',
    '..three',
    'already.envelope',
    '__proto__',
    'e\u0301 decomposed',
    '\u00e9 composed',
    'right to left \u202egpj.exe',
    '\ufffd',
    '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}',
  ])('%j', async (name) => {
    await using folder = await scratch();
    await mkdir(folder.at('out'));
    const source = await folder.write(name, name);
    const { path } = await vault.encrypt({ ...encryption, source });
    expect(basename(path)).toBe(`${name}.envelope`);
    await vault.decrypt({ ...decryption, source: path, outputFolder: folder.at('out') });
    expect(await readdir(folder.at('out'))).toEqual([name]);
    expect(String(await folder.read(`out/${name}`))).toBe(name);
  });
});

describe('a result whose name is too long is refused before a key is asked for', () => {
  test.each([
    ['one byte', 'n'.repeat(LONGEST + 1)],
    ['one character', `${'n'.repeat(LONGEST - 1)}é`],
    ['as many as a name has', 'n'.repeat(255)],
  ])('encrypting: by %s', async (_, name) => {
    await using folder = await scratch();
    const source = await folder.write(name, 'content');
    for (const onConflict of ['fail', 'keep-both', 'replace'] as const) {
      const encrypting = () => vault.encrypt({ ...encryption, source, onConflict });
      expect(await refusal(encrypting)).toEqual(['name-too-long', 'no key']);
    }
    expect(await folder.names()).toEqual([name]);
  });

  test('decrypting an envelope that is not called one', async () => {
    await using folder = await scratch();
    const { path } = await vault.encrypt({ ...encryption, source: await folder.write('in', 'content') });
    const source = await folder.write('n'.repeat(255), await folder.read(basename(path)));
    const decrypting = () => vault.decrypt({ ...decryption, source });
    expect(await refusal(decrypting)).toEqual(['name-too-long', 'no key']);
    expect(await folder.names()).toEqual(['in', 'in.envelope', 'n'.repeat(255)]);
  });
});

test('a number that a taken name has no room for: refused, and what is there stays', async () => {
  await using folder = await scratch();
  const source = await folder.write('n'.repeat(LONGEST), 'content');
  await writeFile(`${source}.envelope`, 'theirs');
  const encrypting = () => vault.encrypt({ ...encryption, source, onConflict: 'keep-both' });
  expect((await refusal(encrypting))[0]).toBe('name-too-long');
  expect(String(await folder.read(`${basename(source)}.envelope`))).toBe('theirs');
  expect(await folder.names()).toEqual([basename(source), `${basename(source)}.envelope`]);
});

test.runIf(process.platform === 'linux')('a name that is no text is never taken for another', async () => {
  await using folder = await scratch();
  const bytes = Buffer.concat([Buffer.from(folder.at('caf')), Buffer.of(0xe9)]);
  await writeFile(bytes, 'of another');
  const [shown = ''] = await folder.names();
  expect(shown).toBe('caf\ufffd');
  const encrypting = () => vault.encrypt({ ...encryption, source: folder.at(shown) });
  expect(await refusal(encrypting)).toEqual(['file-not-found', 'no key']);
  expect(await folder.names()).toEqual([shown]);
});
