/**
 * The vault's use-cases, the same for the window and the command line: encrypt a file, decrypt one, authenticate one
 * without decrypting it, read what an envelope says.
 *
 * It joins the engine (files) with a key service (data keys) and decides names. It knows no window and no AWS. All
 * functions throw exceptions that `explain` turns into words.
 */
import { basename, dirname, join } from 'node:path';
import type { Preflight } from '../contract/keys.ts';
import type { Destination, EncryptionMaterials, Engine } from '../engine/engine.ts';
import type { EncryptionContext } from '../envelope/context.ts';
import type { Header, ReadPolicy } from '../envelope/header.ts';
import type { KeyUse, Material } from './batch.ts';
import { type CanOpenOptions, canOpen } from './can-open.ts';
import type { Taken } from './data-key-cache.ts';
import { describeEnvelope } from './describe.ts';
import { checkContext, identified } from './encryption-context.ts';
import { contentName, envelopeName, numbering } from './names.ts';
import type {
  DecryptOptions,
  EncryptOptions,
  Inspected,
  InspectOptions,
  Outcome,
  ResultOptions,
  Sealed,
  SourceOptions,
  Verified,
  VerifyOptions,
} from './options.ts';
import { type KmsFor, policyOf, reader } from './unwrap.ts';
import { checkKeys, keyIdsOf, wrap } from './wrap.ts';

export type * from './options.ts';
export type { KmsFor } from './unwrap.ts';

export interface Vault {
  readonly encrypt: (options: EncryptOptions) => Promise<Sealed>;
  readonly decrypt: (options: DecryptOptions) => Promise<Outcome>;
  /** Authenticates the whole envelope and writes nothing. */
  readonly verify: (options: VerifyOptions) => Promise<Verified>;
  /** Reads the header; contacts nobody. */
  readonly inspect: (source: string, options?: InspectOptions) => Promise<Inspected>;
  /** Whether a profile could open an envelope with this header: asks KMS, opens nothing. Never rejects. */
  readonly canOpen: (header: Header, options: CanOpenOptions) => Promise<Preflight>;
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
      checkKeys(options);
      let used: KeyUse | null = null;
      let sharedKey = false;
      const use = (material: Taken<Material>): EncryptionMaterials => {
        used = material;
        sharedKey = material.shared;
        return material;
      };
      const { batch, context, profileId, grantTokens } = options;
      const scope = JSON.stringify([profileId, keyIdsOf(options), grantTokens, ...context]);
      const generate = (reserved: EncryptionContext, signal = options.signal): Promise<Material> =>
        wrap(kmsFor, { ...options, signal }, new Map([...identified(context), ...reserved]));
      const file = await engine.seal({
        ...options,
        source: options.input ?? options.source,
        target: target(options, envelopeName(options.source)),
        materials: async (reserved, size) => {
          // What is reserved is in the context of this one file; a stream may be of any size.
          if (batch === undefined || reserved.size > 0 || size === null)
            return use({ ...(await generate(reserved)), shared: false });
          const ask = (signal: AbortSignal | undefined) => generate(reserved, signal);
          return use(await batch.sealing.take(scope, size, options.signal, ask));
        },
        readyMaterials: (atMost) => {
          const material = batch?.sealing.ready(scope, atMost) ?? null;
          return material === null ? null : use(material);
        },
      });
      return { ...outcome(file, used), sharedKey };
    },

    decrypt: async (options) => {
      const reading = reader(kmsFor, policy, options);
      const file = await engine.open({
        ...options,
        ...reading.request,
        target: target(options, contentName(options.source)),
      });
      return outcome(file, reading.used());
    },

    verify: async (options) => {
      const reading = reader(kmsFor, policy, options);
      const size = await engine.verify({ ...options, ...reading.request });
      return outcome({ size }, reading.used());
    },

    inspect: async (source, { input, signal, ...limits } = {}) => {
      const { header, size } = await engine.inspect({
        source: input ?? source,
        policy: policyOf(policy, { ...limits, allowUncommitted: true }),
        signal,
      });
      return { info: describeEnvelope(header, size), header };
    },

    canOpen: (header, options) => canOpen(kmsFor, header, options),
  };
}

function outcome<File extends { readonly size: number }>(file: File, used: KeyUse | null): File & KeyUse {
  if (used === null) throw new Error('a file without a data key');
  return { ...file, keyArn: used.keyArn, requestId: used.requestId };
}

function target(options: SourceOptions & ResultOptions, made: string): Destination {
  const { source, sink, outputFolder, outputName, onConflict } = options;
  if (sink !== undefined) return sink;
  const name = basename(outputName ?? made);
  const whenTaken = onConflict === 'keep-both' ? numbering(name) : onConflict;
  return { path: join(outputFolder ?? dirname(source), name), whenTaken };
}
