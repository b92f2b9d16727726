/**
 * What a person sends to an administrator who can help: what is asked for, on which key, for whom, and how AWS answered.
 *
 * The encryption context is in it as policies see it; it stands readable in the envelope anyway. Whatever comes from an
 * envelope, a person or a server stays in its line and within a length, so that it asks for nothing else.
 */
import { createHash } from 'node:crypto';
import type { ErrorCode } from '../contract/errors.ts';
import { MAX_FILES } from '../contract/state.ts';
import type { EncryptionContext } from '../envelope/context.ts';
import { parseKmsArn } from '../kms/arn.ts';
import type { Asked, KmsErrorDetails } from '../kms/errors.ts';
import { escapeUnsafe } from './unsafe-text.ts';

/** Characters of one thing that is told; most contexts have fewer. */
const MAX_LENGTH = 2_000;

/** What an administrator of the key is asked for; the other failures are nobody's to grant. */
const wishes: Partial<Readonly<Record<ErrorCode, (action: string) => string>>> = {
  'access-denied': (action) => `Please allow ${action} on this AWS KMS key:`,
  'other-account': (action) => `Please allow ${action} on this AWS KMS key, from another account:`,
  'key-disabled': (action) => `Please enable this AWS KMS key, which is needed for ${action}:`,
  'key-pending-deletion': (action) =>
    `Please cancel the deletion of this AWS KMS key today. It is needed for ${action}, and nobody can ever open its files without it:`,
};

/** SHA-256 of the requests that were made last: of as many as a drop has files. */
const made = new Set<string>();

/** Lines of text without an end of line at the end; null where there is nobody to ask. */
export function accessRequest(code: ErrorCode, asked: Asked, details: KmsErrorDetails): string | null {
  const { action, keyId, region, encryptionContext } = asked;
  const { caller, keyArn, deletionDate, errorName, requestId } = details;
  const wish = wishes[code];
  if (wish === undefined) return null;
  const key = keyArn ?? keyId;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['key', key],
    ['region', parseKmsArn(key) === null ? region : undefined],
    ['to be deleted', deletionDate],
    ['for', caller],
    ['encryption context', encryptionContext.size === 0 ? undefined : json(encryptionContext)],
    ['AWS answered', errorName],
    ['request id', requestId],
  ];
  const lines = facts.flatMap(([name, told]) => (told === undefined ? [] : `  ${name}: ${shown(told)}`));
  const request = [wish(action), ...lines].join('\n');
  remember(digest(request));
  return request;
}

/** Whether `accessRequest` made this text; of those long ago it is not known any more. */
export const isAccessRequest = (text: string): boolean => made.has(digest(text));

const digest = (text: string): string => createHash('sha256').update(text).digest('base64');

function remember(request: string): void {
  made.delete(request);
  made.add(request);
  const [oldest] = made;
  if (oldest !== undefined && made.size > MAX_FILES) made.delete(oldest);
}

const json = (context: EncryptionContext): string => JSON.stringify(Object.fromEntries(context));

function shown(text: string): string {
  const whole = escapeUnsafe(text.slice(0, MAX_LENGTH));
  return text.length <= MAX_LENGTH
    ? whole
    : `${whole}… (cut: ${text.length.toLocaleString('en')} characters in all)`;
}
