/** "Can I open this?", asked of KMS with dry runs: the content is not read, and no data key is given out. */
import type { Preflight } from '../contract/keys.ts';
import type { Header } from '../envelope/header.ts';
import { candidateKeys, type KeyChoice } from './candidates.ts';
import { failure } from './explain.ts';
import { preflight } from './preflight.ts';
import type { KmsFor } from './unwrap.ts';

export interface CanOpenOptions {
  readonly profileId: string;
  /** Which of the envelope's keys may be asked; undefined for practice's. */
  readonly keys?: KeyChoice | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Whether one of the envelope's keys would decrypt its data key. Where none would, the first key's refusal is the
 * reason; where one is not known, neither is the answer. Never rejects.
 */
export const canOpen = (kmsFor: KmsFor, header: Header, options: CanOpenOptions): Promise<Preflight> =>
  ask(kmsFor, header, options).catch((error: unknown) => preflight(Promise.reject(error)));

async function ask(kmsFor: KmsFor, header: Header, options: CanOpenOptions): Promise<Preflight> {
  const { profileId, keys, signal } = options;
  const answers: Preflight[] = [];
  for (const { arn, region, ciphertext } of candidateKeys(header, profileId, keys)) {
    const request = { keyId: arn, ciphertext, encryptionContext: header.context, signal };
    const answer = await preflight(
      kmsFor(profileId, region, { signal }).then((kms) => kms.dryRunDecrypt(request)),
    );
    if (answer.answer === 'yes') return answer;
    answers.push(answer);
  }
  const [first] = answers;
  if (first === undefined) throw failure('no-usable-key');
  return answers.find(({ answer }) => answer === 'unknown') ?? first;
}
