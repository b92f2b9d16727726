/** What the vault's use-cases are asked and what they answer. */
import type { Readable, Writable } from 'node:stream';
import type { ConflictPolicy, EnvelopeInfo } from '../contract/state.ts';
import type { JobOptions } from '../engine/engine.ts';
import type { EncryptionContext } from '../envelope/context.ts';
import type { Header } from '../envelope/header.ts';
import type { CallMeter } from '../kms/port.ts';
import type { Batch, KeyUse } from './batch.ts';
import type { KeyChoice } from './candidates.ts';

export type { CallMeter } from '../kms/port.ts';

export interface SourceOptions extends JobOptions {
  readonly source: string;
  /** What is read instead of the file `source`, which then is only a name. */
  readonly input?: Readable | undefined;
  readonly profileId: string;
  /** AWS account that the profile has to be in; null for any. */
  readonly accountId?: string | null | undefined;
  /** Share data keys with the other files of this batch. */
  readonly batch?: Batch | undefined;
  /** Told of each call for this file's data key. */
  readonly meter?: CallMeter | undefined;
  /** Told the envelope's header, which is authentic when the call has succeeded. */
  readonly onHeader?: ((header: Header) => void) | undefined;
}

export interface ResultOptions {
  /** Where the result goes; null for beside the source. */
  readonly outputFolder: string | null;
  /** Its name, without folder, where it is not made from the source's. */
  readonly outputName?: string | undefined;
  readonly onConflict: ConflictPolicy;
  /** Gets the result, when it is complete and authentic, instead of a file. */
  readonly sink?: Writable | undefined;
}

export interface EncryptOptions extends SourceOptions, ResultOptions {
  /** The key that generates the data key: ARN, id, or `alias/NAME`. */
  readonly keyId: string;
  /** Keys that open the envelope too, in the same forms. */
  readonly otherKeyIds?: readonly string[] | undefined;
  /** Of grants that were made a moment ago, for AWS to believe in them already. */
  readonly grantTokens?: readonly string[] | undefined;
  readonly context: EncryptionContext;
  /** Add a signature. */
  readonly sign?: boolean | undefined;
  /** Read the envelope back from the disk and authenticate it before it gets its name. */
  readonly check?: boolean | undefined;
}

export interface ReadLimits {
  /** Open an envelope without key commitment, too. */
  readonly allowUncommitted?: boolean | undefined;
  /** Encrypted data keys that an envelope may have; ten where nothing is said. */
  readonly maxEncryptedDataKeys?: number | undefined;
}

export type InspectOptions = Pick<SourceOptions, 'input' | 'signal'> &
  Pick<ReadLimits, 'maxEncryptedDataKeys'>;

/** What an envelope says, nothing of it verified. */
export interface Inspected {
  readonly info: EnvelopeInfo;
  readonly header: Header;
}

export interface VerifyOptions extends SourceOptions, ReadLimits {
  /** Which of the envelope's keys may be tried; undefined for practice's. */
  readonly keys?: KeyChoice | undefined;
  /** Of grants that were made a moment ago, for AWS to believe in them already. */
  readonly grantTokens?: readonly string[] | undefined;
  /** Pairs that the envelope's encryption context must have, among others. */
  readonly requiredContext?: EncryptionContext | undefined;
  /** `headerDigest` of the envelope that was agreed to; another one is refused. null to take what is there. */
  readonly headerDigest: string | null;
}

export interface DecryptOptions extends VerifyOptions, ResultOptions {}

/** An envelope that is complete and authentic. */
export interface Verified extends KeyUse {
  /** Bytes of content. */
  readonly size: number;
}

/** A file that was made. */
export interface Outcome extends Verified {
  /** Empty where the result went to a `sink`. */
  readonly path: string;
  /** Bytes of the file made. */
  readonly size: number;
}

/** A new envelope. */
export interface Sealed extends Outcome {
  /** Whether its data key is the one that is kept for other files of the batch, too. */
  readonly sharedKey: boolean;
}
