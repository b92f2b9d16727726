/** Which of the system calls that matter a program makes, and how to kill it at one of them: with strace. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** System calls that do the same; on different processors they have different names. */
interface Kind {
  readonly does: string;
  /** As strace takes them. */
  readonly names: string;
}

const SYNC: Kind = { does: 'sync', names: 'fsync' };
const WRITE: Kind = { does: 'write content', names: '?pwritev,?pwritev2,pwrite64' };
const LINK: Kind = { does: 'link', names: '?link,?linkat' };
const RENAME: Kind = { does: 'rename', names: '?rename,?renameat,?renameat2' };
const kinds: readonly Kind[] = [
  { does: 'look at the disk', names: 'statfs' },
  { does: 'make a folder', names: '?mkdir,?mkdirat' },
  { does: 'sync a note', names: 'fdatasync' },
  WRITE,
  { does: 'set permission bits', names: 'fchmod' },
  { does: 'set the time', names: '?utimensat' },
  SYNC,
  LINK,
  RENAME,
  { does: 'remove', names: '?unlink,?unlinkat' },
];

/** Just before the n-th such call of a thread. */
export interface Moment {
  readonly kind: Kind;
  readonly n: number;
  /** Only calls on this very file or folder count. */
  readonly path: string | null;
}

export const describeMoment = ({ kind, n, path }: Moment): string =>
  `${kind.does} ${n}${path === null ? '' : ` of ${path}`}`;

const STRACE = ['strace', '-f', '-qq'] as const;

/** Why nothing can be traced here; null where it can. */
export function whyNoTrace(): string | null {
  const [program, ...args] = [...STRACE, '-e', 'trace=none', 'true'];
  const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  return status === 0 ? null : `strace does not run here: ${stderr || error?.message}`.trim();
}

/** What to run a program under so that it is killed at this moment. */
export const killingAt = ({ kind: { names }, n, path }: Moment): readonly string[] => [
  ...STRACE,
  ...['-o', '/dev/null', '-e', `trace=${names}`, '-e', `inject=${names}:signal=SIGKILL:when=${n}`],
  ...(path === null ? [] : ['-P', path]),
];

/** What to run a program under so that `readTrace` can tell what it did. */
export const tracing = (log: string): readonly string[] => [
  ...STRACE,
  ...['-y', '-o', log, '-e', `trace=${kinds.map(({ names }) => names).join(',')}`],
];

interface Call {
  readonly thread: string;
  readonly kind: Kind;
  /** Arguments and result, as strace prints them: behind a descriptor its path in angle brackets. */
  readonly text: string;
}

/** The calls of a log, in the order in which they began. */
export function readTrace(log: string): readonly Call[] {
  const lines = readFileSync(log, 'utf8').split('\n');
  return lines.flatMap((line) => {
    const [, thread = '', name = '', text = ''] = /^(\d+) +(\w+)\((.*)$/.exec(line) ?? [];
    const kind = kinds.find(({ names }) => names.split(',').some((one) => one.replace('?', '') === name));
    return kind === undefined ? [] : [{ thread, kind, text }];
  });
}

/** The first two calls of each kind, one in the middle and the last one; and the sync of `folder`. */
export function momentsOf(trace: readonly Call[], folder: string): readonly Moment[] {
  const moments = kinds.flatMap((kind) => {
    const threads = Map.groupBy(
      trace.filter((call) => call.kind === kind),
      ({ thread }) => thread,
    );
    const most = Math.max(0, ...[...threads.values()].map(({ length }) => length));
    const places = [1, 2, Math.ceil(most / 2), most].filter((n) => n >= 1 && n <= most);
    return [...new Set(places)].map((n) => ({ kind, n, path: null }));
  });
  return [...moments, { kind: SYNC, n: 1, path: folder }];
}

/**
 * What a power cut could take of the file `path` that a program made in `cwd`; null for nothing.
 *
 * All that is written into it is synced before it gets the name, and its folder after.
 */
export function takenByPowerCut(trace: readonly Call[], cwd: string, path: string): string | null {
  const namesOf = ({ text }: Call) =>
    [...text.matchAll(/"([^"]*)"/g)].map(([, name = '']) => resolve(cwd, name));
  const isNaming = (call: Call): boolean =>
    (call.kind === LINK || call.kind === RENAME) && namesOf(call)[1] === path;
  const named = trace.findLastIndex(isNaming);
  const naming = trace[named];
  if (naming === undefined) return 'it was never named';
  const [temporary = ''] = namesOf(naming);
  const on = (kind: Kind, file: string) => (call: Call) =>
    call.kind === kind && call.text.includes(`<${file}>`);
  const written = trace.findLastIndex(on(WRITE, temporary));
  if (written < 0) return 'it was never written';
  const synced = trace.slice(0, named).findLastIndex(on(SYNC, temporary));
  if (synced < written) return 'content that was not synced before it was named';
  const folder = trace.slice(named).some(on(SYNC, dirname(path)));
  return folder ? null : 'its name: the folder was not synced after';
}
