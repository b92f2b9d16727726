/** Getting the data key of an envelope: which of its keys are asked, and what it is read under. */
import { createHash } from 'node:crypto';
import { EngineError } from '../engine/errors.ts';
import type { Header, ReadPolicy } from '../envelope/header.ts';
import type { KmsPort } from '../kms/port.ts';
import type { KeyUse, OpenedKey } from './batch.ts';
import { type CandidateKey, candidateKeys } from './candidates.ts';
import { headerDigest } from './describe.ts';
import { requireContext } from './encryption-context.ts';
import { explain } from './explain.ts';
import { VaultFailure } from './failure.ts';
import type { ReadLimits, SourceOptions, VerifyOptions } from './options.ts';

/**
 * Finds the key service of a profile, ready to be asked; `region` (of a key's ARN) overrides the profile's own. Rejects
 * with `cancelled` as soon as `signal` aborts, and with `profile-changed` where the profile is not in `accountId`; in a
 * network without STS the account in the AWS files counts, and where they tell none, that is `offline`.
 */
export type KmsFor = (
  profileId: string,
  region: string | null,
  options?: Pick<SourceOptions, 'signal' | 'accountId'>,
) => Promise<KmsPort>;

export const policyOf = (policy: ReadPolicy, limits: ReadLimits): ReadPolicy => ({
  allowUncommitted: limits.allowUncommitted ?? policy.allowUncommitted,
  maxEncryptedDataKeys: limits.maxEncryptedDataKeys ?? policy.maxEncryptedDataKeys,
});

/** What the engine needs to open an envelope, and which key it was opened with. */
export function reader(kmsFor: KmsFor, policy: ReadPolicy, options: VerifyOptions) {
  let used: KeyUse | null = null;
  return {
    used: () => used,
    request: {
      source: options.input ?? options.source,
      policy: policyOf(policy, options),
      dataKey: async (header: Header) => {
        const agreed = options.headerDigest;
        if (agreed !== null && headerDigest(header) !== agreed) throw new EngineError('source-changed');
        if (options.requiredContext) requireContext(options.requiredContext, header.context);
        options.onHeader?.(header);
        const opened = unwrapped(header, options) ?? (await unwrap(kmsFor, header, options));
        used = opened;
        return opened.dataKey;
      },
    },
  };
}

/** The data key, where one of the envelope's keys gave it for another envelope of the batch; else null. */
function unwrapped(header: Header, options: VerifyOptions): OpenedKey | null {
  const { profileId, keys, batch } = options;
  if (batch === undefined) return null;
  for (const candidate of candidateKeys(header, profileId, keys)) {
    const ready = batch.opening.ready(cacheId(header, candidate, options), 0);
    if (ready !== null) return ready;
  }
  return null;
}

/**
 * Tries the envelope's keys in their order; the first that opens is used. Else the first failure is thrown, with the
 * others in its details (aws-kms-keyring.md, OnDecrypt: "an error that includes all the collected errors").
 */
async function unwrap(kmsFor: KmsFor, header: Header, options: VerifyOptions): Promise<OpenedKey> {
  const { profileId, keys, signal } = options;
  const failed: Failed[] = [];
  for (const candidate of candidateKeys(header, profileId, keys)) {
    try {
      return await unwrapOne(kmsFor, header, candidate, options);
    } catch (error) {
      failed.push({ keyArn: candidate.arn, error });
      if (signal?.aborted) break;
    }
  }
  throw collected(failed);
}

interface Failed {
  readonly keyArn: string;
  readonly error: unknown;
}

function collected([first, ...more]: readonly Failed[]): unknown {
  if (first === undefined || more.length === 0) return first?.error;
  const others = more.map(({ keyArn, error }) => {
    const { code, details } = explain(error);
    const { errorName, requestId } = details;
    return { code, keyArn, ...(errorName && { errorName }), ...(requestId && { requestId }) };
  });
  const { details, ...error } = explain(first.error);
  return new VaultFailure({ ...error, details: { keyArn: first.keyArn, ...details, others } });
}

async function unwrapOne(
  kmsFor: KmsFor,
  header: Header,
  candidate: CandidateKey,
  options: VerifyOptions,
): Promise<OpenedKey> {
  const { profileId, accountId, batch, grantTokens, meter, signal } = options;
  const { arn: keyArn, region, ciphertext } = candidate;
  const ask = async (until: AbortSignal | undefined): Promise<OpenedKey> => {
    const kms = await kmsFor(profileId, region, { signal: until, accountId });
    const { dataKey, requestId } = await kms.decryptDataKey({
      keyArn,
      ciphertext,
      encryptionContext: header.context,
      length: header.suite.keyLength,
      grantTokens,
      meter,
      signal: until,
    });
    return { dataKey: dataKey.bytes, keyArn, requestId };
  };
  return batch === undefined
    ? ask(signal)
    : batch.opening.take(cacheId(header, candidate, options), 0, signal, ask);
}

/** The same for what KMS is asked in the same words, and only for that. */
function cacheId(
  { context, suite }: Header,
  { arn, ciphertext }: CandidateKey,
  { profileId, grantTokens = [] }: VerifyOptions,
): string {
  const wrapped = Buffer.from(ciphertext).toString('base64');
  const asked = [profileId, arn, wrapped, suite.keyLength, grantTokens, ...context];
  return createHash('sha256').update(JSON.stringify(asked)).digest('base64');
}
