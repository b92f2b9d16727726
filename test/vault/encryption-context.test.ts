/** What may be in the encryption context that a person gives, and what is added to it. */
import { describe, expect, test } from 'vitest';
import {
  checkContext,
  contextOf,
  ENVELOPE_ID,
  identified,
  requireContext,
} from '../../electron/vault/encryption-context.ts';
import { explain } from '../../electron/vault/explain.ts';

const refusal = (run: () => unknown): { readonly code: string; readonly message: string } => {
  try {
    run();
  } catch (error) {
    return explain(error);
  }
  throw new Error('nothing was refused');
};

const full = 'x'.repeat(7_936 - 1);

describe('a context', () => {
  test.each([
    ['nothing', []],
    ['pairs', [['purpose', 'audit']]],
    [
      'names that JavaScript knows',
      [
        ['__proto__', 'x'],
        ['constructor', 'y'],
      ],
    ],
    ['spaces, umlauts and emoji', [['für wen', '🙂 ']]],
    [
      'what is like a reserved name',
      [
        ['aws-cryptox', 'x'],
        ['Envelope-Id', 'x'],
      ],
    ],
    ['as much as fits', [['n', full]]],
  ] as const)('of %s can be used', (_, pairs) => {
    expect([...contextOf(pairs)]).toEqual(pairs);
  });

  test.each([
    ['no name', [['', 'x']], 'a name and a value'],
    ['no value', [['x', '']], 'a name and a value'],
    ['a name of the format', [['aws-crypto-public-key', 'x']], 'aws-crypto-'],
    ['our own name', [[ENVELOPE_ID, 'x']], ENVELOPE_ID],
    [
      'a name twice',
      [
        ['x', 'a'],
        ['x', 'b'],
      ],
      'twice',
    ],
    ['a name that is no Unicode', [['\ud800', 'x']], 'Unicode'],
    ['a value that is no Unicode', [['x', '\udc00']], 'Unicode'],
    ['a byte too much', [['n', `${full}x`]], '7936 bytes'],
    ['two-byte characters, which count as two', [['n', 'ü'.repeat(3_968)]], '7936 bytes'],
  ] as const)('with %s is refused with the reason', (_, pairs, words) => {
    const { code, message } = refusal(() => contextOf(pairs));
    expect(code).toBe('invalid-context');
    expect(message).toContain(words);
  });
});

test('every context gets an id of its own, and keeps its pairs', () => {
  const context = new Map([['a', 'b']]);
  const [one, other] = [identified(context), identified(context)];
  expect([...one.keys()]).toEqual(['a', ENVELOPE_ID]);
  expect(one.get(ENVELOPE_ID)).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(one.get(ENVELOPE_ID)).not.toBe(other.get(ENVELOPE_ID));
  expect([...context.keys()]).toEqual(['a']);
  expect(() => checkContext(one)).toThrow();
});

describe('a required context', () => {
  const found = new Map([
    ['a', '1'],
    ['b', '2'],
  ]);
  test.each([
    [[]],
    [[['a', '1']]],
    [
      [
        ['b', '2'],
        ['a', '1'],
      ],
    ],
  ] as const)('is met by an envelope with these pairs and others (%#)', (pairs) => {
    expect(() => requireContext(new Map<string, string>(pairs), found)).not.toThrow();
  });

  test.each([
    [[['a', '2']]],
    [[['c', '1']]],
    [
      [
        ['a', '1'],
        ['toString', 'x'],
      ],
    ],
  ] as const)('is not met without one of them (%#)', (pairs) => {
    const required = new Map<string, string>(pairs);
    expect(refusal(() => requireContext(required, found)).code).toBe('context-mismatch');
  });
});
