/**
 * `npm run test:fuzz [-- --seed N] [-- --threads N]`: a million changed envelopes, none of which may open.
 *
 * Every bit of small messages of all suites in all forms, every length, every field at its extremes, splices, random
 * edits; then forgeries and valid messages, with AWS's implementation as the judge. Prints its seed, its figures, and
 * what is wrong; exit code 1 where anything is. The same seed makes the same mutants, whatever the number of threads.
 */
import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import process, { resourceUsage, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { unseenDifferences } from './differences.ts';
import { exchange } from './exchange.ts';
import { fullRun } from './plan.ts';
import { add, emptyReport, lines, mutants, type Report } from './report.ts';
import type { WorkerInput } from './worker.ts';

const MUTANTS = 1_000_000;
const EXCHANGES = 2000;
/** MiB of this thread, and of each other with a corpus and AWS's implementation; lying lengths have no room in it. */
const MEMORY = { own: 300, thread: 450 };
const resourceLimits = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 16 };

const { values } = parseArgs({ options: { seed: { type: 'string' }, threads: { type: 'string' } } });
const seed = Number(values.seed ?? randomInt(2 ** 32));
const threads = Number(values.threads ?? Math.min(4, availableParallelism()));
const total = emptyReport();
const print = (line: string): void => {
  stdout.write(`${line}\n`);
};

/** Resolves when the thread has ended; rejects when it could not end well. */
function runThread(input: WorkerInput, onReport: (report: Report) => void): Promise<void> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: input,
    resourceLimits,
  });
  worker.on('message', onReport);
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`a thread ended with ${code}`)),
    );
  });
}

const started = performance.now();
const expected = fullRun(seed).length;
print(
  `fuzz: seed ${seed}, ${expected} messages, ${threads} threads; again with: npm run test:fuzz -- --seed ${seed}`,
);
const input: WorkerInput = { seed, counter: new SharedArrayBuffer(4) };
let reports = 0;
await Promise.all(
  Array.from({ length: threads }, () =>
    runThread(input, (report) => {
      reports += 1;
      add(total, report);
    }),
  ),
);
total.failures.push(...(await exchange(seed, EXCHANGES)));
const { maxRSS, userCPUTime, systemCPUTime } = resourceUsage();
const memory = Math.ceil(maxRSS / 1024);
const seconds = Math.round((performance.now() - started) / 1000);
const processorSeconds = Math.round((userCPUTime + systemCPUTime) / 1e6);
const memoryLimit = MEMORY.own + threads * MEMORY.thread;

for (const line of lines(total)) print(line);
print(`${EXCHANGES} valid messages exchanged with AWS's implementation, each way`);
print(`${seconds} s (${processorSeconds} s of processors), ${memory} MiB of memory at the most`);
for (const failure of total.failures.slice(0, 20)) print(`\nFAILED: ${failure}`);
const unseen = unseenDifferences(Object.keys(total.forged));
const shortfalls = [
  reports < expected ? `only ${reports} of ${expected} messages were tried` : null,
  mutants(total) < MUTANTS ? `fewer than ${MUTANTS} mutants` : null,
  unseen.length > 0 ? `known differences that are none any more: ${unseen.join(', ')}` : null,
  memory > memoryLimit ? `more than ${memoryLimit} MiB of memory` : null,
  total.failures.length > 0 ? `${total.failures.length} failures` : null,
].filter((shortfall) => shortfall !== null);
for (const shortfall of shortfalls) print(`FAILED: ${shortfall}`);
process.exitCode = shortfalls.length === 0 ? 0 : 1;
