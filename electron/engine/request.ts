/** What the engine is asked to do, and what it answers. */
import type { Readable, Writable } from 'node:stream';
import type { SecretBytes } from '../envelope/bytes.ts';
import type { EncryptionContext } from '../envelope/context.ts';
import type { Header, ReadPolicy } from '../envelope/header.ts';
import type { EncryptionMaterials } from '../envelope/new-message.ts';
import type { Target } from './thread/naming.ts';

export type { EncryptionMaterials } from '../envelope/new-message.ts';
export type { Numbering, Target } from './thread/naming.ts';

/** Holds jobs and lets them go on; `watch` tells each change until its answer is called. */
export interface PauseSwitch {
  readonly paused: () => boolean;
  readonly watch: (changed: () => void) => () => void;
}

export type Stage = 'waiting-for-key' | 'encrypting' | 'decrypting' | 'checking' | 'finishing';

export interface JobOptions {
  readonly signal?: AbortSignal | undefined;
  /** Bytes of the source done and in all (as far as known); `stage` says what is going on. */
  readonly onProgress?: ((stage: Stage, done: number, total: number) => void) | undefined;
  /** Holds the job, within a run of frames, while it says so; a stream is held by whoever writes it. */
  readonly pause?: PauseSwitch | undefined;
}

/** A path, or a stream that is read to its end. */
export type Source = string | Readable;
/** A stream gets everything at once, when it is complete (and authentic); it is not ended. */
export type Destination = Target | Writable;

export interface SealRequest extends JobOptions {
  readonly source: Source;
  readonly target: Destination;
  /** Add a signature, by a key made for this message. */
  readonly sign?: boolean | undefined;
  /** Read the envelope back from the disk and authenticate it before it gets its name. */
  readonly check?: boolean | undefined;
  /** Told the new message's header, read back, before the result has its name. */
  readonly onHeader?: ((header: Header) => void) | undefined;
  /**
   * Asked once, when the source and the target's folder are usable; the context must include `reserved`. `size` is that
   * of the content in bytes, null for a stream's.
   */
  readonly materials: (reserved: EncryptionContext, size: number | null) => Promise<EncryptionMaterials>;
  /**
   * Materials that nobody needs to be asked for, for an unsigned file of less than `size` bytes; null where there are
   * none. `materials` may be asked all the same, when the file is larger.
   */
  readonly readyMaterials?: ((size: number) => EncryptionMaterials | null) | undefined;
}

export interface InspectRequest extends Pick<JobOptions, 'signal'> {
  readonly source: Source;
  readonly policy: ReadPolicy;
}

export interface Inspection {
  /** Unverified. */
  readonly header: Header;
  /** Bytes of the whole envelope. */
  readonly size: number;
}

export interface ReadRequest extends InspectRequest, JobOptions {
  /** The data key of this header; its bytes are given away to the engine. */
  readonly dataKey: (header: Header) => Promise<SecretBytes>;
}

export interface OpenRequest extends ReadRequest {
  readonly target: Destination;
}

export interface FileResult {
  /** Where the file is; its name may be an alternative one. Empty where the target was a stream. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}
