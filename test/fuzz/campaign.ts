/**
 * Tries the mutants and forgeries of one message and counts what became of them.
 *
 * A mutant is counted once, however many kinds lead to it, and not at all where it is a message of the corpus. What
 * must not be (a mutant accepted, an error without a code, memory or work beyond the bytes, a difference to AWS's
 * implementation that is not known) becomes a failure, with everything that it takes to repeat it.
 */
import { hash } from 'node:crypto';
import { randomFrom } from '../envelope/support.ts';
import { askAws } from './aws.ts';
import { largeSubjects, type Subject, smallSubjects } from './corpus.ts';
import { compare, readersAgree } from './differences.ts';
import { retaggedKinds, ruleKinds } from './forgeries.ts';
import type { Kind } from './mutations/kind.ts';
import { kinds } from './mutations/kinds.ts';
import type { Plan } from './plan.ts';
import { type Reading, readBoth } from './readers.ts';
import { type Counts, count, emptyReport, type Report } from './report.ts';

export type Reader = (bytes: Buffer, dataKey: Uint8Array) => Reading;

const digest = (data: Buffer | string): string => hash('sha256', data, 'hex');

/** Messages of the corpus: a splice can lead from one to another. */
const originals = [...smallSubjects, ...largeSubjects]
  .flatMap(({ message, sibling }) => [message.bytes, sibling.bytes])
  .map(digest);

/** The figures of `subject`; `read` is what is put to the test. */
export async function fuzz(subject: Subject, plan: Plan, read: Reader = readBoth): Promise<Report> {
  const report = emptyReport();
  const { dataKey } = subject.recipe;
  const seen = new Set(originals);
  let tried = 0;

  /** Runs `check` on what was not seen before; it answers what is wrong, or null. */
  async function each(name: string, kind: Kind, limit: number, check: Check): Promise<void> {
    for (const { index, bytes } of selection(subject, name, kind, plan.seed, limit)) {
      if (seen.size === seen.add(digest(bytes)).size) continue;
      const problem = await check(bytes).catch(described);
      if (problem !== null)
        report.failures.push(
          `${problem}\n  seed ${plan.seed}: ${subject.name}, ${name} ${index}: ${shown(bytes)}`,
        );
    }
  }

  async function ask(counts: Counts, reading: Reading, bytes: Buffer): Promise<string | null> {
    const { verdict, agreed } = compare(reading.sequential, await askAws(bytes, dataKey));
    count(counts, verdict);
    if (!readersAgree(reading)) return 'our readers differ';
    return agreed ? null : verdict;
  }

  for (const [name, kind] of Object.entries(kinds)) {
    const started = performance.now();
    const figures = { codes: {}, milliseconds: 0 };
    report.kinds[name] = figures;
    await each(name, kind, plan.mutants, async (bytes) => {
      const reading = read(bytes, dataKey);
      count(figures.codes, reading.sequential.code);
      if (reading.shared !== null) count(report.shared, reading.shared.code);
      if ([reading.sequential, reading.shared].some((outcome) => outcome?.code === 'accepted'))
        return 'a mutant was accepted';
      tried += 1;
      return tried % plan.askEvery === 0 ? ask(report.asked, reading, bytes) : null;
    });
    figures.milliseconds = performance.now() - started;
  }
  for (const [forgeries, limit] of [
    [retaggedKinds, plan.headers],
    [ruleKinds, plan.rules],
  ] as const) {
    for (const [name, kind] of Object.entries(forgeries))
      await each(name, kind, limit, async (bytes) => ask(report.forged, read(bytes, dataKey), bytes));
  }
  return report;
}

type Check = (bytes: Buffer) => Promise<string | null>;

/** At most `limit` mutants of a kind, evenly spread; the same for the same seed, whatever else is tried. */
function* selection(subject: Subject, name: string, kind: Kind, seed: number, limit: number) {
  const base = Number.parseInt(digest(`${seed}, ${subject.name}, ${name}`).slice(0, 8), 16);
  const available = limit > 0 ? kind.count(subject) : 0;
  const step = Math.max(1, available / limit);
  const offset = step > 1 ? randomFrom(base)(Math.floor(step)) : 0;
  for (let place = offset; place < available; place += step) {
    const index = Math.floor(place);
    yield { index, bytes: kind.make(subject, index, randomFrom(base + Math.imul(index, 0x9e3779b1))) };
  }
}

const described = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);

const shown = (bytes: Buffer): string =>
  bytes.length > 4096 ? `${bytes.length} bytes` : bytes.toString('hex');
