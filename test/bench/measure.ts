/**
 * One command, measured as a person would wait for it: from its start to its end, with the most memory it had.
 *
 * Peak memory is the maximum resident set size that the kernel counted (GNU time); without GNU time it is null.
 * Children run in process groups of their own, and none outlives the bench.
 */
import { spawn } from 'node:child_process';

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  /** Instead of the bench's own environment. */
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

export interface Measured {
  readonly seconds: number;
  readonly peakBytes: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export type Measure = (command: Command) => Promise<Measured>;

const running = new Set<number>();

/** To be called when the bench ends: whatever still runs is killed. */
export function killRunning(): void {
  for (const pid of running) {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // It has just ended by itself.
    }
  }
}

/** `gnuTime` is the path of GNU time, or null. */
export function createMeasure(gnuTime: string | null): Measure {
  return async (command) => {
    if (gnuTime === null) return { ...(await run(command)), peakBytes: null };
    const args = ['--quiet', '--format', '%M', command.file, ...command.args];
    const measured = await run({ ...command, file: gnuTime, args });
    const [kibibytes] = /\d+(?=\n$)/.exec(measured.stderr) ?? [];
    return { ...measured, peakBytes: kibibytes === undefined ? null : Number(kibibytes) * 1024 };
  };
}

/** Rejects with the command and the end of what it wrote when it fails. */
function run({ file, args, ...options }: Command) {
  return new Promise<{ seconds: number; stdout: string; stderr: string }>((resolve, reject) => {
    const start = performance.now();
    const child = spawn(file, [...args], { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const { pid } = child;
    if (pid !== undefined) running.add(pid);
    let seconds = 0;
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        output[name] += text;
      });
    }
    child.once('exit', () => {
      seconds = (performance.now() - start) / 1000;
      if (pid !== undefined) running.delete(pid);
    });
    child.once('error', reject).once('close', (code, signal) => {
      if (code === 0) return resolve({ seconds, ...output });
      const said = `${output.stdout}\n${output.stderr}`.trim().slice(-500);
      reject(new Error(`${[file, ...args].join(' ').slice(0, 300)} ended with ${signal ?? code}: ${said}`));
    });
  });
}
