/** Getting the data key of an envelope: which of its keys are asked, and what it is read under. */
import { EngineError } from '../engine/errors.ts';
import type { Header, ReadPolicy } from '../envelope/header.ts';
import type { KmsPort } from '../kms/port.ts';
import { candidateKeys } from './candidates.ts';
import { headerDigest } from './describe.ts';
import { requireContext } from './encryption-context.ts';
import { failure } from './explain.ts';
import type { ReadLimits, Verified, VerifyOptions } from './options.ts';

/** Finds the key service of a profile; `region` (of a key's ARN) overrides the profile's own. */
export type KmsFor = (profileId: string, region: string | null) => Promise<KmsPort>;

export type KeyUse = Pick<Verified, 'keyArn' | 'requestId'>;

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
        const opened = await unwrap(kmsFor, header, options);
        used = opened;
        return opened.bytes;
      },
    },
  };
}

/** Tries the envelope's keys in their order; the first that opens is used, else the first failure is thrown. */
async function unwrap(kmsFor: KmsFor, header: Header, { profileId, keyArns, signal }: VerifyOptions) {
  let firstError: unknown = null;
  for (const candidate of candidateKeys(header, profileId, keyArns)) {
    try {
      const kms = await kmsFor(profileId, candidate.region);
      const { dataKey, requestId } = await kms.decryptDataKey({
        keyArn: candidate.arn,
        ciphertext: candidate.ciphertext,
        encryptionContext: header.context,
        length: header.suite.keyLength,
        signal,
      });
      return { bytes: dataKey.bytes, keyArn: candidate.arn, requestId };
    } catch (error) {
      firstError ??= error;
      if (signal?.aborted) break;
    }
  }
  throw firstError ?? failure('no-usable-key');
}
