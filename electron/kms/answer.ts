/**
 * What is believed of an answer of KMS's: a key that can be the one asked for, a data key of the length asked for,
 * a request id that looks like one. A server in AWS's place writes whatever it likes there.
 */
import { isPracticeArn, type KeyArn, parseKeyArn, parseKmsArn } from './arn.ts';
import { DataKey } from './data-key.ts';
import { KmsError } from './errors.ts';
import { checkedRequestId } from './translate-error.ts';

export interface Answer {
  readonly KeyId?: string | undefined;
  readonly Plaintext?: Uint8Array | undefined;
  readonly $metadata: { readonly requestId?: string | undefined };
}

/** Where a client's keys live; no other key is in its answers. */
export interface Home {
  readonly region: string;
  /** Whether its keys are practice keys. */
  readonly practice: boolean;
}

/**
 * The key that an answer names. For an alias that is any key of the client's own, in the account of an alias ARN;
 * for a key's ARN or id only this key.
 *
 * @param asked What was asked for: key ARN, alias ARN, key id, or `alias/NAME`.
 * @throws KmsError `wrong-key`.
 */
export function answeredKey(answer: Answer, asked: string, home: Home): KeyArn {
  const key = parseKeyArn(answer.KeyId ?? '');
  if (!key || !isAtHome(key, home) || !canBe(key, asked)) throw unexpected('wrong-key', answer, asked);
  return key;
}

/** Whether a client of this home can have the key. */
export function isAtHome(key: KeyArn, home: Home): boolean {
  return key.region === home.region && isPracticeArn(key.arn) === home.practice;
}

function canBe(key: KeyArn, asked: string): boolean {
  const arn = parseKmsArn(asked);
  switch (arn?.kind) {
    case 'key':
      return key.arn === arn.arn;
    case 'alias':
      return key.partition === arn.partition && key.region === arn.region && key.accountId === arn.accountId;
    default:
      return asked.startsWith('alias/') || key.keyId === asked;
  }
}

/**
 * Takes the data key out of the answer, whose bytes are zeroed; throws KmsError `code` where it is another length
 * or nothing but zeros, which no random key is.
 */
export function takeKey(
  answer: Answer,
  length: number,
  code: 'kms-error' | 'data-key-damaged',
  key: string,
): DataKey {
  const bytes = answer.Plaintext;
  if (bytes?.length !== length || bytes.every((byte) => byte === 0)) throw unexpected(code, answer, key);
  return new DataKey(bytes);
}

/** The answer's request id; null where it has none that could be AWS's. */
export function requestIdOf(answer: Answer): string | null {
  return checkedRequestId(answer.$metadata.requestId);
}

/** An answer that AWS would not give: `UnexpectedResponse`. */
export function unexpected(
  code: 'wrong-key' | 'kms-error' | 'data-key-damaged',
  answer: Answer,
  keyArn: string,
): KmsError {
  const requestId = requestIdOf(answer);
  return new KmsError(code, {
    errorName: 'UnexpectedResponse',
    keyArn,
    ...(requestId !== null && { requestId }),
  });
}
