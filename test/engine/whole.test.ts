/** Small files whose key is there already: many in one step of a thread, each as safe as alone. */
import { mkdir } from 'node:fs/promises';
import { describe, expect, test, vi } from 'vitest';
import { bytesOf, open } from '../envelope/support.ts';
import { scratch } from '../support/scratch.ts';
import { codeOf, F, faultyEngine, freshKey, isGone, materialsOf, only, testEngine } from './support.ts';

const engine = testEngine();
const never = () => Promise.reject(new Error('asked'));

test('a hundred at once: each its own message, each named, every key gone, nobody asked', async () => {
  await using folder = await scratch();
  const sizes = Array.from({ length: 100 }, (_, index) => index * 700);
  const keys = sizes.map(() => freshKey());
  const results = await Promise.all(
    sizes.map(async (size, at) =>
      engine.seal({
        source: await folder.write(`in ${at}`, bytesOf(size)),
        target: only(folder.at(`out ${at}`)),
        readyMaterials: () => materialsOf(keys[at]),
        materials: never,
      }),
    ),
  );
  const ids = new Set<string>();
  for (const [at, size] of sizes.entries()) {
    const envelope = await folder.read(`out ${at}`);
    expect(results[at]).toEqual({ path: folder.at(`out ${at}`), size: envelope.length });
    const { header, content } = open(envelope);
    expect(content.equals(bytesOf(size))).toBe(true);
    ids.add(Buffer.from(header.messageId).toString('hex'));
  }
  expect(ids.size).toBe(100);
  expect(keys.every(isGone)).toBe(true);
  expect(await folder.names()).toHaveLength(200);
});

test('one that fails does not touch the others of its batch', async () => {
  await using folder = await scratch();
  await mkdir(folder.at('folder'));
  await folder.write('taken', 'theirs');
  const jobs: readonly (readonly [string, string])[] = [
    ['good', 'a'],
    ['missing', 'b'],
    ['folder', 'c'],
    ['good', 'taken'],
    ['good', 'd'],
  ];
  await folder.write('good', 'content');
  const keys = jobs.map(() => freshKey());
  const codes = jobs.map(([source, target], at) =>
    codeOf(
      engine.seal({
        source: folder.at(source),
        target: only(folder.at(target)),
        readyMaterials: () => materialsOf(keys[at]),
        materials: never,
      }),
    ),
  );
  expect(await Promise.all(codes)).toEqual([
    'done',
    'file-not-found',
    'is-a-folder',
    'target-exists',
    'done',
  ]);
  expect(keys.every(isGone)).toBe(true);
  expect(await folder.names()).toEqual(['a', 'd', 'folder', 'good', 'taken']);
});

describe('asked for a key all the same', () => {
  test.each([
    ['a large file', 36 * F, {}],
    ['a signed one', 10, { sign: true }],
    ['a checked one', 10, { check: true }],
  ])('%s', async (_, size, options) => {
    await using folder = await scratch();
    const ready = freshKey();
    const materials = vi.fn(async (reserved: ReadonlyMap<string, string>) =>
      materialsOf(freshKey(), reserved),
    );
    const source = await folder.write('in', bytesOf(size));
    const readyMaterials = () => materialsOf(ready);
    await engine.seal({ source, target: only(folder.at('out')), materials, readyMaterials, ...options });
    expect(materials).toHaveBeenCalledTimes(1);
    expect(open(await folder.read('out')).content.length).toBe(size);
    if (size > F) expect(isGone(ready)).toBe(true);
  });
});

test('a disk that fails: coded, nothing left, the key gone', async () => {
  await using folder = await scratch();
  await using bad = faultyEngine({ fail: { fsyncSync: 'EIO' } });
  const key = freshKey();
  const source = await folder.write('in', 'content');
  const request = { source, target: only(folder.at('out')), materials: never };
  expect(await codeOf(bad.seal({ ...request, readyMaterials: () => materialsOf(key) }))).toBe('io-error');
  expect(isGone(key)).toBe(true);
  expect(await folder.names()).toEqual(['in']);
});
