/**
 * `node vault.ts WORKERS FOLDER SOURCE`: the app's main process without a window. Encrypts SOURCE in a job and
 * decrypts the envelope in another, as the app does, on an engine of so many worker threads, with FOLDER
 * as the app's data folder; prints one line of JSON (`VaultRun`). What it made stays beside SOURCE.
 *
 * A timer of one millisecond ticks all the while: the gaps between its ticks show what the event loop did.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { createEngine } from '../../../electron/engine/engine.ts';
import { strictPolicy } from '../../../electron/envelope/header.ts';
import { createPracticeKms } from '../../../electron/kms/practice/create-practice-kms.ts';
import { fileProtection } from '../../../electron/kms/practice/file-protection.ts';
import { PRACTICE_PROFILE } from '../../../electron/vault/candidates.ts';
import { createJobs, type JobSpec } from '../../../electron/vault/jobs.ts';
import { identify } from '../../../electron/vault/results.ts';
import { createVault } from '../../../electron/vault/vault.ts';
import { project } from '../../../scripts/runtime.ts';

interface JobRun {
  /** Of the file made. */
  readonly path: string;
  /** From adding the job to its end: named, synced. */
  readonly seconds: number;
  /** Milliseconds between ticks meanwhile. */
  readonly gaps: readonly number[];
}

export interface VaultRun {
  readonly encrypt: JobRun;
  readonly decrypt: JobRun;
  /** Milliseconds between ticks while there was nothing to do. */
  readonly idleGaps: readonly number[];
}

/** What is shipped. */
export const workerUrl = pathToFileURL(join(project, 'dist', 'main', 'worker.js'));

const IDLE_MS = 1000;

async function run(workers: number, folder: string, source: string): Promise<VaultRun> {
  const engine = createEngine({ workerUrl, workers, notesFolder: join(folder, 'unfinished') });
  const practice = createPracticeKms({ folder: join(folder, 'practice'), protection: fileProtection });
  const { arn: keyArn } = await practice.createKey('bench');
  const vault = createVault({ engine, kmsFor: async () => practice.kms, policy: strictPolicy });

  /** Answers the path of the file that the job made. */
  const runJob = (spec: JobSpec): Promise<string> =>
    new Promise((resolve, reject) => {
      const jobs = createJobs({
        vault,
        concurrency: 1,
        identify,
        // What is told is copied, as it is on its way to the page.
        onChange: (change) => {
          for (const { state } of structuredClone(change).changed)
            if (state.status === 'failed') reject(new Error(state.error.code));
        },
        onWaiting: () => {},
        onDone: (_spec, { path }) => resolve(path ?? ''),
      });
      jobs.add(spec);
    });
  const common = (path: string) => ({
    source: path,
    size: statSync(path).size,
    profileId: PRACTICE_PROFILE,
    profileName: 'Practice',
    accountId: null,
    caller: null,
    signsIn: false,
    practice: true,
    onConflict: 'keep-both' as const,
  });
  const timed = async (spec: JobSpec): Promise<JobRun> => {
    const start = performance.now();
    const { result, gaps } = await ticking(() => runJob(spec));
    return { path: result, seconds: (performance.now() - start) / 1000, gaps };
  };

  const { gaps: idleGaps } = await ticking(() => sleep(IDLE_MS));
  const encrypt = await timed({
    ...common(source),
    kind: 'encrypt',
    keyArn,
    otherKeyArns: [],
    check: false,
    sign: false,
    context: [],
    drop: null,
  });
  const { headerDigest } = (await vault.inspect(encrypt.path)).info;
  const opening = { ...common(encrypt.path), headerDigest, allowUncommitted: false };
  const decrypt = await timed({ ...opening, kind: 'decrypt' });
  await engine.close();
  return { encrypt, decrypt, idleGaps };
}

/** Runs `work` while the timer ticks. */
async function ticking<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly gaps: number[] }> {
  const gaps: number[] = [];
  let last = performance.now();
  const tick = (): void => {
    const now = performance.now();
    gaps.push(now - last);
    last = now;
  };
  const timer = setInterval(tick, 1);
  try {
    const result = await work();
    tick();
    return { result, gaps };
  } finally {
    clearInterval(timer);
  }
}

if (import.meta.main) {
  const [workers = '', folder = '', source = ''] = argv.slice(2);
  console.log(JSON.stringify(await run(Number(workers), folder, source)));
}
