/**
 * What a screen reader is told about jobs: starts, pauses, ends and errors, gathered so that a batch of a thousand
 * files is a sentence and not a thousand. Pure; announcer.tsx does the timing.
 */
import type { JobView } from '../../../electron/contract/state.ts';
import { count, printable } from '../../format.ts';
import { isHeld, kindWords, provenText } from './job-words.ts';

type Heard = 'under way' | 'paused' | 'waiting' | 'done' | 'failed' | 'cancelled';

/** Said of several files. */
const manyWords: Readonly<Record<Heard, string>> = {
  'under way': 'under way',
  paused: 'paused',
  waiting: 'waiting for a sign-in',
  done: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
};

/** What there is to hear of: the jobs, and whether all are held. */
export interface Scene {
  readonly jobs: readonly JobView[];
  readonly paused: boolean;
}

export interface News {
  readonly job: JobView;
  readonly heard: Heard;
}

function hear(job: JobView, allPaused: boolean): Heard {
  const { status } = job.state;
  if (status === 'queued' || status === 'running') return isHeld(job, allPaused) ? 'paused' : 'under way';
  return status;
}

/** What a listener has not heard: new jobs, and those that ended, were held or went on since. */
export function news(before: Scene, now: Scene): readonly News[] {
  if (before.jobs === now.jobs && before.paused === now.paused) return [];
  const known = new Map(before.jobs.map((job) => [job.id, hear(job, before.paused)]));
  return now.jobs
    .map((job) => ({ job, heard: hear(job, now.paused) }))
    .filter(({ job, heard }) => known.get(job.id) !== heard);
}

function one({ job, heard }: News): string {
  const name = printable(job.name);
  const { doing, done } = kindWords[job.kind];
  const { state } = job;
  switch (state.status) {
    case 'queued':
    case 'running':
      return heard === 'paused' ? `${name} paused.` : `${doing} ${name}.`;
    case 'done':
      return state.made === null
        ? `${name} ${done.toLowerCase()}: ${provenText(state)}.`
        : `${name} ${done.toLowerCase()}.`;
    case 'waiting':
      return `${name} waits for a sign-in.`;
    case 'failed':
      return `${doing} ${name} failed: ${printable(state.error.message)}`;
    case 'cancelled':
      return `${name} cancelled.`;
  }
}

/** News as text: up to two jobs of a kind by name, more of them as a number. */
export function sentence(all: readonly News[]): string {
  const groups = Map.groupBy(all, ({ heard }) => heard);
  const order: readonly Heard[] = ['failed', 'done', 'cancelled', 'waiting', 'paused', 'under way'];
  return order
    .flatMap((heard) => {
      const group = groups.get(heard) ?? [];
      return group.length <= 2 ? group.map(one) : [`${count(group.length, 'file')} ${manyWords[heard]}.`];
    })
    .join(' ');
}
