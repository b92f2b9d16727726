/** Temporary files of killed processes: found at the next start and removed; nobody else's are touched. */
import {
  type FileHandle,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir, uptime } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { formatIdentity, ownIdentity, type ProcessIdentity } from '../../electron/engine/process-identity.ts';
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

const notesOf = async (owner: ProcessIdentity, folders: readonly unknown[]): Promise<string> => {
  const path = join(notes, `${ID}.${formatIdentity(owner)}.notes`);
  await writeFile(path, folders.map((line) => `\n${JSON.stringify(line)}\n`).join(''));
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
  await notesOf({ ...ownIdentity(), boot: 'abcd' }, [folder.path]);
  const newer = await folder.write(partOf().replace('00112233', '44556677'), 'by a namesake');
  const old = new Date(Date.now() - uptime() * 1000 - 60_000);
  await utimes(folder.at(partOf()), old, old);
  await temporaries.removeLeftovers();
  expect(await folder.names()).toEqual([basename(newer)]);
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
    ['of another computer', { ...dead, host: ID }],
    ['of another container', { ...dead, namespace: '1' }],
  ])('a file %s, with its notes', async (_, owner) => {
    await folder.write(partOf(), 'plain');
    const path = await notesOf(owner, [folder.path]);
    await temporaries.removeLeftovers();
    expect(await folder.names()).toEqual([partOf()]);
    expect(await readdir(notes)).toEqual([basename(path)]);
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
    `${ID}.notes`,
    `${ID}.x.notes`,
    `${formatIdentity(dead)}.notes`,
    `${ID}.${formatIdentity(dead)}.notes.txt`,
    `x${ID}.${formatIdentity(dead)}.notes`,
    `${ID}.${formatIdentity(dead)}.1.notes`,
  ])('everything, where the notes are called %s', async (name) => {
    await folder.write(partOf(), 'plain');
    await writeFile(join(notes, name), JSON.stringify(folder.path));
    await temporaries.removeLeftovers();
    expect(await folder.names()).toEqual([partOf()]);
    expect(await readdir(notes)).toEqual([name]);
  });
});

test('notes of a process that was killed before it wrote into them are removed', async () => {
  await notesOf(dead, []);
  await temporaries.removeLeftovers();
  expect(await readdir(notes)).toEqual([]);
});

test('a folder that is not there keeps the notes for a month, one that is no folder does not', async () => {
  const path = await notesOf(dead, [folder.at('unplugged'), 7, folder.path]);
  await temporaries.removeLeftovers();
  expect(await readdir(notes)).toEqual([basename(path)]);
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

test('a note that the full disk cut spoils neither the next one, nor is it forgotten', async () => {
  const full = Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', errno: -28 });
  const probe = await open(notes);
  const prototype: Pick<FileHandle, 'appendFile'> = Object.getPrototypeOf(probe);
  await probe.close();
  const { appendFile } = prototype;
  const spy = vi.spyOn(prototype, 'appendFile').mockImplementationOnce(async function (
    this: FileHandle,
    data,
  ) {
    await appendFile.call(this, String(data).slice(0, 10));
    throw full;
  });
  const [first, second] = [folder.at('first'), folder.at('second')];
  try {
    await temporaries.nameIn(first);
    await temporaries.nameIn(second);
    await temporaries.nameIn(first);
  } finally {
    spy.mockRestore();
  }
  const [name = ''] = await readdir(notes);
  const lines = (await readFile(join(notes, name), 'utf8')).split('\n');
  expect(lines).toEqual(expect.arrayContaining([first, second].map((path) => JSON.stringify(path))));
});

test('notes that could not be begun are begun with the next file', async () => {
  const later = createTemporaries(join(notes, 'folder'));
  await writeFile(join(notes, 'folder'), 'in the way');
  await later.nameIn(folder.path);
  await rm(join(notes, 'folder'));
  await later.nameIn(folder.path);
  expect(await readdir(join(notes, 'folder'))).toHaveLength(1);
  await later.close();
});

test('where nothing can be noted, work goes on', async () => {
  await writeFile(join(notes, 'file'), '');
  const blocked = createTemporaries(join(notes, 'file', 'notes'));
  expect(await blocked.nameIn(folder.path)).toMatch(/\.part$/);
  await blocked.removeLeftovers();
  await blocked.close();
});
