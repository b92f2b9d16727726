/**
 * Other people's KMS servers as child processes.
 *
 * local-kms listens on all networks, so it is only started where there is none but the loopback interface: main.ts runs
 * the suite in a network of its own.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { hasProgram } from '../support/programs.ts';

export interface Program {
  readonly start: (region: string) => Promise<{
    readonly endpoint: string;
    readonly stop: () => Promise<void>;
  }>;
}

/** Set by main.ts: nobody outside this computer can reach what listens here. */
export const ownNetwork = process.env['CONTRACT_OWN_NETWORK'] === '1';
/** Any will do in a network of one's own. */
const PORT = 8080;

export function findMoto(): Program | null {
  if (!hasProgram('moto_server', 'moto')) return null;
  return {
    start: async () => {
      const server = spawn('moto_server', ['-H', '127.0.0.1', '-p', '0'], {
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      const [, endpoint = ''] = await lineOf(server, server.stderr, /Running on (http:\/\/127\.0\.0\.1:\d+)/);
      return { endpoint, stop: () => stop(server) };
    },
  };
}

export function findLocalKms(): Program | null {
  if (!hasProgram('local-kms', 'local-kms (the Go module github.com/nsmithuk/local-kms)')) return null;
  if (!ownNetwork) {
    console.warn('local-kms is not tried: it listens on all networks, and this is none of its own');
    return null;
  }
  return {
    start: async (region) => {
      const data = await mkdtemp(join(tmpdir(), 'local-kms-'));
      const env = {
        PORT: String(PORT),
        KMS_REGION: region,
        KMS_DATA_PATH: data,
        KMS_SEED_PATH: join(data, 'none'),
      };
      const server = spawn('local-kms', {
        env: { ...process.env, ...env },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      await lineOf(server, server.stderr, /started on/);
      const endpoint = `http://127.0.0.1:${PORT}`;
      return {
        endpoint,
        stop: async () => {
          await stop(server);
          await rm(data, { recursive: true });
        },
      };
    },
  };
}

/** The first line that matches; rejects where the program ends before. */
async function lineOf(program: ChildProcess, output: Readable, pattern: RegExp): Promise<RegExpExecArray> {
  const seen: string[] = [];
  for await (const line of createInterface(output)) {
    seen.push(line);
    const match = pattern.exec(line);
    // What is said later must not fill the pipe.
    if (match) {
      output.resume();
      return match;
    }
  }
  throw new Error(`${program.spawnfile} ended:\n${seen.join('\n')}`);
}

async function stop(program: ChildProcess): Promise<void> {
  const ended = once(program, 'close');
  program.kill();
  await ended;
}
