/** Secrets side by side: what was taken is zeroed when the work that took it ends, and nothing else is. */
import { expect, test } from 'vitest';
import { newSecretMemory, SecretMemory } from '../../electron/envelope/secret-memory.ts';

test('what a piece of work takes is zeroed when it ends, also by an error; what was there before stays', () => {
  const shared = newSecretMemory();
  const memory = new SecretMemory(shared);
  const before = memory.take(4).fill(1);
  const inner = memory.during(() => {
    const taken = memory.take(8).fill(2);
    expect(() =>
      memory.during(() => {
        memory.take(16).fill(3);
        throw new Error('failed');
      }),
    ).toThrow('failed');
    expect(new Uint8Array(shared).reduce((sum, byte) => sum + byte, 0)).toBe(4 * 1 + 8 * 2);
    return taken;
  });
  expect([...inner]).toEqual(Array(8).fill(0));
  expect([...before]).toEqual([1, 1, 1, 1]);
  expect(memory.take(8).byteOffset, 'the place is free again').toBe(inner.byteOffset);
});

test('more than there is room for is refused', () => {
  expect(() => new SecretMemory(new SharedArrayBuffer(8)).take(9)).toThrow(RangeError);
});
