/** A key that is pending deletion fails with the date, which is asked for once a key, and left out where it is secret. */
import { afterEach, expect, it, vi } from 'vitest';
import { kmsOverClient } from '../../../electron/kms/aws-kms.ts';
import { KmsError } from '../../../electron/kms/errors.ts';
import { failureOf } from '../failure-of.ts';
import { Refused, type Script, scriptedKms } from '../scripted-kms.ts';

const KEY = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const pending = new Refused('KMSInvalidStateException');
const encryptionContext = new Map<string, string>();
const decrypt = { keyArn: KEY, ciphertext: Uint8Array.of(9), encryptionContext, length: 32 };

afterEach(() => void vi.useRealTimers());

function start(described: unknown, refusal = pending) {
  const describe = typeof described === 'function' ? () => described() : () => described;
  const script: Script = ({ operation }) => (operation === 'DescribeKey' ? describe() : refusal);
  const { client, asked } = scriptedKms(script);
  const count = () => asked.filter(({ operation }) => operation === 'DescribeKey').length;
  return { kms: kmsOverClient(client), count };
}

it('is told with the date of its deletion, asked for once', async () => {
  const { kms, count } = start({ KeyMetadata: { KeyId: 'x', Arn: KEY, DeletionDate: 1_800_000_000 } });
  const details = { deletionDate: '2027-01-15T08:00:00.000Z', keyArn: KEY, requestId: 'request-1' };
  const generate = { keyId: KEY, encryptionContext, length: 32 };
  for (const call of [
    () => kms.decryptDataKey(decrypt),
    () => kms.generateDataKey(generate),
    () => kms.dryRunGenerate(generate),
    () => kms.dryRunDecrypt({ ...generate, ciphertext: null }),
  ]) {
    expect(await failureOf(call())).toMatchObject({ code: 'key-pending-deletion', details });
  }
  expect(count()).toBe(1);
});

it.each([
  ['may not be described', new Refused('AccessDeniedException')],
  ['has none', { KeyMetadata: { KeyId: 'x', Arn: KEY } }],
])('is told without a date where the key %s', async (_, described) => {
  const { kms } = start(described);
  const error = await failureOf(kms.decryptDataKey(decrypt));
  expect(error).toMatchObject({ code: 'key-pending-deletion', details: { keyArn: KEY } });
  expect(error.details).not.toHaveProperty('deletionDate');
});

it('is asked for by no other failure', async () => {
  const { kms, count } = start({}, new Refused('DisabledException'));
  expect((await failureOf(kms.decryptDataKey(decrypt))).code).toBe('key-disabled');
  expect(count()).toBe(0);
});

const dated = (seconds: number) => ({ KeyMetadata: { KeyId: 'x', Arn: KEY, DeletionDate: seconds } });

it('is told with the new date where the old one is a minute old', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  let seconds = 1_800_000_000;
  const { kms } = start(() => dated(seconds));
  const year = async () => String((await failureOf(kms.decryptDataKey(decrypt))).details.deletionDate);
  expect(await year()).toMatch(/^2027/);
  seconds += 366 * 24 * 3600;
  vi.advanceTimersByTime(59_000);
  expect(await year()).toMatch(/^2027/);
  vi.advanceTimersByTime(1_000);
  expect(await year()).toMatch(/^2028/);
});

it('is asked for again after a failure', async () => {
  const answers: unknown[] = [new Refused('AccessDeniedException'), dated(1_800_000_000)];
  const { kms } = start(() => answers.shift());
  expect((await failureOf(kms.decryptDataKey(decrypt))).details).not.toHaveProperty('deletionDate');
  expect((await failureOf(kms.decryptDataKey(decrypt))).details).toHaveProperty('deletionDate');
});

it('is asked for as long as the person waits: who cancels leaves, the others get the date', async () => {
  let answer: (described: unknown) => void = () => undefined;
  const { kms, count } = start(
    () =>
      new Promise((resolve) => {
        answer = resolve;
      }),
  );
  const controller = new AbortController();
  const leaves = failureOf(kms.decryptDataKey({ ...decrypt, signal: controller.signal }));
  const stays = failureOf(kms.decryptDataKey(decrypt));
  await vi.waitFor(() => expect(count()).toBe(1));
  controller.abort();
  expect(await leaves).toEqual(new KmsError('cancelled'));
  answer(dated(1_800_000_000));
  expect((await stays).details).toHaveProperty('deletionDate');
});
