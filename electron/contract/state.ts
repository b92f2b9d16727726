/**
 * What the window shows: plain data that main owns and the renderer draws.
 *
 * Nothing here holds a key, a token or a full path. All sizes are bytes.
 */
import type { VaultError } from './errors.ts';
import type { IdentityState, MfaQuestion, ProfileView, SignInSession, SignInView } from './identity.ts';
import type { KeyDetails, KeyList } from './keys.ts';

export type * from './identity.ts';
export type { KeyDetails, KeyList, KeyView, Preflight } from './keys.ts';

/** Where practice keys are kept: `keychain` of the operating system, or a `file` that only this user may read. */
export type PracticeProtection = 'keychain' | 'file';

/** Files that can be brought at a time. */
export const MAX_FILES = 100_000;

/** How files are encrypted. */
export interface EncryptionOptions {
  /** Read each envelope back from the disk and authenticate it before it gets its name. */
  readonly check: boolean;
  readonly sign: boolean;
  /** Files of one drop, from 1 to `MAX_FILES`, that have a data key each; those of a larger one share one. */
  readonly shareAbove: number;
  /** Encryption context of new envelopes: not secret, readable in the envelope and in CloudTrail. */
  readonly context: readonly ContextPair[];
  /** ARN of a key that every new envelope opens with, too, but practice's. */
  readonly escrowKey: string | null;
}

/** Keys besides the chosen one and the escrow key: together ten, which is what envelopes are read with. */
export const MAX_OTHER_KEYS = 8;

export type ContextPair = readonly [name: string, value: string];

export interface SessionState {
  readonly version: string;
  /** Set when the program must not work at all (its self-test failed). */
  readonly blocked: VaultError | null;
  readonly profiles: readonly ProfileView[];
  /** Why the AWS config could not be read, while practice and other profiles go on working. */
  readonly profilesError: VaultError | null;
  /** Ids of profiles that were chosen before, the last one first. */
  readonly recentProfileIds: readonly string[];
  readonly profileId: string | null;
  /** Of the chosen profile. */
  readonly identity: IdentityState;
  readonly signInSessions: readonly SignInSession[];
  /** Those under way, and those that failed until they are taken back. */
  readonly signIns: readonly SignInView[];
  readonly mfa: MfaQuestion | null;
  readonly keys: KeyList;
  readonly keyArn: string | null;
  /** Of the chosen key; null while they are asked for. */
  readonly keyDetails: KeyDetails | null;
  /** ARNs of keys that are to open new envelopes, too, with the chosen profile; without the escrow key. */
  readonly otherKeyArns: readonly string[];
  readonly encryption: EncryptionOptions;
  /** AWS accounts whose keys may be asked to open an envelope, besides the profile's own: used before, or allowed. */
  readonly accounts: readonly string[];
  readonly practiceProtection: PracticeProtection;
}

/** A file the person dropped, chose or opened. The handle is opaque: only main knows the path. */
export interface FileRef {
  readonly handle: string;
  readonly name: string;
  readonly size: number;
  /** `envelope` by its name's ending; whether it really is one shows on opening. */
  readonly kind: 'file' | 'envelope' | 'folder' | 'other';
}

/** What to do when the name of the result is taken; only ordinary files are replaced, in one step. */
export type ConflictPolicy = 'fail' | 'keep-both' | 'replace';
/** Nothing is replaced before a person was told what is in the way. */
export type FirstPolicy = Exclude<ConflictPolicy, 'replace'>;

export type JobKind = 'encrypt' | 'decrypt' | 'verify';

/** `throttled`: AWS asked for fewer calls; it goes on by itself. */
export type JobStage =
  | 'waiting-for-key'
  | 'throttled'
  | 'encrypting'
  | 'decrypting'
  | 'checking'
  | 'finishing';

export type JobState =
  | { readonly status: 'queued' }
  /** For a sign-in, that ended at `since` (ISO 8601): nothing of it was done, and it goes on by itself after that. */
  | { readonly status: 'waiting'; readonly since: string; readonly error: VaultError }
  | { readonly status: 'running'; readonly stage: JobStage; readonly done: number; readonly total: number }
  | {
      readonly status: 'done';
      /** null where nothing was written. */
      readonly made: MadeFile | null;
      /** Bytes of the file made, or of the content that was authenticated. */
      readonly size: number;
      readonly requestId: string | null;
    }
  | {
      readonly status: 'failed';
      readonly error: VaultError;
      /** The file that is in the result's way, where it may be replaced. */
      readonly taken: TakenName | null;
    }
  | { readonly status: 'cancelled' };

/** Names for showing: the file's own and its folder's. */
export interface MadeFile {
  readonly name: string;
  readonly folder: string;
}

export interface TakenName {
  readonly name: string;
  /** Name of the source, where a job of this run of the program made the file; else null. */
  readonly madeFrom: string | null;
}

export interface JobView {
  readonly id: string;
  readonly kind: JobKind;
  readonly name: string;
  readonly size: number;
  readonly profileId: string;
  readonly profileName: string;
  /** AWS account and ARN of the caller when the job was given; null where they were not known. */
  readonly accountId: string | null;
  readonly caller: string | null;
  readonly practice: boolean;
  readonly keyArn: string | null;
  /** Those that open the new envelope, too. */
  readonly otherKeyArns: readonly string[];
  /** How many files of the drop share one data key; null where the file has its own. */
  readonly sharedBy: number | null;
  /** Calls of the key service for it so far. */
  readonly calls: number;
  /** Whether the new envelope is read back: the bytes then go by twice. */
  readonly check: boolean;
  /** Held by itself, whether or not all jobs are. */
  readonly paused: boolean;
  readonly state: JobState;
}

export interface EnvelopeKey {
  readonly providerId: string;
  /** The key's ARN where the provider is AWS KMS, else its printable provider info. Unverified until opened. */
  readonly name: string;
  readonly accountId: string | null;
  readonly region: string | null;
  readonly practice: boolean;
}

/** What an envelope says about itself, read without contacting anybody: unverified until it is opened. */
export interface EnvelopeInfo {
  readonly size: number;
  /** Size of the content; null when only decrypting can tell. */
  readonly contentSize: number | null;
  readonly suiteId: number;
  readonly suiteName: string;
  readonly committed: boolean;
  readonly signed: boolean;
  readonly version: 1 | 2;
  /** null for a message without frames. */
  readonly frameLength: number | null;
  readonly messageId: string;
  /** SHA-256 of the header in hex: decrypting what was shown, and nothing that took its place, is pinned to it. */
  readonly headerDigest: string;
  readonly keys: readonly EnvelopeKey[];
  readonly context: readonly ContextPair[];
  readonly practice: boolean;
}

export interface EnvelopeCard {
  readonly handle: string;
  readonly name: string;
  /** The profile to decrypt with, where one fits the envelope's account. */
  readonly suggestedProfileId: string | null;
  readonly content:
    | { readonly status: 'ready'; readonly info: EnvelopeInfo }
    | { readonly status: 'failed'; readonly error: VaultError };
}

export interface VaultState {
  readonly session: SessionState;
  readonly jobs: readonly JobView[];
  /** Whether all jobs are held. */
  readonly paused: boolean;
  readonly cards: readonly EnvelopeCard[];
}

/** Jobs that changed since the last event (whole, to be merged by id), jobs taken off the list, and `paused`. */
export interface JobsChange {
  readonly changed: readonly JobView[];
  readonly removed: readonly string[];
  readonly paused: boolean;
}
