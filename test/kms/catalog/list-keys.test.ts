/** Every key is listed, with what may be known of it, whatever part of the permissions there is. */
import { describe, expect, it } from 'vitest';
import { kmsOverClient } from '../../../electron/kms/aws-kms.ts';
import { failureOf } from '../failure-of.ts';
import { Refused, type Script, scriptedKms } from '../scripted-kms.ts';

const id = (n: number) => `0000000${n}-12ab-34cd-56ef-1234567890ab`;
const arn = (n: number) => `arn:aws:kms:us-east-1:111122223333:key/${id(n)}`;
const alias = (name: string, n: number | undefined) => ({
  AliasName: `alias/${name}`,
  AliasArn: `arn:aws:kms:us-east-1:111122223333:alias/${name}`,
  ...(n !== undefined && { TargetKeyId: id(n) }),
});
const good = {
  KeyId: 'x',
  KeySpec: 'SYMMETRIC_DEFAULT',
  KeyUsage: 'ENCRYPT_DECRYPT',
  KeyState: 'Enabled',
  KeyManager: 'CUSTOMER',
  Origin: 'AWS_KMS',
  MultiRegion: false,
  Description: 'For wages',
};
const facts = {
  description: 'For wages',
  state: 'Enabled',
  spec: 'SYMMETRIC_DEFAULT',
  usage: 'ENCRYPT_DECRYPT',
  manager: 'CUSTOMER',
  origin: 'AWS_KMS',
  multiRegion: null,
  deletionDate: null,
};
const nothing = Object.fromEntries(Object.keys(facts).map((name) => [name, null]));
const pending = { ...good, KeyState: 'PendingDeletion', DeletionDate: 1_800_000_000 };
const replica = { ...good, MultiRegion: true, MultiRegionConfiguration: { MultiRegionKeyType: 'REPLICA' } };
const described: Readonly<Record<string, unknown>> = {
  [arn(1)]: { KeyMetadata: { ...good, Arn: arn(1) } },
  [arn(2)]: { KeyMetadata: { KeyId: 'x' } },
  [arn(3)]: { KeyMetadata: pending },
  [arn(4)]: { KeyMetadata: replica },
  [arn(7)]: new Refused('AccessDeniedException'),
  [arn(8)]: new Refused('NotFoundException'),
};
const numbers = [1, 2, 3, 4, 6, 7, 8];
const keysOf = (part: readonly number[]) => part.map((n) => ({ KeyId: id(n), KeyArn: arn(n) }));
const pages: Script = ({ operation, input }) => {
  const isFirst = input['Marker'] === undefined;
  const rest = isFirst ? { Truncated: true, NextMarker: 'm' } : { Truncated: false };
  if (operation === 'DescribeKey') return described[String(input['KeyId'])];
  if (operation === 'ListKeys')
    return { Keys: keysOf(isFirst ? numbers.slice(0, 3) : numbers.slice(3)), ...rest };
  const first = [alias('zebra', 2), alias('aws/s3', 6), alias('aws/never-used', undefined)];
  const second = [alias('beta', 1), alias('alpha', 2), alias('gone', 8)];
  return { Aliases: isFirst ? first : second, ...rest };
};
const refusing =
  (...operations: readonly string[]): Script =>
  (asked) =>
    operations.includes(asked.operation) ? new Refused('AccessDeniedException') : pages(asked);
const list = (script: Script) => kmsOverClient(scriptedKms(script).client).listKeys();

const alpha = { arn: arn(2), aliases: ['alpha', 'zebra'], facts: { ...nothing, description: '' } };
const beta = { arn: arn(1), aliases: ['beta'], facts };
const third = {
  arn: arn(3),
  aliases: [],
  facts: { ...facts, state: 'PendingDeletion', deletionDate: '2027-01-15T08:00:00.000Z' },
};
const fourth = { arn: arn(4), aliases: [], facts: { ...facts, multiRegion: 'REPLICA' } };
const seventh = { arn: arn(7), aliases: [], facts: null };
const ofAws = { arn: arn(6), aliases: ['aws/s3'], facts: null };

describe('listKeys', () => {
  it('tells keys of all pages, those with an alias first and those of AWS last, and does not describe these', async () => {
    const { client, asked } = scriptedKms(pages);
    expect(await kmsOverClient(client).listKeys()).toEqual({
      keys: [alpha, beta, third, fourth, seventh, ofAws],
      denied: ['kms:DescribeKey'],
      more: false,
    });
    const ids = asked
      .filter(({ operation }) => operation === 'DescribeKey')
      .map(({ input }) => input['KeyId']);
    expect(ids.sort()).toEqual(numbers.filter((n) => n !== 6).map(arn));
  });

  it.each([
    ['ListKeys', [alpha, beta, ofAws], ['kms:ListKeys']],
    [
      'ListAliases',
      [
        { ...beta, aliases: [] },
        { ...alpha, aliases: [] },
        third,
        fourth,
        { ...ofAws, aliases: [] },
        seventh,
      ],
      ['kms:DescribeKey', 'kms:ListAliases'],
    ],
    [
      'DescribeKey',
      [alpha, beta, { ...seventh, aliases: ['gone'], arn: arn(8) }, third, fourth, seventh, ofAws].map(
        (key) => ({
          ...key,
          facts: null,
        }),
      ),
      ['kms:DescribeKey'],
    ],
  ])('without kms:%s makes do with the rest, and says so', async (operation, keys, denied) => {
    const script = refusing(operation);
    const answer = await list((asked) =>
      asked.operation === 'DescribeKey' && asked.input['KeyId'] === arn(6)
        ? new Refused('AccessDeniedException')
        : script(asked),
    );
    expect(answer).toEqual({ keys, denied, more: false });
  });

  it('without both lists is empty, and says why', async () => {
    const denied = ['kms:ListAliases', 'kms:ListKeys'];
    expect(await list(refusing('ListKeys', 'ListAliases'))).toEqual({ keys: [], denied, more: false });
  });

  it.each([
    [['ListAliases'], 'ThrottlingException', 'throttled'],
    [['DescribeKey'], 'ThrottlingException', 'throttled'],
    [['ListKeys', 'ListAliases', 'DescribeKey'], 'ExpiredTokenException', 'sign-in-needed'],
  ])('fails where %j answers %s', async (operations, type, code) => {
    const answer = list((asked) => (operations.includes(asked.operation) ? new Refused(type) : pages(asked)));
    expect((await failureOf(answer)).code).toBe(code);
  });

  it('ignores what is no key ARN, describes at most 8 keys at a time, and 1,000 in all', async () => {
    let underWay = 0;
    let most = 0;
    let calls = 0;
    const keys = Array.from({ length: 1_040 }, (_, n) => `arn:aws:kms:us-east-1:111122223333:key/k${n}`);
    const answer = await list(async ({ operation }) => {
      if (operation === 'ListAliases') return { Aliases: [], Truncated: false };
      if (operation === 'ListKeys') return { Keys: ['http://evil/', ...keys].map((KeyArn) => ({ KeyArn })) };
      calls += 1;
      most = Math.max(most, ++underWay);
      await new Promise(setImmediate);
      underWay -= 1;
      return { KeyMetadata: good };
    });
    expect(answer).toMatchObject({ denied: [], more: true });
    expect(answer.keys).toHaveLength(1_000);
    expect({ most, calls }).toEqual({ most: 8, calls: 1_000 });
  });

  it('keeps only words that look like AWS’s', async () => {
    const { keys } = await list(({ operation }) => {
      if (operation === 'ListAliases') return { Aliases: [] };
      if (operation === 'ListKeys') return { Keys: keysOf([1]) };
      return { KeyMetadata: { ...good, KeyState: 'call 555-0100', Description: 'x'.repeat(10_000) } };
    });
    expect(keys[0]?.facts).toMatchObject({ state: null, usage: 'ENCRYPT_DECRYPT' });
    expect(keys[0]?.facts?.description).toHaveLength(8_192);
  });
});

describe('describeKey', () => {
  it.each([
    ['an alias', 'alias/payroll', ['payroll']],
    ['an alias ARN', 'arn:aws:kms:us-east-1:111122223333:alias/payroll', ['payroll']],
    ['an id', id(1), []],
    ['an ARN', arn(1), []],
  ])('finds the key of %s', async (_, keyId, aliases) => {
    const { client, asked } = scriptedKms(() => ({ KeyMetadata: { ...good, Arn: arn(1) } }));
    expect(await kmsOverClient(client).describeKey(keyId)).toEqual({ arn: arn(1), aliases, facts });
    expect(asked).toEqual([{ operation: 'DescribeKey', input: { KeyId: keyId } }]);
  });

  it.each([
    [arn(1), { KeyMetadata: { ...good, Arn: arn(2) } }, 'wrong-key'],
    ['alias/payroll', { KeyMetadata: good }, 'wrong-key'],
    ['alias/payroll', {}, 'wrong-key'],
    ['alias/payroll', new Refused('NotFoundException'), 'key-not-found'],
    [arn(1), new Refused('AccessDeniedException'), 'access-denied'],
  ])('of %s, answered %j: %s', async (keyId, answer, code) => {
    const { client } = scriptedKms(() => answer);
    expect((await failureOf(kmsOverClient(client).describeKey(keyId))).code).toBe(code);
  });
});

describe('keyRotation', () => {
  it.each([
    [
      { KeyRotationEnabled: true, RotationPeriodInDays: 365 },
      { enabled: true, periodDays: 365 },
    ],
    [{ KeyRotationEnabled: true }, { enabled: true, periodDays: null }],
    [{ KeyRotationEnabled: false }, { enabled: false, periodDays: null }],
    [{}, { enabled: false, periodDays: null }],
  ])('%j', async (answer, rotation) => {
    const { client, asked } = scriptedKms(() => answer);
    expect(await kmsOverClient(client).keyRotation(arn(1))).toEqual(rotation);
    expect(asked).toEqual([{ operation: 'GetKeyRotationStatus', input: { KeyId: arn(1) } }]);
  });

  it('fails where it is not permitted', async () => {
    const { client } = scriptedKms(() => new Refused('AccessDeniedException'));
    expect((await failureOf(kmsOverClient(client).keyRotation(arn(1)))).code).toBe('access-denied');
  });
});
