/** A process and all that come from it, as Linux shows them: what they were started with. */
import { readdirSync, readFileSync } from 'node:fs';

export interface RunningProcess {
  readonly pid: number;
  /** As the system has them: each ends with a zero byte. */
  readonly commandLine: Buffer;
  readonly environment: Buffer;
}

/** Those that are there now. */
export function processTree(root: number): readonly RunningProcess[] {
  const parents = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), parentOf(Number(name))] as const),
  );
  const isOurs = (pid: number | undefined): boolean =>
    pid !== undefined && (pid === root || isOurs(parents.get(pid)));
  return [...parents.keys()].filter(isOurs).map((pid) => ({
    pid,
    commandLine: ofProcess(pid, 'cmdline'),
    environment: ofProcess(pid, 'environ'),
  }));
}

/** The name of the program, which stands before the parent, may have anything in it but ends with a bracket. */
function parentOf(pid: number): number | undefined {
  const [, , parent] = /^.*\) (\S) (\d+)/s.exec(ofProcess(pid, 'stat').toString('latin1')) ?? [];
  return parent === undefined ? undefined : Number(parent);
}

/** Empty for a process that has ended meanwhile, or that this person may not look into. */
function ofProcess(pid: number, file: string): Buffer {
  try {
    return readFileSync(`/proc/${pid}/${file}`);
  } catch {
    return Buffer.alloc(0);
  }
}
