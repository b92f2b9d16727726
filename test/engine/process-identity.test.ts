/** Which processes are dead for certain: real ones that live, were killed, were not buried yet, or live in a container. */
import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import {
  formatIdentity,
  isDead,
  ownIdentity,
  parseIdentity,
} from '../../electron/engine/process-identity.ts';
import { until } from '../support/scratch.ts';
import type { Judgements } from './identify.ts';

const program = fileURLToPath(new URL('./identify.ts', import.meta.url));
const linux = process.platform === 'linux';

/** Runs the program, behind `prefix`, on this process's identity. */
async function judgementsOf(...prefix: readonly string[]): Promise<Judgements> {
  const [command = '', ...args] = [...prefix, process.execPath, program, formatIdentity(ownIdentity())];
  const { stdout } = await promisify(execFile)(command, args);
  return JSON.parse(stdout);
}

test('a process that lives is not dead, one that was killed is', async () => {
  expect(await judgementsOf()).toMatchObject({ living: false, killed: true, given: false });
});

test('a process that did not know when it started is judged by its number', () => {
  expect(isDead({ ...ownIdentity(), started: '' })).toBe(false);
  // No process has a number this high.
  expect(isDead({ ...ownIdentity(), started: '', pid: 2 ** 22 + 1 })).toBe(true);
});

test('a process that did not know when its computer started is not dead for certain', () => {
  expect(isDead({ ...ownIdentity(), boot: '' })).toBe(false);
});

test.runIf(linux)(
  'a process that was killed is dead, also while its parent has not taken notice',
  async () => {
    const script = '"$@" & exec sleep 1000';
    const parent = spawn('sh', ['-c', script, 'sh', process.execPath, program, 'wait'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const [line] = await once(createInterface(parent.stdout), 'line');
      const identity = parseIdentity(String(line));
      if (identity === null) throw new Error(`no identity: ${line}`);
      expect(isDead(identity)).toBe(false);
      process.kill(identity.pid, 'SIGKILL');
      await until('the process is dead', () => isDead(identity));
      // Its number is still its own.
      expect(process.kill(identity.pid, 0)).toBe(true);
    } finally {
      parent.kill('SIGKILL');
    }
  },
);

/** As root, or in a user namespace of one's own. */
const unshare = ['unshare', ...(process.getuid?.() === 0 ? [] : ['-r']), '--pid', '--fork'];
const [command = '', ...args] = [...unshare, '--mount-proc', 'true'];
const tried = linux ? spawnSync(command, args, { encoding: 'utf8' }) : null;
const reason =
  tried === null
    ? 'only Linux has process namespaces'
    : tried.status === 0
      ? null
      : `no process namespace can be made: ${tried.stderr || tried.error?.message}`;
if (reason !== null) console.warn(`test/engine/process-identity: containers are skipped: ${reason}`);

describe.skipIf(reason !== null).each([
  ['with its own /proc', ['--mount-proc']],
  ['with the /proc of the computer, which counts processes otherwise', []],
])('a container %s', (_, mount) => {
  test('its processes know of each other, and nothing of those outside, nor these of them', async () => {
    const { identity, ...judgements } = await judgementsOf(...unshare, ...mount);
    expect(judgements).toEqual({ living: false, killed: true, given: false });
    expect(identity.namespace).not.toBe(ownIdentity().namespace);
    // It has ended; who cannot see it cannot know.
    expect(isDead(identity)).toBe(false);
  });
});
