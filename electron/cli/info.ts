/** What `inspect` prints for people: everything that a header says, in rows. */
import type { EnvelopeInfo, EnvelopeKey, Preflight } from '../contract/state.ts';
import type { HeaderMetadata } from '../vault/metadata.ts';
import { formatAnswer, formatRows, formatSize } from './terminal.ts';

export function formatInfo(
  name: string,
  info: EnvelopeInfo,
  { header, header_auth }: HeaderMetadata,
  canOpen: Preflight | null,
): string {
  const rows: (readonly [string, string])[] = [
    ['content', formatContentSize(info)],
    ['format', `version ${info.version}`],
    ['suite', `0x${info.suiteId.toString(16).padStart(4, '0')} ${info.suiteName}`],
    ['key commitment', header.commitment_key === null ? 'no' : `yes, ${header.commitment_key}`],
    ['signed', info.signed ? 'yes' : 'no'],
    ['frames', info.frameLength === null ? 'none' : `${info.frameLength} bytes each`],
    ['message id', header.message_id],
    ['header tag', header_auth.tag],
    ...info.keys.map((key) => ['key', formatKey(key)] as const),
    ...info.context.map(([key, value]) => ['context', `${key} = ${value}`] as const),
    ...(canOpen === null ? [] : [['you can open it', formatAnswer(canOpen)] as const]),
  ];
  return formatRows(`${name} (unverified until decrypted)`, rows);
}

function formatContentSize({ contentSize, signed }: EnvelopeInfo): string {
  if (contentSize !== null) return formatSize(contentSize);
  return signed ? 'size known after decrypting' : 'size unknown: the end of the envelope seems to be missing';
}

/** `key` is hostile: only what `describeEnvelope` found to be the ARN of a KMS key is printed as one. */
function formatKey({ providerId, name, accountId, practice }: EnvelopeKey): string {
  if (providerId !== 'aws-kms' || accountId === null) return `not an AWS KMS key: ${providerId}, ${name}`;
  return practice ? `${name} (practice: not protected by AWS)` : name;
}
