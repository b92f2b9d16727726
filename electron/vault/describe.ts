/** What an envelope says about itself, as plain data: for the window's card and the command line's `inspect`. */
import { createHash } from 'node:crypto';
import type { EnvelopeInfo, EnvelopeKey } from '../contract/state.ts';
import { contentLength } from '../envelope/frames.ts';
import type { EncryptedDataKey, Header } from '../envelope/header.ts';
import { isPracticeArn } from '../kms/arn.ts';
import { kmsKeyOf } from './candidates.ts';

export type { EnvelopeInfo } from '../contract/state.ts';

/** Describes a header that nobody has verified; `size` is that of the whole file in bytes. */
export function describeEnvelope(header: Header, size: number): EnvelopeInfo {
  const { suite, frameLength } = header;
  const keys = header.encryptedDataKeys.map(describeKey);
  return {
    size,
    contentSize: suite.signature === null ? contentLength(size - header.length, frameLength) : null,
    suiteId: suite.id,
    suiteName: suite.name,
    committed: suite.committed,
    signed: suite.signature !== null,
    version: suite.version,
    frameLength,
    messageId: Buffer.from(header.messageId).toString('hex'),
    headerDigest: headerDigest(header),
    keys,
    context: [...header.context],
    practice: keys.some((key) => key.practice),
  };
}

/** SHA-256, in hex, of the bytes that the header's tag authenticates: the same for the same message only. */
export const headerDigest = ({ authenticated }: Header): string =>
  createHash('sha256').update(authenticated).digest('hex');

function describeKey(encrypted: EncryptedDataKey): EnvelopeKey {
  const key = kmsKeyOf(encrypted);
  return {
    providerId: encrypted.providerId,
    name: key?.arn ?? printable(encrypted.providerInfo),
    accountId: key?.accountId ?? null,
    region: key?.region ?? null,
    practice: key !== null && isPracticeArn(key.arn),
  };
}

/** At most 256 characters; everything that is not printable ASCII becomes a dot. */
const printable = (bytes: Uint8Array): string =>
  Buffer.from(bytes.subarray(0, 256))
    .toString('latin1')
    .replace(/[^\x20-\x7e]/g, '.');
