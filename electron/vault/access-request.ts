/**
 * What a person sends to an administrator who can help: what is asked for, on which key, for whom, and how AWS answered.
 *
 * The encryption context is in it as policies see it; it stands readable in the envelope anyway.
 */
import type { ErrorCode } from '../contract/errors.ts';
import type { Asked, KmsErrorDetails } from '../kms/errors.ts';

/** What an administrator of the key is asked for; the other failures are nobody's to grant. */
const wishes: Partial<Readonly<Record<ErrorCode, (action: string) => string>>> = {
  'access-denied': (action) => `Please allow ${action} on this AWS KMS key:`,
  'other-account': (action) => `Please allow ${action} on this AWS KMS key, from another account:`,
  'key-disabled': (action) => `Please enable this AWS KMS key, which is needed for ${action}:`,
  'key-pending-deletion': (action) =>
    `Please cancel the deletion of this AWS KMS key today. It is needed for ${action}, and nobody can ever open its files without it:`,
};

/** Lines of text without an end of line at the end; null where there is nobody to ask. */
export function accessRequest(code: ErrorCode, asked: Asked, details: KmsErrorDetails): string | null {
  const { action, keyId, encryptionContext } = asked;
  const { caller, keyArn, deletionDate, errorName, requestId } = details;
  const wish = wishes[code];
  if (wish === undefined) return null;
  const context = JSON.stringify(Object.fromEntries(encryptionContext));
  const lines = [
    wish(action),
    `  key: ${keyArn ?? keyId}`,
    deletionDate === undefined ? '' : `  to be deleted: ${deletionDate}`,
    caller === undefined ? '' : `  for: ${caller}`,
    encryptionContext.size === 0 ? '' : `  encryption context: ${context}`,
    errorName === undefined ? '' : `  AWS answered: ${errorName}`,
    requestId === undefined ? '' : `  request id: ${requestId}`,
  ];
  return lines.filter((line) => line !== '').join('\n');
}
