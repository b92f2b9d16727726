/**
 * Which file a job makes, which one has that name already, and whether a job of this run of the program made that.
 *
 * A file is known by what it is and not by its name, so that a word to replace it never counts for another one.
 */
import { lstat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { TakenName } from '../contract/state.ts';
import type { Job, JobSpec } from './job.ts';
import { contentName, envelopeName } from './names.ts';

/** A file that may be replaced. */
export interface Occupant extends TakenName {
  readonly identity: string;
}

export interface Results {
  /** The file that has the result's name; null where there is none, or none that may be replaced. */
  readonly occupant: (spec: JobSpec) => Promise<Occupant | null>;
  /** What was chosen to replace a file that was shown: where another one is in the way by now, as if nothing had been. */
  readonly agreed: (job: Job) => Promise<JobSpec>;
  /** Remembers the file at `path` as made from `source`. */
  readonly remember: (path: string, source: string) => Promise<void>;
}

/** Answers which file it is, never the same for two, or null for what is no ordinary file. */
export type Identify = (path: string) => Promise<string | null>;

/** With the time of birth, because the number of a deleted file is given to a new one. */
export const identify: Identify = async (path) => {
  const found = await lstat(path, { bigint: true }).catch(() => null);
  return found?.isFile() ? `${found.dev}:${found.ino}:${found.birthtimeNs}` : null;
};

export function createResults(identifyFile: Identify): Results {
  const madeFrom = new Map<string, string>();
  async function occupant(spec: JobSpec): Promise<Occupant | null> {
    const path = resultPath(spec);
    if (path === null) return null;
    const identity = await identifyFile(path);
    if (identity === null || identity === (await identifyFile(spec.source))) return null;
    return { name: basename(path), madeFrom: madeFrom.get(identity) ?? null, identity };
  }
  return {
    occupant,
    agreed: async ({ spec, taken }) => {
      const found = await occupant(spec);
      const isShown = found !== null && found.identity === taken?.identity;
      return { ...spec, onConflict: isShown ? 'replace' : 'fail' };
    },
    remember: async (path, source) => {
      const identity = await identifyFile(path);
      if (identity !== null) madeFrom.set(identity, basename(source));
    },
  };
}

/** Where the result goes as long as that name is free; null for a job that makes none. */
function resultPath({ kind, source }: JobSpec): string | null {
  if (kind === 'verify') return null;
  return join(dirname(source), kind === 'encrypt' ? envelopeName(source) : contentName(source));
}

/** Equal for jobs whose results could have the same name on some file system; null for a job without a result. */
export const resultKey = (spec: JobSpec): string | null =>
  resultPath(spec)?.normalize('NFC').toLowerCase() ?? null;
