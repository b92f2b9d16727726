/** Temporary files of killed processes: found at the next start and removed; nobody else's are touched. */
import { mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ownIdentity, type ProcessIdentity } from '../../electron/engine/process-identity.ts';
import { createTemporaries, type Temporaries } from '../../electron/engine/temporaries.ts';
import { type Scratch, scratch } from '../support/scratch.ts';

const ID = '0123456789abcdef';
/** No process has a number this high. */
const dead: ProcessIdentity = { ...ownIdentity(), pid: 2 ** 22 + 1 };
let notes: string;
let folder: Scratch;
let temporaries: Temporaries;

beforeEach(async () => {
  notes = await mkdtemp(join(tmpdir(), 'envelope-vault-notes-'));
  folder = await scratch();
  temporaries = createTemporaries(notes);
});
afterEach(async () => {
  await temporaries.close();
  await rm(notes, { recursive: true });
  await folder[Symbol.asyncDispose]();
});

const notesOf = async (owner: unknown, folders: readonly unknown[], id = ID): Promise<string> => {
  const path = join(notes, `${id}.notes`);
  await writeFile(path, [owner, ...folders].map((line) => `${JSON.stringify(line)}\n`).join(''));
  return path;
};
const partOf = (id = ID): string => `.envelope-vault-${id}-00112233.part`;

test('what a dead process left is removed, with its notes', async () => {
  await folder.write(partOf(), 'plain');
  await notesOf(dead, [folder.path]);
  await temporaries.removeLeftovers();
  expect(await folder.names()).toEqual([]);
  expect(await readdir(notes)).toEqual([]);
});

test('after a restart of the computer every process of before is dead', async () => {
  await folder.write(partOf(), 'plain');
  await notesOf({ ...ownIdentity(), boot: 'another start' }, [folder.path]);
  await temporaries.removeLeftovers();
  expect(await folder.names()).toEqual([]);
});

test.runIf(process.platform === 'linux')(
  'a number that was given to another process is no life',
  async () => {
    await folder.write(partOf(), 'plain');
    await notesOf({ ...ownIdentity(), started: '1' }, [folder.path]);
    await temporaries.removeLeftovers();
    expect(await folder.names()).toEqual([]);
  },
);

describe('left alone', () => {
  test.each<[string, ProcessIdentity]>([
    ['of a process that lives', ownIdentity()],
    ['of another computer', { ...dead, host: 'elsewhere' }],
    ['of another container', { ...dead, namespace: 'pid:[1]' }],
  ])('a file %s, with its notes', async (_, owner) => {
    await folder.write(partOf(), 'plain');
    await notesOf(owner, [folder.path]);
    await temporaries.removeLeftovers();
    expect(await folder.names()).toEqual([partOf()]);
    expect(await readdir(notes)).toEqual([`${ID}.notes`]);
  });

  test('what is not an ordinary file of that very process', async () => {
    const others = [partOf('fedcba9876543210'), '.envelope-vault-.part', `${partOf()}.txt`, 'report.pdf'];
    for (const name of others) await folder.write(name, 'theirs');
    await folder.write('precious', 'theirs');
    await symlink(folder.at('precious'), folder.at(`.envelope-vault-${ID}-link.part`));
    await mkdir(folder.at(`.envelope-vault-${ID}-folder.part`));
    const before = await folder.names();
    await notesOf(dead, [folder.path]);
    await temporaries.removeLeftovers();
    expect(await folder.names()).toEqual(before);
  });

  test.each([
    ['no identity', { pid: 'x' }],
    ['nothing', null],
    ['a list', []],
  ])('everything, where the notes begin with %s', async (_, owner) => {
    await folder.write(partOf(), 'plain');
    await notesOf(owner, [folder.path]);
    await temporaries.removeLeftovers();
    expect(await folder.names()).toEqual([partOf()]);
  });
});

test('a folder that is not there keeps the notes for a month, one that is no folder does not', async () => {
  const path = await notesOf(dead, [folder.at('unplugged'), 7, folder.path]);
  await temporaries.removeLeftovers();
  expect(await readdir(notes)).toEqual([`${ID}.notes`]);
  const old = new Date(Date.now() - 31 * 24 * 60 * 60 * 1000);
  await utimes(path, old, old);
  await temporaries.removeLeftovers();
  expect(await readdir(notes)).toEqual([]);
  await folder.write('file', '');
  await notesOf(dead, [folder.at('file')]);
  await temporaries.removeLeftovers();
  expect(await readdir(notes)).toEqual([]);
});

test('a line cut by a crash is skipped', async () => {
  await folder.write(partOf(), 'plain');
  const path = await notesOf(dead, [folder.path]);
  await writeFile(path, '"/somewhe', { flag: 'a' });
  await temporaries.removeLeftovers();
  expect(await folder.names()).toEqual([]);
});

test('a folder is noted before the first file in it, once; the notes end with the process', async () => {
  const [first, second] = [await temporaries.nameIn(folder.path), await temporaries.nameIn(folder.path)];
  expect(first).not.toBe(second);
  const [name = ''] = await readdir(notes);
  const id = name.slice(0, 16);
  expect(first.startsWith(folder.at(`.envelope-vault-${id}-`))).toBe(true);
  await temporaries.removeLeftovers();
  expect(await readdir(notes)).toEqual([name]);
  await temporaries.close();
  expect(await readdir(notes)).toEqual([]);
});

test('where nothing can be noted, work goes on', async () => {
  await writeFile(join(notes, 'file'), '');
  const blocked = createTemporaries(join(notes, 'file', 'notes'));
  expect(await blocked.nameIn(folder.path)).toMatch(/\.part$/);
  await blocked.removeLeftovers();
  await blocked.close();
});
