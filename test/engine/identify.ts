/**
 * A program: judges a process of its own while that lives and when it was killed, and the process that its argument
 * names (as `formatIdentity` writes it). Prints JSON of its own identity and the three judgements.
 *
 * With `wait` instead, prints its identity and goes on until it is killed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import {
  formatIdentity,
  isDead,
  ownIdentity,
  type ProcessIdentity,
  parseIdentity,
} from '../../electron/engine/process-identity.ts';

export interface Judgements {
  readonly identity: ProcessIdentity;
  readonly living: boolean;
  readonly killed: boolean;
  readonly given: boolean;
}

function identityOf(line: unknown): ProcessIdentity {
  const identity = parseIdentity(String(line));
  if (identity === null) throw new Error(`no identity: ${line}`);
  return identity;
}

async function judge(given: string): Promise<Judgements> {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), 'wait'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await Promise.race([once(createInterface(child.stdout), 'line'), once(child, 'close')]);
  const identity = identityOf(line);
  const living = isDead(identity);
  child.kill('SIGKILL');
  await once(child, 'close');
  return { identity: ownIdentity(), living, killed: isDead(identity), given: isDead(identityOf(given)) };
}

const [argument = ''] = process.argv.slice(2);
if (argument === 'wait') {
  process.stdout.write(`${formatIdentity(ownIdentity())}\n`);
  setInterval(() => undefined, 2 ** 30);
} else process.stdout.write(JSON.stringify(await judge(argument)));
