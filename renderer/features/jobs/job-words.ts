/**
 * Jobs in words and numbers: the stage of one, the sum of all, and which are drawn when there are thousands. Pure.
 */
import type { JobKind, JobStage, JobView } from '../../../electron/contract/state.ts';
import { count, formatBytes, formatProgress, printable } from '../../format.ts';
import type { Fact } from '../../ui/details.tsx';

/** What a kind of job is called: `Encrypt`, `Encrypting`, `Encrypted`. */
export const kindWords: Readonly<Record<JobKind, Readonly<Record<'verb' | 'doing' | 'done', string>>>> = {
  encrypt: { verb: 'Encrypt', doing: 'Encrypting', done: 'Encrypted' },
  decrypt: { verb: 'Decrypt', doing: 'Decrypting', done: 'Decrypted' },
  verify: { verb: 'Check', doing: 'Checking', done: 'Checked' },
};

export type RunningState = Extract<JobView['state'], { readonly status: 'running' }>;
export type DoneState = Extract<JobView['state'], { readonly status: 'done' }>;

/** `Encrypted`, or `Encrypted and checked`. */
export const doneWords = ({ kind, check }: JobView): string =>
  check ? `${kindWords[kind].done} and checked` : kindWords[kind].done;

const stageWords: Readonly<Record<Exclude<JobStage, 'waiting-for-key' | 'throttled'>, string>> = {
  encrypting: 'Encrypting',
  decrypting: 'Decrypting',
  checking: 'Checking',
  finishing: 'Finishing',
};

/** What a check without decrypting has shown. */
export const provenText = ({ size }: DoneState): string =>
  `complete and authentic, ${formatBytes(size)} of content`;

/** `Encrypting, 3.1 of 4.2 GB`. */
export function stageText(job: JobView, state: RunningState): string {
  if (state.stage === 'waiting-for-key') {
    return job.practice ? 'Waiting for the practice key' : 'Waiting for AWS';
  }
  if (state.stage === 'throttled') return 'AWS asked us to slow down; continuing';
  if (state.stage === 'finishing') return stageWords.finishing;
  return `${stageWords[state.stage]}, ${formatProgress(state.done, state.total)}`;
}

/** The most a bar shows before the file is under its final name: full means done. */
const nearlyAll = 0.99;

/** From 0 to 1, or null while nothing can be counted. The bytes of an envelope that is checked go by twice. */
export function shareOf({ check }: JobView, { stage, done, total }: RunningState): number | null {
  if (stage === 'waiting-for-key' || stage === 'throttled' || total === 0) return null;
  const share = done / total;
  if (!check) return Math.min(nearlyAll, share);
  return Math.min(nearlyAll, stage === 'encrypting' ? share / 2 : (1 + share) / 2);
}

const isGoing = ({ state }: JobView): boolean => state.status === 'queued' || state.status === 'running';

/** Whether it stands still because somebody said so: by itself, or with `allPaused` like all the others. */
export const isHeld = (job: JobView, allPaused: boolean): boolean =>
  isGoing(job) && (allPaused || job.paused);

export interface Totals {
  readonly files: number;
  readonly done: number;
  readonly failed: number;
  readonly cancelled: number;
  /** Jobs not ended yet. */
  readonly open: number;
  /** Those of them that are held, or wait for a sign-in. */
  readonly held: number;
  /** Those that wait for a sign-in. */
  readonly waiting: number;
  /** Bytes behind us, those of failed and cancelled jobs included: there is nothing left to do for them. */
  readonly bytes: number;
  readonly totalBytes: number;
  /** Bytes ahead of us in the jobs that are not held. */
  readonly bytesLeft: number;
  /** Calls of the key service. */
  readonly calls: number;
}

export function totalsOf(jobs: readonly JobView[], allPaused: boolean): Totals {
  const ends = { done: 0, failed: 0, cancelled: 0 };
  const totals = {
    files: jobs.length,
    ...ends,
    open: 0,
    held: 0,
    waiting: 0,
    bytes: 0,
    totalBytes: 0,
    bytesLeft: 0,
    calls: 0,
  };
  for (const job of jobs) {
    const { size, state } = job;
    totals.totalBytes += size;
    totals.calls += job.calls;
    if (state.status === 'queued' || state.status === 'running' || state.status === 'waiting') {
      const bytes = state.status === 'running' ? size * (shareOf(job, state) ?? 0) : 0;
      totals.open += 1;
      totals.bytes += bytes;
      if (state.status === 'waiting') totals.waiting += 1;
      if (state.status === 'waiting' || isHeld(job, allPaused)) totals.held += 1;
      else totals.bytesLeft += size - bytes;
    } else {
      totals[state.status] += 1;
      totals.bytes += size;
    }
  }
  return totals;
}

/** `12 of 40 files done, 1 failed, 2 cancelled`. */
export function totalsText({ files, done, failed, cancelled }: Totals): string {
  const parts = [
    done === files
      ? `${count(files, 'file')} done`
      : `${done.toLocaleString('en')} of ${count(files, 'file')} done`,
  ];
  if (failed > 0) parts.push(`${failed.toLocaleString('en')} failed`);
  if (cancelled > 0) parts.push(`${cancelled.toLocaleString('en')} cancelled`);
  return parts.join(', ');
}

/**
 * At most `limit` jobs to draw: all of them in their order, or, where there are more, those that need eyes first
 * (running, then failed) and then the rest, each in their order.
 */
export function jobsToDraw(jobs: readonly JobView[], limit: number): readonly JobView[] {
  if (jobs.length <= limit) return jobs;
  const rank = ({ state }: JobView): number =>
    state.status === 'running' ? 0 : state.status === 'failed' ? 1 : 2;
  return jobs.toSorted((a, b) => rank(a) - rank(b)).slice(0, limit);
}

const knownFacts = (facts: readonly (readonly [name: string, value: string | null])[]): readonly Fact[] =>
  facts.flatMap(([name, value]) => (value === null ? [] : [[name, printable(value)] as const]));

/** Who it was given for. */
export const callerFacts = ({ profileName, accountId, caller }: JobView): readonly Fact[] =>
  knownFacts([
    ['Profile', profileName],
    ['AWS account', accountId],
    ['Caller', caller],
  ]);

export const doneFacts = (job: JobView, { requestId }: DoneState): readonly Fact[] => [
  ...callerFacts(job),
  ...knownFacts([
    ['KMS key', job.keyArn],
    ['Request id', requestId],
  ]),
];
