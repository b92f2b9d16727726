/**
 * An X server of our own for tests: Xvfb on a display that it chooses itself.
 *
 * Guarantees: the display is free (Xvfb picks it and reports the number); stop() ends exactly the process started
 * here and waits for its end.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

export interface Display extends AsyncDisposable {
  /** For the DISPLAY variable. */
  readonly name: string;
}

function chosenNumber(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    server.on('error', reject);
    server.on('exit', (code) => reject(new Error(`Xvfb ended with exit code ${code}`)));
    (server.stdio[3] as Readable).on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.endsWith('\n')) resolve(text.trim());
    });
  });
}

/** Starts Xvfb. Rejects when it is not installed or cannot start. */
export async function startDisplay(): Promise<Display> {
  const args = ['-displayfd', '3', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp'];
  const server = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const name = `:${await chosenNumber(server)}`;
  const ended = new Promise((resolve) => server.once('exit', resolve));
  const kill = (): boolean => server.kill();
  process.once('exit', kill);
  return {
    name,
    async [Symbol.asyncDispose]() {
      process.off('exit', kill);
      if (server.kill()) await ended;
    },
  };
}
