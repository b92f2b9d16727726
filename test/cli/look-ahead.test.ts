/** Looking ahead reads no more than it takes, and loses nothing. */
import { expect, test } from 'vitest';
import { lookAhead, MAX_OTHERS } from '../../electron/cli/look-ahead.ts';

/** Numbers from 1 on, of which the even ones count; `taken` tells how many were read. */
function numbers(count: number) {
  let taken = 0;
  async function* all(): AsyncGenerator<number> {
    while (taken < count) {
      taken += 1;
      yield taken;
    }
  }
  return { items: all(), taken: () => taken };
}
const isEven = (number: number): boolean => number % 2 === 0;

test.each([
  ['fewer than the limit', 5, 10, false, 5],
  ['as many as the limit', 20, 10, false, 20],
  ['one more', 22, 10, true, 22],
  ['many more', 1000, 10, true, 22],
  ['no limit', 1000, Number.POSITIVE_INFINITY, false, 0],
])('%s', async (_, count, limit, more, read) => {
  const { items, taken } = numbers(count);
  const looked = await lookAhead(items, limit, isEven);
  expect([looked.more, taken()]).toEqual([more, read]);
  const found: number[] = [];
  for await (const item of looked.items) found.push(item);
  expect(found).toEqual(Array.from({ length: count }, (_, index) => index + 1));
});

test('what does not count is not read on for, nor kept, without end', async () => {
  const { items, taken } = numbers(30_000);
  const looked = await lookAhead(items, 10, (number) => number > 29_000);
  expect([looked.more, taken()]).toEqual([true, MAX_OTHERS]);
  let inOrder = 0;
  for await (const item of looked.items) inOrder += item === inOrder + 1 ? 1 : 0;
  expect(inOrder).toBe(30_000);
});

test('what goes wrong while looking is told', async () => {
  async function* broken(): AsyncGenerator<number> {
    yield 1;
    throw new Error('no');
  }
  await expect(lookAhead(broken(), 5, isEven)).rejects.toThrow('no');
});
