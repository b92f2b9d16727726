/**
 * Starts the packed app as a desktop does: program, arguments, folder. Nothing inside the app is touched.
 *
 * Guarantees: a clean environment with the desk's home; disposing ends the very process that was started.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cleanEnvironment } from '../support/electron-app.ts';
import { type Desk, packed } from './packed.ts';

export interface Started extends AsyncDisposable {
  /** Everything it has printed so far. */
  readonly output: () => string;
  readonly running: () => boolean;
  /** The exit code, when it has ended; null where a signal ended it. */
  readonly ended: Promise<number | null>;
  /** Asks it to quit, as the end of a desktop session does, and resolves as `ended`. */
  readonly quit: () => Promise<number | null>;
}

export interface StartOptions {
  readonly cwd?: string;
  /** Arguments in front of the switches that every start gets. */
  readonly before?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export function startPacked(desk: Desk, args: readonly string[], options: StartOptions = {}): Started {
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0;
  const switches = [`--user-data-dir=${desk.userData}`, ...(asRoot ? ['--no-sandbox'] : [])];
  const all = [...(options.before ?? []), ...switches, ...args];
  const child = spawn(packed.executable, all, {
    cwd: options.cwd ?? desk.home,
    env: cleanEnvironment(desk.home, options.env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // A test that runs out of time is not unwound: then the end of the runner's worker ends the app.
  const kill = (): boolean => child.kill('SIGKILL');
  process.once('exit', kill);
  let output = '';
  const collect = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const ended = once(child, 'close').then(() => child.exitCode);
  const running = (): boolean => child.exitCode === null && child.signalCode === null;
  const quit = (): Promise<number | null> => {
    child.kill('SIGTERM');
    return ended;
  };
  return {
    output: () => output,
    running,
    ended,
    quit,
    [Symbol.asyncDispose]: async () => {
      if (running()) kill();
      await ended;
      process.off('exit', kill);
    },
  };
}
