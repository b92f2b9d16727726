/**
 * Envelopes under several KMS keys, of two accounts and two regions: who opens them, with which key, and what those
 * read who cannot. The real SDK over HTTP to a KMS with key policies, grants and multi-Region keys.
 */
import {
  CreateGrantCommand,
  CreateKeyCommand,
  DisableKeyCommand,
  type KMSClient,
  ReplicateKeyCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { VaultError } from '../../electron/contract/errors.ts';
import { strictPolicy } from '../../electron/envelope/header.ts';
import { type AwsKms, createAwsKms } from '../../electron/kms/aws-kms.ts';
import type { KeyChoice } from '../../electron/vault/candidates.ts';
import { explain } from '../../electron/vault/explain.ts';
import { createVault, type Vault } from '../../electron/vault/vault.ts';
import { testEngine } from '../engine/support.ts';
import type { Caller } from '../support/kms/caller.ts';
import { kmsClient } from '../support/kms-client.ts';
import { callerOf, type KmsServer, startKmsServer } from '../support/kms-server.ts';
import { createPracticeKey } from '../support/practice-key.ts';
import { type Scratch, scratch } from '../support/scratch.ts';

const [us, eu] = ['us-east-1', 'eu-west-1'];
const [ours, theirs, nobodys] = ['111122223333', '444455556666', '777788889999'];
const partner = callerOf(theirs, 'partner');
const stranger = callerOf(nobodys, 'stranger');
const engine = testEngine(1);
const clients: { close: () => void }[] = [];

let server: KmsServer;
let owner: Pick<Caller, 'credentials'>;
let folder: Scratch;
/** A key of each account: `our` in us-east-1, `their` in eu-west-1, which we may use, too. */
let our: string;
let their: string;
/** A multi-Region key of ours and its replica. */
let home: string;
let replica: string;

beforeAll(async () => {
  server = await startKmsServer({ callers: [partner, stranger], regions: [eu] });
  owner = { credentials: server.credentials };
  folder = await scratch();
  our = await createPracticeKey(server.store, server.realm, 'our');
  const realm = { accountId: theirs, region: eu };
  their = await createPracticeKey(server.storeOf(realm), realm, 'their');
  server.allow(their, ours);
  [home, replica] = await multiRegionKey();
});
afterAll(async () => {
  for (const { close } of clients) close();
  await server.close();
  await folder[Symbol.asyncDispose]();
});

/** A client of the SDK for what people do elsewhere, in our account unless it is said. */
function client(region = us, as = owner): KMSClient {
  const made = kmsClient(server, as, region);
  clients.push({ close: () => made.destroy() });
  return made;
}

async function multiRegionKey(): Promise<readonly [home: string, replica: string]> {
  const { KeyMetadata } = await client().send(new CreateKeyCommand({ MultiRegion: true }));
  const KeyId = KeyMetadata?.Arn ?? '';
  await client().send(new ReplicateKeyCommand({ KeyId, ReplicaRegion: eu }));
  return [KeyId, KeyId.replace(us, eu)];
}

/** A vault of somebody whose profile is in `region`, and the regions that it contacted. */
function vaultOf(caller: Pick<Caller, 'credentials'>, region = us): Vault & { readonly contacted: string[] } {
  const { accessKeyId, secretAccessKey } = caller.credentials;
  const known = new Map<string, AwsKms>();
  const contacted: string[] = [];
  const kmsFor = async (_: string, keyRegion: string | null): Promise<AwsKms> => {
    const chosen = keyRegion ?? region;
    contacted.push(chosen);
    const credentials = { accessKeyId, secretAccessKey };
    const kms = known.get(chosen) ?? createAwsKms({ region: chosen, credentials, endpoint: server.url });
    if (!known.has(chosen)) clients.push(kms);
    known.set(chosen, kms);
    return kms;
  };
  return { ...createVault({ engine, kmsFor, policy: strictPolicy }), contacted };
}

const common = { profileId: 'aws:x', outputFolder: null, onConflict: 'keep-both' as const };
const context = new Map([['purpose', 'keyring']]);

/** Path of an envelope under these keys. */
async function envelope(
  [keyId = '', ...otherKeyIds]: readonly string[],
  by = vaultOf(owner),
): Promise<string> {
  const source = await folder.write('file', 'content');
  return (await by.encrypt({ ...common, source, keyId, otherKeyIds, context })).path;
}

/** The key that opened it, or what a person reads. */
async function open(
  vault: Vault,
  source: string,
  keys: KeyChoice,
  grantTokens: readonly string[] = [],
): Promise<string | VaultError> {
  try {
    const { path, keyArn } = await vault.decrypt({
      ...common,
      source,
      keys,
      grantTokens,
      headerDigest: null,
    });
    expect(String(await folder.read(path.slice(folder.path.length + 1)))).toBe('content');
    return keyArn;
  } catch (error) {
    return explain(error, 'file.envelope');
  }
}

const accounts = (region: string, ...allowed: readonly string[]): KeyChoice => ({
  accounts: allowed,
  region,
});
const words = (code: string, message: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(message) });

describe('an envelope to two keys in two accounts', () => {
  test('names both keys, the generator first', async () => {
    const { info } = await vaultOf(owner).inspect(await envelope([our, their]));
    expect(info.keys.map(({ name }) => name)).toEqual([our, their]);
  });

  interface Row {
    readonly title: string;
    readonly by: () => Pick<Caller, 'credentials'>;
    readonly keys: () => KeyChoice;
    readonly result: () => unknown;
    readonly contacts: readonly string[];
  }
  const rows: readonly Row[] = [
    {
      title: 'opens with the first key, for its account',
      by: () => owner,
      keys: () => accounts(us, ours),
      result: () => our,
      contacts: [us],
    },
    {
      title: 'opens with the second key, for its account, in the region of its ARN',
      by: () => partner,
      keys: () => accounts(us, theirs),
      result: () => their,
      contacts: [eu],
    },
    {
      title: 'opens with the second where both are allowed and the first is refused',
      by: () => partner,
      keys: () => accounts(us, ours, theirs),
      result: () => their,
      contacts: [us, eu],
    },
    {
      title: 'strict: opens with the key that is named, and no other is asked',
      by: () => owner,
      keys: () => ({ named: [their] }),
      result: () => their,
      contacts: [eu],
    },
    {
      title: 'strict: a key that it does not name',
      by: () => owner,
      keys: () => ({ named: [home] }),
      result: () => words('no-usable-key', /^None of the keys in this envelope fits/),
      contacts: [],
    },
    {
      title: 'discovery: accounts that nobody allowed are named, and nobody is contacted',
      by: () => owner,
      keys: () => accounts(us, nobodys),
      result: () =>
        words(
          'account-not-allowed',
          new RegExp(`^This envelope needs a key of AWS account ${ours}, ${theirs},`),
        ),
      contacts: [],
    },
    {
      title: 'discovery: a profile of another partition',
      by: () => owner,
      keys: () => accounts('cn-north-1', ours, theirs),
      result: () => words('no-usable-key', /^None of the keys in this envelope fits/),
      contacts: [],
    },
    {
      title: 'the wrong account: refused, and it is said whose the key is',
      by: () => stranger,
      keys: () => accounts(us, ours, theirs),
      result: () => words('other-account', /^AWS refused\. The key is in another account: /),
      contacts: [us, eu],
    },
  ];
  test.each(rows)('$title', async ({ by, keys, result, contacts }) => {
    const source = await envelope([our, their]);
    const vault = vaultOf(by());
    expect(await open(vault, source, keys())).toEqual(result());
    expect(vault.contacted).toEqual(contacts);
  });

  test('tells of each key why it did not open', async () => {
    const error = await open(vaultOf(stranger), await envelope([our, their]), accounts(us, ours, theirs));
    expect(error).toMatchObject({
      code: 'other-account',
      details: {
        keyArn: our,
        others: [{ code: 'other-account', keyArn: their, errorName: 'AccessDeniedException' }],
      },
    });
  });

  test('is not made where one of the keys refuses: that key’s error, nothing left', async () => {
    const lone = await createPracticeKey(server.store, server.realm, null);
    const before = await folder.names();
    const vault = vaultOf(partner);
    const source = await folder.write('other', 'content');
    const encrypting = vault.encrypt({ ...common, source, keyId: their, otherKeyIds: [lone], context });
    const error = await encrypting.catch((reason: unknown) => explain(reason));
    expect(error).toMatchObject({ code: 'other-account', details: { keyArn: lone } });
    expect(await folder.names()).toEqual([...before, 'other'].sort());
  });
});

describe('a key that cannot be used any more', () => {
  test.each([
    [
      'disabled',
      (KeyId: string) => new DisableKeyCommand({ KeyId }),
      'key-disabled',
      /^This key is switched off\./,
    ],
    [
      'pending deletion',
      (KeyId: string) => new ScheduleKeyDeletionCommand({ KeyId }),
      'key-pending-deletion',
      /^Urgent: this key is scheduled for deletion: it will be deleted on \d{4}-\d\d-\d\d\. After that/,
    ],
  ] as const)('%s: said, and the other key opens', async (_, command, code, message) => {
    const lone = await createPracticeKey(server.store, server.realm, null);
    const source = await envelope([lone, their]);
    await client().send(command(lone));
    expect(await open(vaultOf(owner), source, { named: [lone] })).toEqual(words(code, message));
    expect(await open(vaultOf(owner), source, accounts(us, ours, theirs))).toBe(their);
  });
});

test('an altered context: the key services refuse both keys, and nothing is made', async () => {
  const source = await envelope([our, their]);
  const bytes = await folder.read(source.slice(folder.path.length + 1));
  bytes.write('keyrinG', bytes.indexOf('keyring'));
  const altered = await folder.write('altered.envelope', bytes);
  const before = await folder.names();
  const vault = vaultOf(owner);
  expect(await open(vault, altered, accounts(us, ours, theirs))).toEqual(
    words('data-key-damaged', /^The encrypted key in this envelope, or its encryption context, was altered/),
  );
  expect(vault.contacted).toEqual([us, eu]);
  expect(await folder.names()).toEqual(before);
});

describe('a multi-Region key', () => {
  test.each([
    ['discovery: at home', () => accounts(eu, ours), () => home, [us]],
    ['strict, the key at home', () => ({ named: [home] }), () => home, [us]],
    [
      'strict, its replica: only the region that is named is contacted',
      () => ({ named: [replica] }),
      () => replica,
      [eu],
    ],
  ])('opens in %s', async (_, keys, key, contacts) => {
    const source = await envelope([home]);
    const vault = vaultOf(owner, eu);
    expect(await open(vault, source, keys())).toBe(key());
    expect(vault.contacted).toEqual(contacts);
  });

  test('opens where the profile is when it cannot be used at home, by its replica’s ARN', async () => {
    const [first, other] = await multiRegionKey();
    const source = await envelope([first]);
    await client().send(new DisableKeyCommand({ KeyId: first }));
    const vault = vaultOf(owner, eu);
    expect(await open(vault, source, accounts(eu, ours))).toBe(other);
    expect(vault.contacted).toEqual([us, eu]);
  });

  test('in an envelope that its replica made', async () => {
    const source = await envelope([replica], vaultOf(owner, eu));
    expect(await open(vaultOf(owner, eu), source, accounts(us, ours))).toBe(replica);
    expect(await open(vaultOf(owner), source, { named: [home] })).toBe(home);
  });

  test('that has no replica where the profile is: the reason is the one given at home', async () => {
    const { KeyMetadata } = await client().send(new CreateKeyCommand({ MultiRegion: true }));
    const source = await envelope([KeyMetadata?.Arn ?? '']);
    await client().send(new DisableKeyCommand({ KeyId: KeyMetadata?.Arn }));
    expect(await open(vaultOf(owner, eu), source, accounts(eu, ours))).toEqual(
      words('key-disabled', /^This key is switched off\./),
    );
  });
});

test('a grant that AWS does not know of yet counts with its token: to decrypt, and to encrypt', async () => {
  const lone = await createPracticeKey(server.store, server.realm, null);
  const { GrantToken } = await client().send(
    new CreateGrantCommand({
      KeyId: lone,
      GranteePrincipal: partner.arn,
      Operations: ['Encrypt', 'Decrypt', 'GenerateDataKey'],
    }),
  );
  const grantTokens = [GrantToken ?? ''];
  const source = await envelope([lone]);
  const vault = vaultOf(partner);
  expect(await open(vault, source, { named: [lone] })).toEqual(words('other-account', /^AWS refused/));
  expect(await open(vault, source, { named: [lone] }, grantTokens)).toBe(lone);
  for (const [keyId = '', ...otherKeyIds] of [[lone], [their, lone]]) {
    const made = { ...common, source: await folder.write('granted', 'content'), keyId, otherKeyIds, context };
    expect((await vault.encrypt({ ...made, grantTokens })).keyArn).toBe(keyId);
    expect(await vault.encrypt(made).then(String, (error: unknown) => explain(error).code)).toBe(
      'other-account',
    );
  }
});
