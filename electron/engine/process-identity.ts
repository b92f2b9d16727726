/**
 * Whether a process that noted who it is has ended, also where its number was given to another one since, and never
 * "yes" about a process of another computer or container, which cannot be seen from here.
 */
import { hash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname, uptime } from 'node:os';
import { systemErrorName } from './errors.ts';

/** Linux tells all of it; elsewhere what is not known is empty. */
export interface ProcessIdentity {
  /** A digest of its name. */
  readonly host: string;
  /** Changes with every start of the computer. */
  readonly boot: string;
  /** In which container process numbers are counted. */
  readonly namespace: string;
  readonly pid: number;
  /** When it started, in ticks since the computer did. */
  readonly started: string;
}

function orEmpty(read: () => string): string {
  try {
    return read().trim();
  } catch {
    return '';
  }
}

/**
 * State and start of a process: fields 3 and 22 of proc_pid_stat(5); the second field, a name in parentheses, can
 * contain anything. Empty where the system does not tell, or where /proc is that of another container.
 */
function look(pid: number): { readonly state: string; readonly started: string } {
  const ours = orEmpty(() => readlinkSync('/proc/self')) === String(process.pid);
  const text = ours ? orEmpty(() => readFileSync(`/proc/${pid}/stat`, 'latin1')) : '';
  const fields = text.replace(/^.*\) /s, '').split(' ');
  return { state: fields[0] ?? '', started: fields[19] ?? '' };
}

export const ownIdentity = (): ProcessIdentity => ({
  host: hash('sha256', hostname()).slice(0, 16),
  boot: orEmpty(() => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1')),
  namespace: orEmpty(() => readlinkSync('/proc/self/ns/pid')).replace(/\D/g, ''),
  pid: process.pid,
  started: look(process.pid).started,
});

/** The identity as a part of a file name. */
export const formatIdentity = ({ pid, started, namespace, boot, host }: ProcessIdentity): string =>
  [pid, started, namespace, boot, host].join('.');

const FORMAT = /^([0-9]{1,10})\.([0-9]*)\.([0-9]*)\.([0-9a-f-]*)\.([0-9a-f]{16})$/;

/** Reads what `formatIdentity` made; null for anything else. */
export function parseIdentity(text: string): ProcessIdentity | null {
  const [whole, pid = '', started = '', namespace = '', boot = '', host = ''] = FORMAT.exec(text) ?? [];
  return whole === undefined ? null : { pid: Number(pid), started, namespace, boot, host };
}

/**
 * When the process can have written last, in milliseconds since 1970, where it is dead: one of an earlier start of this
 * computer before this start. Should it be of another computer of the same name after all, what it writes now is newer.
 */
export const newestOf = ({ boot }: ProcessIdentity): number =>
  boot === ownIdentity().boot ? Number.POSITIVE_INFINITY : Date.now() - uptime() * 1000;

/** Whether the process has ended for certain. */
export function isDead(process_: ProcessIdentity): boolean {
  const own = ownIdentity();
  if (process_.host !== own.host) return false;
  if (process_.boot !== own.boot) return process_.boot !== '' && own.boot !== '';
  if (process_.namespace !== own.namespace) return false;
  const { state, started } = look(process_.pid);
  // Killed, and its parent has not taken notice.
  if (state === 'Z') return true;
  if (started !== '' && process_.started !== '') return started !== process_.started;
  try {
    process.kill(process_.pid, 0);
    return false;
  } catch (error) {
    return systemErrorName(error) === 'ESRCH';
  }
}
