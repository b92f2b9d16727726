/** Many jobs at a time, told as if they had been one after the other. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inOrder } from '../../electron/cli/in-order.ts';

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

/** Jobs that end when told; `running` has those that do not yet. */
function manual() {
  const running = new Map<number, () => void>();
  const started: number[] = [];
  let most = 0;
  const job = (item: number) =>
    new Promise<number>((resolve) => {
      started.push(item);
      running.set(item, () => {
        running.delete(item);
        resolve(item);
      });
      most = Math.max(most, running.size);
    });
  return { running, started, job, most: () => most };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('whatever ends first: all are done, at most so many at once, told in their order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 30 }),
      fc.integer({ min: 1, max: 5 }),
      fc.infiniteStream(fc.nat()),
      async (count, limit, choices) => {
        const items = Array.from({ length: count }, (_, index) => index);
        const jobs = manual();
        const told: number[] = [];
        let ended = false;
        const all = inOrder(each(items), limit, jobs.job, (one) => told.push(one)).then(() => {
          ended = true;
        });
        while (!ended) {
          const names = [...jobs.running.keys()];
          const choice: number = choices.next().value;
          if (names.length > 0) jobs.running.get(names[choice % names.length] ?? 0)?.();
          await turn();
        }
        await all;
        expect(told).toEqual(items);
        expect(jobs.started).toEqual(items);
        expect(jobs.most()).toBe(Math.min(limit, count));
      },
    ),
    { numRuns: 40 },
  );
});

test('each is told as soon as those before it are', async () => {
  const jobs = manual();
  const told: number[] = [];
  const all = inOrder(each([0, 1, 2]), 3, jobs.job, (one) => told.push(one));
  await turn();
  jobs.running.get(1)?.();
  await turn();
  expect(told).toEqual([]);
  jobs.running.get(0)?.();
  await turn();
  expect(told).toEqual([0, 1]);
  jobs.running.get(2)?.();
  await all;
  expect(told).toEqual([0, 1, 2]);
});

test('a slow one at the front holds back the others after a while, so that memory stays bounded', async () => {
  let taken = 0;
  async function* endless() {
    for (; taken < 100_000; taken++) yield taken;
  }
  let release = (): void => undefined;
  const slow = new Promise<void>((resolve) => {
    release = resolve;
  });
  const all = inOrder(
    endless(),
    2,
    (item) => (item === 0 ? slow : Promise.resolve()),
    () => undefined,
  );
  let before = -1;
  while (taken !== before) {
    before = taken;
    for (let turns = 0; turns < 50; turns++) await turn();
  }
  expect(taken).toBeGreaterThan(2);
  expect(taken).toBeLessThanOrEqual(1001);
  release();
  await all;
  expect(taken).toBe(100_000);
});

test('items that fail to come: what runs ends and is told, then it is thrown', async () => {
  const jobs = manual();
  const told: number[] = [];
  async function* broken() {
    yield 0;
    throw new Error('no more');
  }
  const all = inOrder(broken(), 2, jobs.job, (one) => told.push(one));
  const failure = expect(all).rejects.toThrow('no more');
  await turn();
  jobs.running.get(0)?.();
  await failure;
  expect(told).toEqual([0]);
});
