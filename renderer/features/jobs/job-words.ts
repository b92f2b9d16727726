/**
 * Jobs in words and numbers: the stage of one, the sum of all, and which are drawn when there are thousands. Pure.
 */
import type { JobStage, JobView } from '../../../electron/contract/state.ts';
import { count, formatProgress } from '../../format.ts';

export type RunningState = Extract<JobView['state'], { readonly status: 'running' }>;

const stageWords: Readonly<Record<Exclude<JobStage, 'waiting-for-key'>, string>> = {
  encrypting: 'Encrypting',
  decrypting: 'Decrypting',
  checking: 'Checking',
  finishing: 'Finishing',
};

/** `Encrypting, 3.1 of 4.2 GB`. */
export function stageText(job: JobView, state: RunningState): string {
  if (state.stage === 'waiting-for-key') {
    return job.practice ? 'Waiting for the practice key' : 'Waiting for AWS';
  }
  if (state.stage === 'finishing') return stageWords.finishing;
  return `${stageWords[state.stage]}, ${formatProgress(state.done, state.total)}`;
}

/** The most a bar shows before the file is under its final name: full means done. */
const nearlyAll = 0.99;

/** From 0 to 1, or null while nothing can be counted. */
export const shareOf = (state: RunningState): number | null =>
  state.stage === 'waiting-for-key' || state.total === 0
    ? null
    : Math.min(nearlyAll, state.done / state.total);

export const isEnded = (job: JobView): boolean =>
  job.state.status === 'done' || job.state.status === 'failed' || job.state.status === 'cancelled';

export interface Totals {
  readonly files: number;
  readonly done: number;
  readonly failed: number;
  readonly cancelled: number;
  /** Jobs not ended yet. */
  readonly open: number;
  /** Bytes behind us, those of failed and cancelled jobs included: there is nothing left to do for them. */
  readonly bytes: number;
  readonly totalBytes: number;
}

export function totalsOf(jobs: readonly JobView[]): Totals {
  const totals = { files: jobs.length, done: 0, failed: 0, cancelled: 0, open: 0, bytes: 0, totalBytes: 0 };
  for (const { size, state } of jobs) {
    totals.totalBytes += size;
    if (state.status === 'queued' || state.status === 'running') {
      totals.open += 1;
      if (state.status === 'running' && state.total > 0) {
        totals.bytes += size * Math.min(nearlyAll, state.done / state.total);
      }
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
