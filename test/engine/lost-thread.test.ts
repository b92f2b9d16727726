/** A thread that ends without an answer, and an engine that is closed in the middle: nothing made is lost, nothing is left. */
import { describe, expect, test } from 'vitest';
import { Control } from '../../electron/engine/thread/control.ts';
import { CANCELLED, controlLength, NEXT_RUN, STATE } from '../../electron/engine/thread/protocol.ts';
import { bytesOf, open } from '../envelope/support.ts';
import { scratch } from '../support/scratch.ts';
import { codeOf, faultyEngine, materialsOf, newEngine, only, sealTo } from './support.ts';

describe('a thread that dies as soon as the file has its name', () => {
  test.each([
    ['a new one', 'fail'],
    ['in the place of another', 'replace'],
  ] as const)('%s: the result stays whole', async (_, whenTaken) => {
    await using folder = await scratch();
    await using dying = faultyEngine({ naming: 'dies' });
    const content = bytesOf(1000);
    const source = await folder.write('in', content);
    if (whenTaken === 'replace') await folder.write('out', 'the older one');
    const code = await codeOf(sealTo(dying, source, { path: folder.at('out'), whenTaken }));
    expect(code).toBe('internal');
    expect(open(await folder.read('out')).content.equals(content)).toBe(true);
    expect(await folder.names()).toEqual(['in', 'out']);
  });
});

test('closed while many files are in work: no temporary file is left', async () => {
  await using folder = await scratch();
  const engine = newEngine();
  const files = 40;
  const asked = Promise.withResolvers<void>();
  const closing = Promise.withResolvers<void>();
  let count = 0;
  const materials = async () => {
    count += 1;
    if (count === files) asked.resolve();
    await closing.promise;
    return materialsOf();
  };
  const sealing = Array.from({ length: files }, async (_, n) => {
    const source = await folder.write(`in-${n}`, bytesOf(3000));
    return codeOf(engine.seal({ source, target: only(folder.at(`out-${n}`)), materials }));
  });
  await asked.promise;
  const closed = engine.close();
  closing.resolve();
  await closed;
  expect(new Set(await Promise.all(sealing))).toEqual(new Set(['cancelled']));
  expect((await folder.names()).filter((name) => !name.startsWith('in-'))).toEqual([]);
});

test('a thread that has written its last run still sees that the job was cancelled', () => {
  const shared = new SharedArrayBuffer(controlLength(1));
  const words = new Int32Array(shared, 0, 3);
  const control = new Control({ control: shared, member: 0, members: 1 });
  let flushed = 0;
  const runs = control.claim(1, () => {
    flushed += 1;
  });
  expect(runs.next()).toEqual({ done: false, value: 0 });
  Atomics.store(words, STATE, CANCELLED);
  expect(() => runs.next()).toThrow('cancelled');
  expect(flushed).toBe(2);
  expect(Atomics.load(words, NEXT_RUN)).toBe(1);
});
