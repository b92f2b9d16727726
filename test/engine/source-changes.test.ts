/**
 * A source that changes while it is read (its size, its time, which file has its name) makes no result, whenever that
 * happens. One that only loses its name is read to its end: the result may be all that is left of it.
 */
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  renameSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { utimes } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { Stage } from '../../electron/engine/engine.ts';
import { strictPolicy } from '../../electron/envelope/header.ts';
import { bytesOf, open } from '../envelope/support.ts';
import { posix, scratch } from '../support/scratch.ts';
import {
  codeOf,
  F,
  faultyEngine,
  freshKey,
  isGone,
  materialsOf,
  only,
  openTo,
  sealTo,
  testEngine,
} from './support.ts';

const engine = testEngine();
const past = new Date('2020-01-01T00:00:00Z');
const content = bytesOf(20 * F);
const others = bytesOf(20 * F, 99);

/** Called in the middle of a job, at once. */
type Change = (path: string) => void;
const changes: readonly (readonly [string, Change])[] = [
  ['grows', (path) => writeFileSync(path, 'more', { flag: 'a' })],
  ['is cut in the middle', (path) => truncateSync(path, content.length / 2)],
  ['becomes empty', (path) => truncateSync(path)],
  ['is written over, same length', (path) => writeFileSync(path, others)],
  ['gets another time', (path) => utimesSync(path, new Date(), new Date())],
];
const replacements: readonly (readonly [string, Change])[] = [
  [
    'another file of its size and time',
    (path) => {
      writeFileSync(`${path}~`, others);
      utimesSync(`${path}~`, past, past);
      renameSync(`${path}~`, path);
    },
  ],
  [
    'a link to itself',
    (path) => {
      renameSync(path, `${path}~`);
      symlinkSync(`${path}~`, path);
    },
  ],
  [
    'a folder',
    (path) => {
      unlinkSync(path);
      mkdirSync(path);
    },
  ],
];
const losses: readonly (readonly [string, Change])[] = [
  ['is removed', (path) => unlinkSync(path)],
  ['gets another name', (path) => renameSync(path, `${path}~`)],
];
/** Before any content is read, and when all of it is. */
const moments = ['waiting-for-key', 'finishing'] as const satisfies readonly Stage[];

/** Encrypts (or decrypts) a file that `change` is done to at `moment`; answers the code, and what is there then. */
async function jobWith(kind: 'seal' | 'open', change: Change, moment: Stage) {
  await using folder = await scratch();
  const source = await folder.write('in', content);
  if (kind === 'open') {
    await sealTo(engine, source, folder.at('sealed'));
    renameSync(folder.at('sealed'), source);
  }
  await utimes(source, past, past);
  const key = freshKey();
  const onProgress = (stage: Stage): void => {
    if (stage === moment) change(source);
  };
  const run = kind === 'seal' ? sealTo : openTo;
  const code = await codeOf(run(engine, source, folder.at('out'), { key, onProgress }));
  expect(isGone(key)).toBe(true);
  const names = (await folder.names()).filter((name) => !/^in~?$/.test(name));
  return { code, names, result: code === 'done' ? await folder.read('out') : null };
}

describe.each(moments)('at %s', (moment) => {
  test.each(changes)('%s: encrypting makes nothing', async (_, change) => {
    expect(await jobWith('seal', change, moment)).toMatchObject({ code: 'source-changed', names: [] });
  });

  test.each(changes)('%s: decrypting makes nothing', async (_, change) => {
    const { code, names } = await jobWith('open', change, moment);
    // What is read after the change may show first that it is no envelope.
    if (moment === 'finishing') expect(code).toBe('source-changed');
    else expect(code).not.toBe('done');
    expect(names).toEqual([]);
  });

  describe.runIf(posix)('its name', () => {
    test.each(replacements)('is that of %s: nothing is made', async (_, change) => {
      for (const kind of ['seal', 'open'] as const)
        expect(await jobWith(kind, change, moment)).toMatchObject({ code: 'source-changed', names: [] });
    });

    test.each(losses)('%s: what was opened is read to its end', async (_, change) => {
      const sealed = await jobWith('seal', change, moment);
      expect(sealed).toMatchObject({ code: 'done', names: ['out'] });
      expect(sealed.result && open(sealed.result).content.equals(content)).toBe(true);
      const opened = await jobWith('open', change, moment);
      expect(opened).toMatchObject({ code: 'done', names: ['out'] });
      expect(opened.result?.equals(content)).toBe(true);
    });
  });
});

test.runIf(posix)('an envelope that is replaced while it is verified is not said to be good', async () => {
  await using folder = await scratch();
  await sealTo(engine, await folder.write('in', content), folder.at('sealed'));
  await folder.write('other', 'of another');
  const dataKey = async () => {
    renameSync(folder.at('other'), folder.at('sealed'));
    return freshKey();
  };
  const verifying = engine.verify({ source: folder.at('sealed'), policy: strictPolicy, dataKey });
  expect(await codeOf(verifying)).toBe('source-changed');
});

test('in a batch, too', async () => {
  await using folder = await scratch();
  const source = await folder.write('in', 'content');
  await using engine = faultyEngine({ grows: source });
  const key = freshKey();
  const sealing = engine.seal({
    source,
    target: only(folder.at('out')),
    readyMaterials: () => materialsOf(key),
    materials: () => Promise.reject(new Error('asked')),
  });
  expect(await codeOf(sealing)).toBe('source-changed');
  expect(isGone(key)).toBe(true);
  expect(await folder.names()).toEqual(['in']);
});

describe('some of a large file is read by all threads', () => {
  /** A file of holes: takes no room, but time to encrypt. */
  const LARGE = 512 * 1024 * 1024;

  test.each<[string, Change]>([
    ['and the rest is cut off', (path) => truncateSync(path, LARGE / 2)],
    ['and it becomes empty', (path) => truncateSync(path)],
    ['and it grows', (path) => truncateSync(path, LARGE + 1)],
  ])('%s: nothing is made', async (_, change) => {
    await using folder = await scratch();
    const source = folder.at('in');
    const file = openSync(source, 'w');
    ftruncateSync(file, LARGE);
    closeSync(file);
    const seen: number[] = [];
    const onProgress = (stage: Stage, done: number): void => {
      if (stage === 'encrypting' && done > 0 && seen.push(done) === 1) change(source);
    };
    const code = await codeOf(sealTo(engine, source, folder.at('out'), { onProgress }));
    expect(code).toBe('source-changed');
    expect(seen[0]).toBeLessThan(LARGE);
    expect(await folder.names()).toEqual(['in']);
  });
});
