/** Finds byte sequences in the memory of another process of ours, as Linux shows it. */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

/** Bytes looked at in one go. */
const WINDOW = 16 * 1024 * 1024;
/** Bytes of a page, and of what the system says of one. */
const PAGE = 4096;
const ENTRY = 8;

export interface Needle {
  /** What it is, without saying it. */
  readonly name: string;
  readonly bytes: Buffer;
}

export interface Find {
  readonly name: string;
  /** The mapping that it is in, as the system calls it; empty for anonymous memory. */
  readonly where: string;
}

/** Every place of every needle in what the process may read of its own memory, and how much that is in bytes. */
export function scanMemory(
  pid: number,
  needles: readonly Needle[],
): { readonly finds: readonly Find[]; readonly bytes: number } {
  const overlap = Math.max(...needles.map(({ bytes }) => bytes.length)) - 1;
  const index = indexed(needles);
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  const window = Buffer.allocUnsafeSlow(WINDOW);
  const finds: Find[] = [];
  let bytes = 0;
  try {
    for (const { from, to, where } of present(pid)) {
      for (let at = from; at < to; at += WINDOW - overlap) {
        const read = readAt(memory, window, at, Math.min(WINDOW, to - at));
        bytes += read;
        const last = at + WINDOW >= to;
        // What begins in the overlap is the next window's.
        const names = search(window.subarray(0, read), last ? read : read - overlap, index);
        finds.push(...names.map((name) => ({ name, where })));
        if (last) break;
      }
    }
  } finally {
    closeSync(memory);
    window.fill(0);
  }
  return { finds, bytes };
}

/** Needles by their first three bytes; with hundreds of them, one look at each place is much faster than one search each. */
interface Index {
  readonly begins: Uint8Array;
  readonly needles: ReadonlyMap<number, readonly Needle[]>;
}

const beginning = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);

function indexed(needles: readonly Needle[]): Index {
  const grouped = Map.groupBy(needles, ({ bytes }) => beginning(bytes, 0));
  const begins = new Uint8Array(2 ** 24);
  for (const key of grouped.keys()) begins[key] = 1;
  return { begins, needles: grouped };
}

/** Names of the needles that begin before `end`. */
function search(memory: Buffer, end: number, { begins, needles }: Index): readonly string[] {
  const names: string[] = [];
  for (let at = 0; at < end; at++) {
    const key = beginning(memory, at);
    if (begins[key] === 0) continue;
    for (const { name, bytes } of needles.get(key) ?? []) {
      if (bytes.equals(memory.subarray(at, at + bytes.length))) names.push(name);
    }
  }
  return names;
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
function readAt(memory: number, window: Buffer, at: number, length: number): number {
  try {
    return readSync(memory, window, 0, length, at);
  } catch {
    return 0;
  }
}
