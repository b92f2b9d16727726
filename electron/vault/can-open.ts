/** "Can I open this?", asked of KMS with dry runs: the content is not read, and no data key is given out. */
import type { Preflight } from '../contract/keys.ts';
import type { Header } from '../envelope/header.ts';
import { candidateKeys } from './candidates.ts';
import { failure } from './explain.ts';
import { preflight } from './preflight.ts';
import type { KmsFor } from './unwrap.ts';

export interface CanOpenOptions {
  readonly profileId: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Whether one of the envelope's keys would decrypt its data key. Where none would, the first key's refusal is the
 * reason; where one is not known, neither is the answer. Never rejects.
 */
export async function canOpen(
  kmsFor: KmsFor,
  header: Header,
  { profileId, signal }: CanOpenOptions,
): Promise<Preflight> {
  const answers: Preflight[] = [];
  for (const { arn, region, ciphertext } of candidateKeys(header, profileId)) {
    const request = { keyId: arn, ciphertext, encryptionContext: header.context, signal };
    const answer = await preflight(kmsFor(profileId, region).then((kms) => kms.dryRunDecrypt(request)));
    if (answer.answer === 'yes') return answer;
    answers.push(answer);
  }
  const open = answers.find(({ answer }) => answer === 'unknown');
  return open ?? answers[0] ?? preflight(Promise.reject(failure('no-usable-key')));
}
