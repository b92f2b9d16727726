/** One job: what it is given, the use-case that it runs, and what the window sees of it. */
import { randomUUID } from 'node:crypto';
import { basename, dirname } from 'node:path';
import type { VaultError } from '../contract/errors.ts';
import type { ConflictPolicy, EncryptionOptions, JobState, JobView } from '../contract/state.ts';
import type { JobOptions } from '../engine/engine.ts';
import type { Batch } from './batch.ts';
import type { KeyChoice } from './candidates.ts';
import { type Occupant, resultKey } from './results.ts';
import type { CallMeter, Vault, Verified } from './vault.ts';

interface Common {
  readonly source: string;
  /** Bytes, as seen when it was added. */
  readonly size: number;
  readonly profileId: string;
  readonly profileName: string;
  /** AWS account that it was given for, by which it is held: it runs in no other one. null where that is not known. */
  readonly accountId: string | null;
  /** ARN of who the profile was then. */
  readonly caller: string | null;
  /** A sign-in gives the profile its credentials: the job waits for one where it is needed. */
  readonly signsIn: boolean;
  readonly practice: boolean;
  /** For a result whose name is taken; `verify` makes none. */
  readonly onConflict: ConflictPolicy;
}

/** Files that were brought together and share a data key. */
export interface Drop {
  readonly batch: Batch;
  readonly files: number;
}

export interface EncryptSpec extends Common, Omit<EncryptionOptions, 'shareAbove' | 'escrowKey'> {
  readonly kind: 'encrypt';
  readonly keyArn: string;
  /** Those that open the envelope, too, the escrow key among them. */
  readonly otherKeyArns: readonly string[];
  /** The drop that it shares a data key with; null for one of its own. */
  readonly drop: Drop | null;
}

export interface OpenSpec extends Common {
  readonly kind: 'decrypt' | 'verify';
  /** `headerDigest` of the envelope that the person saw. */
  readonly headerDigest: string;
  readonly allowUncommitted: boolean;
  readonly keys?: KeyChoice | undefined;
}

export type JobSpec = EncryptSpec | OpenSpec;

/** A job that succeeded. */
export interface Ran extends Verified {
  /** Path of the file made; null where nothing was written. */
  readonly path: string | null;
}

export interface RunOptions extends JobOptions {
  /** The job's own, or that of all jobs that open envelopes. */
  readonly batch: Batch | undefined;
  readonly meter: CallMeter;
}

export async function runJob(vault: Vault, spec: JobSpec, options: RunOptions): Promise<Ran> {
  const { source, profileId, accountId, onConflict } = spec;
  const common = { ...options, source, profileId, accountId, outputFolder: null, onConflict };
  if (spec.kind === 'encrypt') {
    const { keyArn, otherKeyArns, check, sign, context } = spec;
    const keys = { keyId: keyArn, otherKeyIds: otherKeyArns };
    return vault.encrypt({ ...common, ...keys, context: new Map(context), check, sign });
  }
  const { headerDigest, allowUncommitted, keys } = spec;
  const reading = { ...common, keys, headerDigest, allowUncommitted };
  return spec.kind === 'decrypt' ? vault.decrypt(reading) : { ...(await vault.verify(reading)), path: null };
}

export interface Job {
  readonly id: string;
  /** Counts jobs. */
  readonly order: number;
  readonly resultKey: string | null;
  spec: JobSpec;
  state: JobState;
  /** Held by itself. */
  paused: boolean;
  output: string | null;
  /** What was in the way when it failed. */
  taken: Occupant | null;
  abort: AbortController;
  /** Calls of the key service. */
  calls: number;
}

export const newJob = (spec: JobSpec, order: number): Job => ({
  id: randomUUID(),
  order,
  resultKey: resultKey(spec),
  spec,
  state: { status: 'queued' },
  paused: false,
  output: null,
  taken: null,
  abort: new AbortController(),
  calls: 0,
});

export const isOpen = ({ state }: Job): boolean => isIdle(state) || state.status === 'running';

/** Whether nothing of it is under way that would have to be told to stop. */
export const isIdle = ({ status }: JobState): boolean => status === 'queued' || status === 'waiting';

/** Whether both may make the same file, or put theirs in the place of the same one. */
export const clash = (one: Job, other: Job): boolean =>
  isSame(one.resultKey, other.resultKey) || isSame(replaced(one), replaced(other));

const isSame = (one: string | null, other: string | null): boolean => one !== null && one === other;
const replaced = ({ spec, taken }: Job): string | null =>
  spec.onConflict === 'replace' ? (taken?.identity ?? null) : null;

export const doneState = ({ path, size, requestId }: Ran): JobState => ({
  status: 'done',
  made: path === null ? null : { name: basename(path), folder: basename(dirname(path)) },
  size,
  requestId,
});

export const failedState = (error: VaultError, taken: Occupant | null): JobState => ({
  status: 'failed',
  error,
  taken: taken && { name: taken.name, madeFrom: taken.madeFrom },
});

export const view = ({ id, spec, paused, state, calls }: Job): JobView => ({
  id,
  kind: spec.kind,
  name: basename(spec.source),
  size: spec.size,
  profileId: spec.profileId,
  profileName: spec.profileName,
  accountId: spec.accountId,
  caller: spec.caller,
  practice: spec.practice,
  keyArn: spec.kind === 'encrypt' ? spec.keyArn : null,
  otherKeyArns: spec.kind === 'encrypt' ? spec.otherKeyArns : [],
  sharedBy: spec.kind === 'encrypt' ? (spec.drop?.files ?? null) : null,
  calls,
  check: spec.kind === 'encrypt' && spec.check,
  paused: paused && state.status === 'running',
  state,
});
