/**
 * The single-instance lock, keyed by the userData folder: an abstract unix socket of Linux, so that the kernel
 * removes it with its process and nothing can be left behind.
 *
 * Guarantees: among any number of processes with one userData exactly one holds the lock; a process that does not
 * get it has handed its arguments over by the time the call returns. Messages: one line of codec text.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { getPath } from './app-paths.ts';
import { codec } from './ipc-main.ts';

interface Handover {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly data: unknown;
}

let server: Server | undefined;

/** Runs in a helper process, since this one must not return before the other has the message. */
const SENDER = `
const chunks = []; process.stdin.on('data', (c) => chunks.push(c)).on('end', () => {
  const socket = require('node:net').connect(process.argv[1].replace('@', '\\0'));
  socket.on('error', () => process.exit(1)); socket.on('data', () => process.exit(0));
  socket.end(Buffer.concat(chunks)); setTimeout(() => process.exit(1), 5000); });`;

function socketName(): string {
  const uid = process.getuid?.() ?? 0;
  const key = createHash('sha256')
    .update(`${uid}:${realpathSync(getPath('userData'))}`)
    .digest('hex');
  return `electron-standin-${key.slice(0, 32)}`;
}

/**
 * Takes the lock, or hands `data` and this process's arguments to the holder. `received` is called in the holder
 * for every later start.
 */
export function takeLock(data: unknown, nodePath: string, received: (other: Handover) => void): boolean {
  if (server) return true;
  const name = socketName();
  for (let tries = 0; tries < 3; tries += 1) {
    const candidate = createServer({ allowHalfOpen: true }, (socket) => {
      const chunks: Buffer[] = [];
      socket.on('error', () => undefined);
      socket.on('data', (chunk: Buffer) => chunks.push(chunk));
      socket.on('end', () => {
        socket.end('taken');
        received(codec.decode(Buffer.concat(chunks).toString('utf8')) as Handover);
      });
    });
    candidate.on('error', () => undefined);
    candidate.listen(`\0${name}`);
    if (candidate.listening) {
      candidate.unref();
      server = candidate;
      return true;
    }
    const message: Handover = { argv: process.argv, cwd: process.cwd(), data };
    const sent = spawnSync(nodePath, ['-e', SENDER, `@${name}`], {
      input: codec.encode(message),
      timeout: 8000,
    });
    if (sent.status === 0) return false;
  }
  return false;
}

export function hasLock(): boolean {
  return server !== undefined;
}

export function releaseLock(): void {
  server?.close();
  server = undefined;
}
