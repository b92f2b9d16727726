import { describe, expect, test } from 'vitest';
import type { Message, Recipe } from './reference.ts';
import { bytesOf, codeOf, lenientPolicy, open, reference } from './support.ts';

/** Every code that a changed message may be refused with; anything else is a bug. */
const refusals: readonly string[] = [
  'invalid-envelope',
  'key-commitment-failed',
  'limit-exceeded',
  'not-an-envelope',
  'tampered',
  'trailing-bytes',
  'truncated',
  'unsupported-suite',
  'unsupported-version',
];

const recipes: readonly (readonly [string, Omit<Recipe, 'dataKey' | 'messageId'>])[] = [
  ['the default suite', { suite: 0x0478, content: bytesOf(20), frameLength: 8, context: [['a', 'b']] }],
  ['an empty file', { suite: 0x0478, content: bytesOf(0), frameLength: 4096 }],
  ['without frames', { suite: 0x0478, content: bytesOf(20), frameLength: null }],
  ['a signing suite', { suite: 0x0578, content: bytesOf(9), frameLength: 8 }],
  ['version 1', { suite: 0x0178, content: bytesOf(20), frameLength: 8, context: [['a', 'b']] }],
  ['version 1 without derivation', { suite: 0x0078, content: bytesOf(20), frameLength: 8 }],
  ['version 1 signed, without frames', { suite: 0x0378, content: bytesOf(9), frameLength: null }],
];

describe.each(recipes)('%s', (_, recipe) => {
  const message = reference(recipe);
  const { bytes } = message;
  const codeFor = (changed: Uint8Array): string =>
    codeOf(() => {
      // What KMS answers does not depend on the header: a key of 32 bytes, whichever suite the header names now.
      open(changed, { dataKey: message.dataKey, policy: lenientPolicy });
    });

  test('is accepted unchanged', () => {
    expect(codeFor(bytes)).toBe('accepted');
  });

  test('every bit flipped, one at a time: refused', () => {
    const seen = new Set<string>();
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const code = refusalOf(() => codeFor(changed));
      if (!refusals.includes(code)) expect.unreachable(`bit ${bit & 7} of byte ${bit >> 3}: ${code}`);
      seen.add(code);
    }
    expect([...seen]).toContain('tampered');
  });

  test('every byte left out, doubled, or set to 00 or ff: refused', () => {
    for (let at = 0; at < bytes.length; at++) {
      const before = bytes.subarray(0, at);
      const after = bytes.subarray(at + 1);
      for (const middle of [[], [bytes[at] ?? 0, bytes[at] ?? 0], [0], [0xff]]) {
        const changed = Buffer.concat([before, Buffer.from(middle), after]);
        if (changed.equals(bytes)) continue;
        const code = refusalOf(() => codeFor(changed));
        if (!refusals.includes(code)) expect.unreachable(`byte ${at} became [${middle}]: ${code}`);
      }
    }
  });
});

/** A suite of another key length does not fit the data key, which the key service's answer is checked for. */
function refusalOf(action: () => string): string {
  try {
    return action();
  } catch (error) {
    if (error instanceof RangeError && error.message === 'a data key of the wrong length') return 'tampered';
    throw error;
  }
}

describe('every field of the header is authenticated', () => {
  const fieldsOf = ({ headerParts }: Message): string[] => headerParts.map(([name]) => name);
  test.each(recipes)('%s', (_, recipe) => {
    const message = reference(recipe);
    const other = reference({ ...recipe, context: [['other', 'context']], dataKey: bytesOf(32, 70) });
    for (const [index, name] of fieldsOf(message).entries()) {
      const [, own = Buffer.alloc(0)] = message.headerParts[index] ?? [];
      const [, foreign = Buffer.alloc(0)] = other.headerParts[index] ?? [];
      if (own.equals(foreign)) continue;
      const parts = message.headerParts.map(([, part], at) => (at === index ? foreign : part));
      const spliced = Buffer.concat([...parts, ...message.frames, message.footer]);
      const code = codeOf(() => open(spliced, { dataKey: message.dataKey, policy: lenientPolicy }));
      expect(['tampered', 'key-commitment-failed'], name).toContain(code);
    }
  });
});
