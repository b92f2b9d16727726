/** Whether an envelope can be opened is asked of its keys, one after the other, and nothing else is asked. */
import { expect, test, vi } from 'vitest';
import { KmsError, type KmsErrorCode } from '../../electron/kms/errors.ts';
import type { KmsPort } from '../../electron/kms/port.ts';
import { canOpen } from '../../electron/vault/can-open.ts';
import type { KeyChoice } from '../../electron/vault/candidates.ts';
import type { KmsFor } from '../../electron/vault/vault.ts';
import { account, awsArn, encryptedKey, headerWith, otherArn, practiceArn } from './envelopes.ts';
import { kmsThat } from './fakes.ts';

const all: KeyChoice = { accounts: [account, '444455556666'], region: null };

/** What becomes of a dry run with each key: null for a success. */
function start(answers: Readonly<Record<string, KmsErrorCode | null>>) {
  const dryRunDecrypt = vi.fn<KmsPort['dryRunDecrypt']>(async ({ keyId }) => {
    const code = answers[keyId];
    if (code) throw new KmsError(code);
  });
  const kmsFor = vi.fn<KmsFor>(async () => kmsThat({ dryRunDecrypt }));
  const header = headerWith(...Object.keys(answers).map((arn) => encryptedKey(arn)));
  return {
    header,
    kmsFor,
    dryRunDecrypt,
    ask: (keys: KeyChoice = all) => canOpen(kmsFor, header, { profileId: 'aws:dev', keys }),
  };
}

test.each([
  [{ [awsArn]: null }, 'yes', undefined, 1],
  [{ [awsArn]: 'access-denied', [otherArn]: null }, 'yes', undefined, 2],
  [{ [awsArn]: null, [otherArn]: 'access-denied' }, 'yes', undefined, 1],
  [{ [awsArn]: 'access-denied', [otherArn]: 'key-disabled' }, 'no', 'access-denied', 2],
  [{ [awsArn]: 'access-denied', [otherArn]: 'throttled' }, 'unknown', 'throttled', 2],
  [{ [awsArn]: 'data-key-damaged' }, 'no', 'data-key-damaged', 1],
  [{ [practiceArn]: null }, 'no', 'no-usable-key', 0],
] as const)('%j: %s', async (answers, answer, code, calls) => {
  const { ask, dryRunDecrypt } = start(answers);
  const told = await ask();
  expect([told.answer, told.error?.code]).toEqual([answer, code]);
  expect(dryRunDecrypt).toHaveBeenCalledTimes(calls);
});

test('it is asked with the envelope’s own encrypted data key and context, in the key’s region', async () => {
  const { ask, header, kmsFor, dryRunDecrypt } = start({ [awsArn]: null });
  await ask();
  expect(kmsFor.mock.calls.map(([profile, asked]) => [profile, asked])).toEqual([
    ['aws:dev', awsArn.split(':')[3]],
  ]);
  expect(dryRunDecrypt.mock.calls).toMatchObject([
    [
      {
        keyId: awsArn,
        ciphertext: header.encryptedDataKeys[0]?.ciphertext,
        encryptionContext: header.context,
      },
    ],
  ]);
});

test('keys of accounts that nobody allowed are not asked: it is not known', async () => {
  const { ask, kmsFor } = start({ [awsArn]: null });
  expect(await ask({ accounts: ['444455556666'], region: null })).toMatchObject({
    answer: 'unknown',
    error: { code: 'account-not-allowed' },
  });
  expect(kmsFor).not.toHaveBeenCalled();
});
