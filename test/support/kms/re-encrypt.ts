/** ReEncrypt: Decrypt and then Encrypt, each with its own half of the request and its own permission. */
import { PracticeException } from '../../../electron/kms/practice/exception.ts';
import { type Input, optionalBoolean } from '../../../electron/kms/practice/input.ts';
import type { Output } from '../../../electron/kms/practice/operation.ts';
import type { Call } from './call.ts';
import { invalidCiphertext } from './rsa.ts';
import { decrypt, encrypt } from './use-operations.ts';

const DRY = ['DryRun', true] as const;
/** What a dry run encrypts. */
const SAMPLE = Buffer.from('?').toString('base64');

export async function reEncrypt(call: Call): Promise<Output> {
  const source = half(call.input, 'Source', ['CiphertextBlob', 'DryRunModifiers']);
  const destination = half(call.input, 'Destination', []);
  const open = (input: Input) => decrypt({ ...call, input }, 'ReEncryptFrom');
  const seal = (input: Input) => encrypt({ ...call, input }, 'ReEncryptTo');
  if (optionalBoolean(call.input, 'DryRun')) {
    await expectDryRun(open(new Map([...source, DRY])));
    return seal(new Map([...destination, DRY, ['Plaintext', SAMPLE]]));
  }
  const opened = await open(source);
  const plaintext = opened['Plaintext'];
  if (!(plaintext instanceof Uint8Array)) throw invalidCiphertext();
  const Plaintext = Buffer.from(plaintext).toString('base64');
  plaintext.fill(0);
  const sealed = await seal(new Map([...destination, ['Plaintext', Plaintext]]));
  const { CiphertextBlob = '', KeyId = '', EncryptionAlgorithm = '' } = sealed;
  return {
    CiphertextBlob,
    SourceKeyId: opened['KeyId'] ?? '',
    KeyId,
    SourceEncryptionAlgorithm: opened['EncryptionAlgorithm'] ?? '',
    DestinationEncryptionAlgorithm: EncryptionAlgorithm,
  };
}

/** The members of one half of ReEncrypt's request by the names that Encrypt and Decrypt have for them. */
function half(input: Input, which: 'Source' | 'Destination', more: readonly string[]): Input {
  const named = ['KeyId', 'EncryptionContext', 'EncryptionAlgorithm'].map(
    (name) => [name, `${which}${name}`] as const,
  );
  const same = [...more, 'GrantTokens'].map((name) => [name, name] as const);
  return new Map(
    [...named, ...same].filter(([, from]) => input.has(from)).map(([to, from]) => [to, input.get(from)]),
  );
}

async function expectDryRun(run: Promise<unknown>): Promise<void> {
  try {
    await run;
  } catch (error) {
    if (error instanceof PracticeException && error.type === 'DryRunOperationException') return;
    throw error;
  }
}
