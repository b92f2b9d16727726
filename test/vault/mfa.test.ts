/** Codes of MFA devices: one question at a time, each answered once. */
import { expect, test } from 'vitest';
import type { MfaQuestion } from '../../electron/contract/state.ts';
import { createMfa } from '../../electron/vault/mfa.ts';
import { failureCode } from './fakes.ts';

function start() {
  const shown: (MfaQuestion | null)[] = [];
  const mfa = createMfa((question) => shown.push(question));
  return { mfa, shown, id: () => shown.at(-1)?.id ?? '' };
}

test('a question is shown, and its code goes to who asked', async () => {
  const { mfa, shown, id } = start();
  const asked = mfa.ask('admin', 'arn:aws:iam::111122223333:mfa/alice');
  expect(shown).toEqual([
    { id: expect.any(String), profileName: 'admin', device: 'arn:aws:iam::111122223333:mfa/alice' },
  ]);
  mfa.answer(id(), '123456');
  expect(await asked).toBe('123456');
  expect(shown.at(-1)).toBeNull();
  expect(JSON.stringify(shown)).not.toContain('123456');
});

test('one at a time: the next one follows the answer, and an old id answers nothing', async () => {
  const { mfa, shown, id } = start();
  const first = mfa.ask('a', 'x');
  const second = mfa.ask('b', 'y');
  expect(shown).toHaveLength(1);
  const old = id();
  mfa.answer(old, '111111');
  mfa.answer(old, '222222');
  expect(shown.at(-1)).toMatchObject({ profileName: 'b' });
  mfa.answer(id(), '333333');
  expect([await first, await second]).toEqual(['111111', '333333']);
});

test('taken back, who asked is told', async () => {
  const { mfa, id } = start();
  const asked = mfa.ask('a', 'x');
  mfa.answer(id(), null);
  expect(await failureCode(() => asked)).toBe('mfa-needed');
});
