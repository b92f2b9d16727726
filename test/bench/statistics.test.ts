import { describe, expect, test } from 'vitest';
import { median, medianRatio, quantile, waits } from './statistics.ts';

test.each([
  [[3], 3],
  [[9, 1, 5], 5],
  [[4, 1, 3, 2], 2.5],
  [[10, 9, 100], 10],
])('the median of %j is %d', (values, expected) => {
  expect(median(values)).toBe(expected);
});

test('nothing has no median and no quantile', () => {
  expect(() => median([])).toThrow(RangeError);
  expect(() => quantile([], 0.5)).toThrow(RangeError);
});

test('a quantile is a value that was there, and that its share does not exceed', () => {
  const values = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect([0, 0.5, 0.99, 0.991, 1].map((share) => quantile(values, share))).toEqual([1, 50, 99, 100, 100]);
});

describe('ratios', () => {
  test('are taken round by round: what slows both in a round does not count', () => {
    expect(medianRatio([2, 20, 4], [1, 10, 2])).toBe(2);
  });

  test('are of the rounds that both took part in', () => {
    expect(medianRatio([6, 6, 1], [2, 3])).toBe(2.5);
    expect(medianRatio([6, 6], [2, 3, 100])).toBe(2.5);
    expect(medianRatio([], [2, 3])).toBeNull();
  });
});

describe('waits', () => {
  test('an idle loop has waits of one step', () => {
    expect(waits([1, 1.1, 1.4], 1)).toEqual([1, 1.1, 1.4]);
  });

  test('a long gap counts for all that arrived in it', () => {
    expect(waits([1, 4], 1)).toEqual([1, 4, 3, 2, 1]);
  });

  test('a tenth of the time in long gaps shows in the 99th percentile, though they are one gap in fifty', () => {
    const gaps = Array.from({ length: 500 }, (_, index) => (index % 100 === 0 ? 20 : 1));
    expect(quantile(gaps, 0.99)).toBe(1);
    expect(quantile(waits(gaps, 1), 0.99)).toBeGreaterThan(16);
  });
});
