/**
 * The engine with 1, 2 and 4 worker threads, and as many as the app takes here: how it scales, and what the event loop
 * of the main thread does meanwhile.
 *
 * The figures are of the work alone, in a process that runs already. Event loop: how long an event waits that arrives
 * at any time, in milliseconds, from a timer of 1 ms, which is included; `idle` is the same timer with nothing to do.
 * All rounds, and both directions, are taken together.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { compose } from '../../../electron/compose.ts';
import { fileProtection } from '../../../electron/kms/practice/file-protection.ts';
import { digestFile, flushDisks, warm } from '../files.ts';
import { type VaultRun, workerUrl } from '../programs/vault.ts';
import { median, quantile, waits } from '../statistics.ts';
import { formatTable } from '../table.ts';
import { formatMegabytes, formatSeconds } from '../units.ts';
import type { Section, Workbench } from '../workbench.ts';

/** Milliseconds. */
export interface LoopDelay {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export interface WorkersResult {
  /** Bytes. */
  readonly size: number;
  /** As many as the app takes on this computer. */
  readonly appWorkers: number;
  readonly rows: readonly {
    readonly workers: number;
    /** Seconds by round. */
    readonly encrypt: readonly number[];
    readonly decrypt: readonly number[];
    readonly delay: LoopDelay;
    readonly idle: LoopDelay;
  }[];
}

export const workerThreads: Section<WorkersResult> = {
  measure: async (bench) => {
    const { size } = await bench.source();
    const { concurrency: appWorkers } = compose({
      dataFolder: bench.folder,
      workerUrl,
      protection: fileProtection,
    });
    const counts = [...new Set([1, 2, 4, appWorkers])].sort((a, b) => a - b);
    const runs = new Map<number, VaultRun[]>(counts.map((workers) => [workers, []]));
    for (let round = 0; round < bench.options.rounds; round++) {
      for (const [workers, values] of runs) {
        values.push(await runOnce(bench, workers, round === 0));
        bench.say(`round ${round + 1}: ${workers} worker threads`);
      }
    }
    const rows = [...runs].map(([workers, values]) => ({
      workers,
      encrypt: values.map(({ encrypt }) => encrypt.seconds),
      decrypt: values.map(({ decrypt }) => decrypt.seconds),
      delay: delayOf(values.flatMap(({ encrypt, decrypt }) => [...encrypt.gaps, ...decrypt.gaps])),
      idle: delayOf(values.flatMap(({ idleGaps }) => idleGaps)),
    }));
    return { size, appWorkers, rows };
  },

  show: ({ size, appWorkers, rows }) =>
    formatTable([
      [
        'Worker threads',
        'encrypt s',
        'MB/s',
        'decrypt s',
        'MB/s',
        'loop p50 ms',
        'p99',
        'max',
        'idle p50',
        'p99',
        'max',
      ],
      ...rows.map(({ workers, encrypt, decrypt, delay, idle }) => [
        `${workers}${workers === appWorkers ? ' (as the app)' : ''}`,
        ...[encrypt, decrypt].flatMap((seconds) => [
          formatSeconds(median(seconds)),
          formatMegabytes(size / median(seconds)),
        ]),
        ...[delay, idle].flatMap(({ p50, p99, max }) => [p50, p99, max].map((value) => value.toFixed(1))),
      ]),
    ]),
};

const delayOf = (gaps: readonly number[]): LoopDelay => {
  const all = waits(gaps, 1);
  return { p50: quantile(all, 0.5), p99: quantile(all, 0.99), max: quantile(all, 1) };
};

async function runOnce(bench: Workbench, workers: number, compare: boolean): Promise<VaultRun> {
  const { measure, folder, source } = bench;
  const { path, digest } = await source();
  await flushDisks(measure);
  await warm(path);
  const script = join(import.meta.dirname, '..', 'programs', 'vault.ts');
  const args = [script, String(workers), join(folder, 'app'), path];
  const run: VaultRun = JSON.parse((await measure({ file: execPath, args })).stdout);
  if (compare && (await digestFile(run.decrypt.path)) !== digest)
    throw new Error('the wrong bytes came back');
  await rm(run.encrypt.path);
  await rm(run.decrypt.path);
  return run;
}
