/** The AWS CLI, as Debian has it, at our KMS: what it prints, and how it words what KMS refuses. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Caller } from '../support/kms/caller.ts';
import { callerOf, type KmsServer, startKmsServer } from '../support/kms-server.ts';
import { createPracticeKey } from '../support/practice-key.ts';
import { hasProgram, type Run, run } from '../support/programs.ts';
import { cliEnvironment } from '../support/run-cli.ts';
import { type Scratch, scratch } from '../support/scratch.ts';

const partner = callerOf('444455556666', 'partner');
const secret = 'attack at dawn';
const base64 = Buffer.from(secret).toString('base64');
const ARN = /^arn:aws:kms:us-east-1:111122223333:key\/[0-9a-f-]{36}$/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

describe.skipIf(!hasProgram('aws', 'the AWS CLI'))('the AWS CLI', () => {
  let server: KmsServer;
  let home: Scratch;
  let keyArn: string;

  beforeAll(async () => {
    home = await scratch();
    server = await startKmsServer({ callers: [partner], regions: ['eu-west-1'] });
    keyArn = await createPracticeKey(server.store, server.realm, 'payroll');
  });
  afterAll(async () => {
    await server.close();
    await home[Symbol.asyncDispose]();
  });

  function aws(args: readonly string[], as: Pick<Caller, 'credentials'> = server): Promise<Run> {
    const variables = { ...cliEnvironment(home.path), ...server.envOf(as), AWS_PAGER: '' };
    // Older ones do not know the variable for the address.
    return run('aws', ['--endpoint-url', server.url, '--output', 'json', 'kms', ...args], variables);
  }

  async function json(...args: readonly string[]): Promise<unknown> {
    const { code, stdout, stderr } = await aws(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return stdout.trim() === '' ? null : JSON.parse(stdout);
  }

  /** Writes bytes that an answer has as base64 into a file; answers the argument that reads them. */
  async function file(name: string, encoded: unknown): Promise<string> {
    return `fileb://${await home.write(name, Buffer.from(String(encoded), 'base64'))}`;
  }

  async function refused(args: readonly string[], as?: Pick<Caller, 'credentials'>): Promise<string> {
    const { code, stdout, stderr } = await aws(args, as);
    expect(stdout).toBe('');
    expect(code).toBeGreaterThan(250);
    return stderr.trim();
  }

  async function sealed(name: string, KeyId = keyArn): Promise<string> {
    const plaintext = await file(`${name}.plain`, base64);
    const made = await json('encrypt', '--key-id', KeyId, '--plaintext', plaintext);
    return file(name, Object(made)['CiphertextBlob']);
  }

  const context = ['--encryption-context', 'purpose=salaries,year=2026'];

  test('encrypt, decrypt', async () => {
    const plaintext = await file('plain', base64);
    const made = await json('encrypt', '--key-id', 'alias/payroll', '--plaintext', plaintext, ...context);
    expect(made).toEqual({
      CiphertextBlob: expect.stringMatching(BASE64),
      KeyId: keyArn,
      EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
    });
    const blob = await file('blob', Object(made)['CiphertextBlob']);
    expect(await json('decrypt', '--ciphertext-blob', blob, '--key-id', keyArn, ...context)).toEqual({
      KeyId: keyArn,
      Plaintext: base64,
      EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
    });
    expect(await refused(['decrypt', '--ciphertext-blob', blob])).toMatch(
      /^An error occurred \(InvalidCiphertextException\) when calling the Decrypt operation:/,
    );
  });

  test('generate-data-key, with and without plaintext', async () => {
    const made = await json('generate-data-key', '--key-id', keyArn, '--key-spec', 'AES_256', ...context);
    expect(made).toMatchObject({ KeyId: keyArn, CiphertextBlob: expect.stringMatching(BASE64) });
    expect(Buffer.from(String(Object(made)['Plaintext']), 'base64')).toHaveLength(32);
    const sealedOnly = ['generate-data-key-without-plaintext', '--key-id', keyArn, '--number-of-bytes', '16'];
    const without = await json(...sealedOnly);
    expect(without).toMatchObject({ KeyId: keyArn, CiphertextBlob: expect.stringMatching(BASE64) });
    expect(without).not.toHaveProperty('Plaintext');
  });

  test('re-encrypt', async () => {
    const other = await createPracticeKey(server.store, server.realm, null);
    const blob = await sealed('to-move');
    const moved = await json('re-encrypt', '--ciphertext-blob', blob, '--destination-key-id', other);
    expect(moved).toEqual({
      CiphertextBlob: expect.stringMatching(BASE64),
      SourceKeyId: keyArn,
      KeyId: other,
      SourceEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      DestinationEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
    });
    const opened = await json(
      'decrypt',
      '--ciphertext-blob',
      await file('moved', Object(moved)['CiphertextBlob']),
    );
    expect(opened).toMatchObject({ KeyId: other, Plaintext: base64 });
  });

  test('create-key, create-alias, describe-key, list-aliases', async () => {
    const created = await json('create-key', '--description', 'by hand', '--tags', 'TagKey=a,TagValue=b');
    expect(created).toMatchObject({
      KeyMetadata: {
        AWSAccountId: '111122223333',
        Arn: expect.stringMatching(ARN),
        CreationDate: expect.anything(),
        Description: 'by hand',
        KeyState: 'Enabled',
        KeyManager: 'CUSTOMER',
        EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
      },
    });
    const { KeyMetadata } = Object(created);
    const alias = ['--alias-name', 'alias/by-hand'];
    expect(await json('create-alias', ...alias, '--target-key-id', KeyMetadata['KeyId'])).toBeNull();
    expect(await json('describe-key', '--key-id', 'alias/by-hand')).toEqual({ KeyMetadata });
    expect(await json('list-aliases', '--key-id', KeyMetadata['KeyId'])).toMatchObject({
      Aliases: [
        {
          AliasName: 'alias/by-hand',
          AliasArn: 'arn:aws:kms:us-east-1:111122223333:alias/by-hand',
          TargetKeyId: KeyMetadata['KeyId'],
        },
      ],
    });
    expect(await refused(['create-alias', ...alias, '--target-key-id', keyArn])).toBe(
      'An error occurred (AlreadyExistsException) when calling the CreateAlias operation: ' +
        'An alias with the name arn:aws:kms:us-east-1:111122223333:alias/by-hand already exists',
    );
  });

  test('create-grant lets another account in, with its token at once', async () => {
    const blob = await sealed('granted');
    const decrypt = ['decrypt', '--ciphertext-blob', blob, '--key-id', keyArn];
    expect(await refused(decrypt, partner)).toBe(
      'An error occurred (AccessDeniedException) when calling the Decrypt operation: ' +
        `User: ${partner.arn} is not authorized to perform: kms:Decrypt on this resource because the resource ` +
        'does not exist in this Region, no resource-based policies allow access, or a resource-based policy ' +
        'explicitly denies access',
    );
    const grant = ['--key-id', keyArn, '--grantee-principal', partner.arn, '--operations', 'Decrypt'];
    const { GrantId, GrantToken } = Object(await json('create-grant', ...grant));
    expect(await json('list-grants', '--key-id', keyArn)).toMatchObject({
      Grants: [{ KeyId: keyArn, GrantId, GranteePrincipal: partner.arn, Operations: ['Decrypt'] }],
    });
    const opened = await aws([...decrypt, '--grant-tokens', GrantToken], partner);
    expect(JSON.parse(opened.stdout)).toMatchObject({ Plaintext: base64 });
    expect(await json('revoke-grant', '--key-id', keyArn, '--grant-id', GrantId)).toBeNull();
    expect(await refused([...decrypt, '--grant-tokens', GrantToken], partner)).toContain(
      '(AccessDeniedException)',
    );
  });

  test('an RSA key: create-key, get-public-key, encrypt, decrypt', async () => {
    const spec = ['--key-spec', 'RSA_2048', '--key-usage', 'ENCRYPT_DECRYPT'];
    const { KeyMetadata } = Object(await json('create-key', ...spec));
    const key = ['--key-id', KeyMetadata['Arn']];
    expect(await json('get-public-key', ...key)).toMatchObject({
      KeySpec: 'RSA_2048',
      EncryptionAlgorithms: ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256'],
    });
    const algorithm = ['--encryption-algorithm', 'RSAES_OAEP_SHA_256'];
    const plaintext = await file('rsa.plain', base64);
    const made = await json('encrypt', ...key, ...algorithm, '--plaintext', plaintext);
    const blob = await file('rsa', Object(made)['CiphertextBlob']);
    const opened = await json('decrypt', ...key, ...algorithm, '--ciphertext-blob', blob);
    expect(opened).toMatchObject({ Plaintext: base64, EncryptionAlgorithm: 'RSAES_OAEP_SHA_256' });
  });

  test('a key that is disabled, pending deletion, and again of use', async () => {
    const arn = await createPracticeKey(server.store, server.realm, null);
    const blob = await sealed('states', arn);
    const decrypt = ['decrypt', '--ciphertext-blob', blob];
    const key = ['--key-id', arn];
    await json('disable-key', ...key);
    expect(await refused(decrypt)).toBe(
      `An error occurred (DisabledException) when calling the Decrypt operation: ${arn} is disabled.`,
    );
    const gone = await json('schedule-key-deletion', ...key, '--pending-window-in-days', '7');
    expect(gone).toMatchObject({ KeyId: arn, KeyState: 'PendingDeletion', PendingWindowInDays: 7 });
    expect(await refused(decrypt)).toBe(
      `An error occurred (KMSInvalidStateException) when calling the Decrypt operation: ${arn} is pending deletion.`,
    );
    expect(await json('cancel-key-deletion', ...key)).toEqual({ KeyId: arn });
    expect(await refused(decrypt)).toContain('(DisabledException)');
    await json('enable-key', ...key);
    expect(await json(...decrypt)).toMatchObject({ Plaintext: base64 });
  });

  test.each([
    ['NotFoundException', 'DescribeKey', ['describe-key', '--key-id', 'alias/nobody']],
    ['ValidationException', 'GenerateDataKey', ['generate-data-key', '--key-id', 'alias/payroll']],
    ['NotFoundException', 'DisableKey', ['disable-key', '--key-id', 'alias/payroll']],
  ])('says %s of %s', async (name, operation, args) => {
    expect(await refused(args)).toContain(
      `An error occurred (${name}) when calling the ${operation} operation`,
    );
  });

  test('tries again when it is throttled, and says so in the end', async () => {
    const fault = { kind: 'exception', type: 'ThrottlingException', message: 'Rate exceeded' } as const;
    server.fail(fault, 1, 'ListKeys');
    await json('list-keys');
    expect(server.calls.get('ListKeys')).toBe(2);
    server.fail(fault, 99, 'GenerateRandom');
    expect(await refused(['generate-random', '--number-of-bytes', '8'])).toMatch(
      /^An error occurred \(ThrottlingException\) when calling the GenerateRandom operation \(reached max retries: \d\): Rate exceeded$/,
    );
  });

  test('says that its credentials are nobody’s, or its signature wrong', async () => {
    const { accessKeyId } = server.credentials;
    const wrong = { credentials: { accessKeyId, secretAccessKey: 'wrong' } };
    expect(await refused(['list-keys'], wrong)).toContain('(InvalidSignatureException)');
    const nobody = { credentials: { accessKeyId: 'AKIANOBODY', secretAccessKey: 'x' } };
    expect(await refused(['list-keys'], nobody)).toContain('(UnrecognizedClientException)');
  });
});
