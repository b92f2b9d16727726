/** The figures of a run: counted per message, added up over threads, printed once. */
import type { EnvelopeErrorCode } from '../../electron/envelope/errors.ts';

export type Counts = Record<string, number>;

export interface KindFigures {
  /** Mutants by what became of them. */
  readonly codes: Partial<Record<EnvelopeErrorCode | 'accepted', number>>;
  milliseconds: number;
}

export interface Report {
  readonly kinds: Record<string, KindFigures>;
  /** Mutants that the reader of threads got to see, by what became of them there. */
  readonly shared: Counts;
  /** Mutants that AWS's implementation was asked about, by what both said. */
  readonly asked: Counts;
  /** Forgeries, by what both said. */
  readonly forged: Counts;
  /** What must not be, each with what it takes to repeat it. */
  readonly failures: string[];
}

export const emptyReport = (): Report => ({ kinds: {}, shared: {}, asked: {}, forged: {}, failures: [] });

export function count(counts: Counts, name: string, more = 1): void {
  counts[name] = (counts[name] ?? 0) + more;
}

export const sum = (counts: Counts): number => Object.values(counts).reduce((total, one) => total + one, 0);

/** Adds the figures of `more` to those of `total`. */
export function add(total: Report, more: Report): void {
  for (const name of ['shared', 'asked', 'forged'] as const)
    for (const [key, number] of Object.entries(more[name])) count(total[name], key, number);
  for (const [name, { codes, milliseconds }] of Object.entries(more.kinds)) {
    const figures = total.kinds[name] ?? { codes: {}, milliseconds: 0 };
    total.kinds[name] = figures;
    for (const [code, number] of Object.entries(codes)) count(figures.codes, code, number);
    figures.milliseconds += milliseconds;
  }
  total.failures.push(...more.failures);
}

export const mutants = ({ kinds }: Report): number =>
  Object.values(kinds).reduce((total, { codes }) => total + sum(codes), 0);

export const accepted = ({ kinds, shared }: Report): number =>
  Object.values(kinds).reduce((total, { codes }) => total + (codes.accepted ?? 0), shared['accepted'] ?? 0);

const figure = (number: number): string => number.toLocaleString('en');
const byCount = (counts: Counts): string =>
  Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([name, number]) => `${name} ${figure(number)}`)
    .join(', ');

/** Lines for people. */
export function lines(report: Report): readonly string[] {
  const table = Object.entries(report.kinds).map(([name, { codes, milliseconds }]) => {
    const { accepted: opened = 0, ...refused } = codes;
    const numbers = `${figure(sum(codes)).padStart(9)} mutants, ${opened} accepted`;
    return `${name.padEnd(56)} ${numbers}, ${(milliseconds / 1000).toFixed(1).padStart(5)} s: ${byCount(refused)}`;
  });
  const list = (counts: Counts): readonly string[] =>
    Object.entries(counts)
      .sort(([, a], [, b]) => b - a)
      .map(([verdict, number]) => `${figure(number).padStart(11)} ${verdict}`);
  return [
    ...table,
    `${figure(mutants(report))} mutants, ${accepted(report)} accepted`,
    `of them by the reader of threads: ${byCount(report.shared)}`,
    `AWS's implementation was asked about ${figure(sum(report.asked))} mutants:`,
    ...list(report.asked),
    `and about ${figure(sum(report.forged))} forgeries, whose tags hold:`,
    ...list(report.forged),
  ];
}
