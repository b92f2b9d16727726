/** The question about a key that could not decrypt again is about the key and context that are encrypted with. */
import { expect, test } from 'vitest';
import { KmsError } from '../../electron/kms/errors.ts';
import type { DryRunDecryptRequest } from '../../electron/kms/port.ts';
import { dropped } from '../../electron/vault/drop.ts';
import { explain } from '../../electron/vault/explain.ts';
import { createHandles } from '../../electron/vault/handles.ts';
import { awsArn } from './envelopes.ts';
import { awsProfile, kmsWith, memorySettings, settle, testSession } from './fakes.ts';

const otherKey = awsArn.replace('1234abcd', '9999abcd');
const noPurpose = [['purpose', 'none']] as const;

/** Two keys, of which `awsArn` is chosen; whether decrypting again is possible is asked and not answered yet. */
async function start() {
  const asked: { readonly keyId: string; readonly allow: () => void; readonly refuse: () => void }[] = [];
  const dryRunDecrypt = ({ keyId }: DryRunDecryptRequest): Promise<void> =>
    new Promise((allow, reject) =>
      asked.push({ keyId, allow, refuse: () => reject(new KmsError('access-denied')) }),
    );
  const settings = memorySettings();
  const keys = [awsArn, otherKey].map((arn) => ({ arn, aliases: [] }));
  const { session } = testSession({
    settings,
    kmsFor: kmsWith({ 'aws:dev': keys }, { dryRunGenerate: async () => {}, dryRunDecrypt }),
    awsProfiles: async () => [awsProfile('dev')],
  });
  await session.reload();
  await session.selectProfile('aws:dev');
  session.selectKey(awsArn);
  await settle();
  const handles = createHandles();
  const request = { handles: [handles.add('file')], profileId: 'aws:dev', onConflict: 'fail' } as const;
  /** `done` where it is encrypted with the key. */
  const encrypt = (keyArn: string, allowOneWay = false): Promise<string> =>
    dropped({ ...request, keyArn, allowOneWay }, { session, settings, handles }).then(
      () => 'done',
      (error: unknown) => explain(error).code,
    );
  return { session, asked, encrypt };
}

test('a listed key that is not the chosen one is refused, whatever is allowed', async () => {
  const { asked, encrypt } = await start();
  asked[0]?.allow();
  expect(await encrypt(otherKey)).toBe('no-key-chosen');
  expect(await encrypt(otherKey, true)).toBe('no-key-chosen');
  expect(await encrypt(awsArn)).toBe('done');
});

test('so is a key in whose place another one is chosen while it is examined', async () => {
  const { session, asked, encrypt } = await start();
  const result = encrypt(awsArn);
  session.selectKey(otherKey);
  await settle();
  asked[0]?.refuse();
  asked[1]?.allow();
  expect(asked.map(({ keyId }) => keyId)).toEqual([awsArn, otherKey]);
  expect(await result).toBe('no-key-chosen');
});

test.each(['refuse', 'allow'] as const)(
  'a context that changes while the key is examined: the answer under the new one counts (%s)',
  async (answer) => {
    const { session, asked, encrypt } = await start();
    const result = encrypt(awsArn);
    session.setEncryption({ ...session.state().encryption, context: noPurpose });
    await settle();
    asked[0]?.[answer === 'refuse' ? 'allow' : 'refuse']();
    await settle();
    asked[1]?.[answer]();
    expect(await result).toBe(answer === 'refuse' ? 'cannot-decrypt-again' : 'done');
  },
);

test('a context that changes while the files are looked at is asked about, too', async () => {
  const { session, asked, encrypt } = await start();
  asked[0]?.allow();
  await session.examined();
  const result = encrypt(awsArn);
  session.setEncryption({ ...session.state().encryption, context: noPurpose });
  await settle();
  asked[1]?.refuse();
  expect(await result).toBe('cannot-decrypt-again');
});
