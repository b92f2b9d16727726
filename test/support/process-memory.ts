/** Finds keys in the memory of another process of ours, as Linux shows it. */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { type Search, searchThrough } from './key-search.ts';

/** Bytes of a page, and of what the system says of one. */
const PAGE = 4096;
const ENTRY = 8;

export interface Find {
  readonly name: string;
  /** The mapping that it is in, as the system calls it; empty for anonymous memory. */
  readonly where: string;
}

/** Whether the system lets us: a page of Chromium's sandbox is for root alone to look into. */
export function canRead(pid: number): boolean {
  try {
    closeSync(openSync(`/proc/${pid}/mem`, 'r'));
    return true;
  } catch {
    return false;
  }
}

/** Every place of what is searched for in what the process may write of its own memory, and how much that is in bytes. */
export function scanMemory(
  pid: number,
  search: Search,
): { readonly finds: readonly Find[]; readonly bytes: number } {
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  try {
    const found = present(pid).map(({ from, to, where }) => {
      const { names, bytes } = searchThrough(search, from, to, (...place) => readAt(memory, ...place));
      return { finds: names.map((name) => ({ name, where })), bytes };
    });
    return {
      finds: found.flatMap(({ finds }) => finds),
      bytes: found.reduce((sum, { bytes }) => sum + bytes, 0),
    };
  } finally {
    closeSync(memory);
  }
}

interface Mapping {
  readonly from: number;
  readonly to: number;
  readonly where: string;
}

/** What may be written, and so may hold a key; only pages that are there, next to each other taken together. */
function present(pid: number): readonly Mapping[] {
  const pagemap = openSync(`/proc/${pid}/pagemap`, 'r');
  try {
    return mappings(pid).flatMap(({ from, to, where }) => {
      const entries = Buffer.alloc(((to - from) / PAGE) * ENTRY);
      readSync(pagemap, entries, 0, entries.length, (from / PAGE) * ENTRY);
      const found: Mapping[] = [];
      for (let page = from; page < to; page += PAGE) {
        // The two highest bits: in memory, or swapped out.
        if ((entries[((page - from) / PAGE) * ENTRY + 7] ?? 0) < 0x40) continue;
        const before = found.at(-1);
        if (before?.to === page) found.splice(-1, 1, { ...before, to: page + PAGE });
        else found.push({ from: page, to: page + PAGE, where });
      }
      return found;
    });
  } finally {
    closeSync(pagemap);
  }
}

function mappings(pid: number): readonly Mapping[] {
  const lines = readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n');
  return lines.flatMap((line) => {
    const [, from, to, rights = '', where = ''] =
      /^([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \S+ *(.*)$/.exec(line) ?? [];
    if (from === undefined || to === undefined || !rights.startsWith('rw') || where === '[vvar]') return [];
    return [{ from: Number.parseInt(from, 16), to: Number.parseInt(to, 16), where }];
  });
}

/** 0 for memory that cannot be read, such as a stack's guard. */
function readAt(memory: number, window: Buffer, length: number, at: number): number {
  try {
    return readSync(memory, window, 0, length, at);
  } catch {
    return 0;
  }
}
