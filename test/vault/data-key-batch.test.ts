/** One data key for many files: asked for once, copied for each, bounded, wiped. */
import { expect, test, vi } from 'vitest';
import { createDataKeyBatch, type Material } from '../../electron/vault/data-key-batch.ts';

const generated: Uint8Array[] = [];
const generate = vi.fn(async (): Promise<Material> => {
  const dataKey = new Uint8Array(32).fill(generated.length + 1);
  generated.push(dataKey);
  return { dataKey, encryptedDataKeys: [], context: new Map(), keyArn: 'arn', requestId: `r-${dataKey[0]}` };
});
const zeros = new Uint8Array(32);

function batchAt(time = { ms: 0 }) {
  generate.mockClear();
  generated.length = 0;
  return createDataKeyBatch(() => time.ms);
}

test('many that ask at once: one call, a copy each', async () => {
  const batch = batchAt();
  expect(batch.ready('s')).toBeNull();
  const materials = await Promise.all(Array.from({ length: 50 }, () => batch.take('s', generate)));
  expect(generate).toHaveBeenCalledTimes(1);
  expect(new Set(materials.map(({ dataKey }) => dataKey)).size).toBe(50);
  materials[0]?.dataKey.fill(0);
  expect(batch.ready('s')).toMatchObject({ dataKey: new Uint8Array(32).fill(1), requestId: 'r-1' });
});

test('closing wipes the key, also one that is on its way', async () => {
  const batch = batchAt();
  await batch.take('s', generate);
  batch.close();
  expect(generated[0]).toEqual(zeros);
  expect(batch.ready('s')).toBeNull();
  const late = batchAt();
  const taking = late.take('s', generate);
  late.close();
  expect((await taking).requestId).toBe('r-2');
  expect(generated[0]).toEqual(zeros);
});

test('another scope gets another key, and the first one is wiped', async () => {
  const batch = batchAt();
  await batch.take('s', generate);
  expect((await batch.take('other', generate)).requestId).toBe('r-2');
  expect(generated[0]).toEqual(zeros);
  expect(batch.ready('s')).toBeNull();
});

test('two scopes at once: each gets a key that is its own', async () => {
  const batch = batchAt();
  const own = (name: string) => async () => ({ ...(await generate()), keyArn: name });
  const taken = await Promise.all(['a', 'b', 'a', 'b'].map((name) => batch.take(name, own(name))));
  expect(taken.map(({ keyArn }) => keyArn)).toEqual(['a', 'b', 'a', 'b']);
  expect(taken.every(({ dataKey }) => dataKey.some((byte) => byte !== 0))).toBe(true);
});

test('bounds: age and number of files', async () => {
  const time = { ms: 0 };
  const batch = batchAt(time);
  await batch.take('s', generate);
  time.ms = 10 * 60 * 1000 + 1;
  expect(batch.ready('s')).toBeNull();
  expect(generated[0]).toEqual(zeros);
  await batch.take('s', generate);
  for (let file = 1; file < 65_536; file++) batch.ready('s');
  expect(batch.ready('s')).toBeNull();
  expect(generated[1]).toEqual(zeros);
});

test('a key service that fails: all that wait are told, the next one asks again', async () => {
  const batch = batchAt();
  generate.mockRejectedValueOnce(new Error('no'));
  const results = await Promise.allSettled([batch.take('s', generate), batch.take('s', generate)]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect((await batch.take('s', generate)).requestId).toBe('r-1');
});

test('the key is wiped when its time is over, also where nobody asks for it', async () => {
  vi.useFakeTimers();
  const batch = batchAt();
  await batch.take('s', generate);
  vi.advanceTimersByTime(10 * 60 * 1000);
  expect(generated[0]).toEqual(zeros);
  batch.close();
  vi.useRealTimers();
});
