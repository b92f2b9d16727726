/**
 * What a screen reader is told about jobs: starts, ends and errors, gathered so that a batch of a thousand files is
 * a sentence and not a thousand. Pure; announcer.tsx does the timing.
 */
import type { JobView } from '../../../electron/contract/state.ts';
import { count, printable } from '../../format.ts';

type Heard = 'started' | 'done' | 'failed' | 'cancelled';

const heard = (job: JobView): Heard =>
  job.state.status === 'queued' || job.state.status === 'running' ? 'started' : job.state.status;

/** Jobs whose news a listener has not heard: new ones, and those that ended or started again since. */
export function news(before: readonly JobView[], now: readonly JobView[]): readonly JobView[] {
  if (before === now) return [];
  const known = new Map(before.map((job) => [job.id, heard(job)]));
  return now.filter((job) => known.get(job.id) !== heard(job));
}

function one(job: JobView): string {
  const name = printable(job.name);
  const verb = job.kind === 'encrypt' ? 'encrypt' : 'decrypt';
  switch (job.state.status) {
    case 'queued':
    case 'running':
      return `${verb === 'encrypt' ? 'Encrypting' : 'Decrypting'} ${name}.`;
    case 'done':
      return `${name} ${verb}ed.`;
    case 'failed':
      return `${name} could not be ${verb}ed: ${printable(job.state.error.message)}`;
    case 'cancelled':
      return `${name} cancelled.`;
  }
}

const many: Readonly<Record<Heard, (files: string) => string>> = {
  started: (files) => `${files} started.`,
  done: (files) => `${files} done.`,
  failed: (files) => `${files} failed.`,
  cancelled: (files) => `${files} cancelled.`,
};

/** News as text: up to two jobs of a kind by name, more of them as a number. */
export function sentence(jobs: readonly JobView[]): string {
  const groups = Map.groupBy(jobs, heard);
  const order: readonly Heard[] = ['failed', 'done', 'cancelled', 'started'];
  return order
    .flatMap((kind) => {
      const group = groups.get(kind) ?? [];
      return group.length <= 2 ? group.map(one) : [many[kind](count(group.length, 'file'))];
    })
    .join(' ');
}
