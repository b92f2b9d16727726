/**
 * The vault's three use-cases, the same for the window and the command line: encrypt a file, decrypt one, read what
 * an envelope says.
 *
 * It joins the engine (files) with a key service (data keys) and decides names. It knows no window and no AWS. All
 * functions throw exceptions that `explain` turns into words.
 */
import { basename, dirname, join } from 'node:path';
import type { ConflictPolicy } from '../contract/state.ts';
import type { Engine, JobOptions } from '../engine/engine.ts';
import { EngineError } from '../engine/errors.ts';
import type { Target } from '../engine/output-file.ts';
import { type EncryptionContext, RESERVED_PREFIX, serializeContext } from '../envelope/context.ts';
import type { Header, ReadPolicy } from '../envelope/header.ts';
import { defaultSuite } from '../envelope/suites.ts';
import { isPracticeArn, parseKmsArn } from '../kms/arn.ts';
import type { KmsPort } from '../kms/port.ts';
import { candidateKeys, PRACTICE_PROFILE } from './candidates.ts';
import { describeEnvelope, type EnvelopeInfo, headerDigest } from './describe.ts';
import { failure } from './explain.ts';
import { contentName, envelopeName, numberedName } from './names.ts';

/** Finds the key service of a profile; `region` (of a key's ARN) overrides the profile's own. */
export type KmsFor = (profileId: string, region: string | null) => Promise<KmsPort>;

export interface FileOptions extends JobOptions {
  readonly source: string;
  /** Where the result goes; null for beside the source. */
  readonly outputFolder: string | null;
  readonly onConflict: ConflictPolicy;
  readonly profileId: string;
}

export interface EncryptOptions extends FileOptions {
  /** ARN, id, or `alias/NAME`. */
  readonly keyId: string;
  readonly context: EncryptionContext;
}

export interface DecryptOptions extends FileOptions {
  /** Open only with this key (ARN); null to try those that the envelope names. */
  readonly keyArn: string | null;
  /** `headerDigest` of the envelope that was agreed to; another one is refused. null to take what is there. */
  readonly headerDigest: string | null;
}

export interface Outcome {
  readonly path: string;
  /** Bytes of the file made. */
  readonly size: number;
  readonly keyArn: string;
  /** AWS's request id of the call that gave the data key. */
  readonly requestId: string | null;
}

export interface Vault {
  readonly encrypt: (options: EncryptOptions) => Promise<Outcome>;
  readonly decrypt: (options: DecryptOptions) => Promise<Outcome>;
  readonly inspect: (path: string) => Promise<EnvelopeInfo>;
}

export interface VaultParts {
  readonly engine: Engine;
  readonly kmsFor: KmsFor;
  readonly policy: ReadPolicy;
}

export function createVault({ engine, kmsFor, policy }: VaultParts): Vault {
  return {
    encrypt: async (options) => {
      checkContext(options.context);
      const arn = parseKmsArn(options.keyId);
      const isPractice = options.profileId === PRACTICE_PROFILE;
      if (arn !== null && isPracticeArn(arn.arn) !== isPractice) throw failure('key-not-found');
      let used: Pick<Outcome, 'keyArn' | 'requestId'> | null = null;
      const file = await engine.seal({
        ...options,
        target: target(options, envelopeName(options.source)),
        materials: async () => {
          const kms = await kmsFor(options.profileId, arn?.region ?? null);
          const { keyId, context: encryptionContext, signal } = options;
          const generated = await kms.generateDataKey({
            keyId,
            encryptionContext,
            length: defaultSuite.keyLength,
            signal,
          });
          used = { keyArn: generated.keyArn, requestId: generated.requestId };
          const providerInfo = new TextEncoder().encode(generated.keyArn);
          return {
            dataKey: generated.dataKey.bytes,
            encryptedDataKeys: [{ providerId: 'aws-kms', providerInfo, ciphertext: generated.ciphertext }],
            context: encryptionContext,
          };
        },
      });
      return outcome(file, used);
    },

    decrypt: async (options) => {
      let used: Pick<Outcome, 'keyArn' | 'requestId'> | null = null;
      const file = await engine.open({
        ...options,
        target: target(options, contentName(options.source)),
        policy,
        dataKey: async (header) => {
          const agreed = options.headerDigest;
          if (agreed !== null && headerDigest(header) !== agreed) throw new EngineError('source-changed');
          const opened = await unwrap(kmsFor, header, options);
          used = opened;
          return opened.bytes;
        },
      });
      return outcome(file, used);
    },

    inspect: async (path) => {
      const { header, size } = await engine.inspect(path, { ...policy, allowUncommitted: true });
      return describeEnvelope(header, size);
    },
  };
}

function outcome(
  file: { readonly path: string; readonly size: number },
  used: Pick<Outcome, 'keyArn' | 'requestId'> | null,
): Outcome {
  if (used === null) throw new Error('a file without a data key');
  return { ...file, keyArn: used.keyArn, requestId: used.requestId };
}

function target({ source, outputFolder, onConflict }: FileOptions, name: string): Target {
  const alternative = onConflict === 'keep-both' ? (attempt: number) => numberedName(name, attempt) : null;
  return { path: join(outputFolder ?? dirname(source), basename(name)), alternative };
}

/** Tries the envelope's keys in their order; the first that opens is used, else the first failure is thrown. */
async function unwrap(kmsFor: KmsFor, header: Header, { profileId, keyArn, signal }: DecryptOptions) {
  let firstError: unknown = null;
  for (const candidate of candidateKeys(header, profileId, keyArn)) {
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

/** Throws `invalid-context` for what KMS or the format would refuse later, and worse explained. */
function checkContext(context: EncryptionContext): void {
  for (const [key, value] of context) {
    if (key === '' || value === '' || key.startsWith(RESERVED_PREFIX)) throw failure('invalid-context');
  }
  serializeContext(context);
}
