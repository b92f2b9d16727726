/** How much of what there is a run tries: everything (`npm run test:fuzz`), or a little of it (`npm test`). */
import { largeSubjects, type Subject, smallSubjects } from './corpus.ts';

export interface Plan {
  readonly seed: number;
  /** Mutants of each kind, per message; all of them where there are not so many. */
  readonly mutants: number;
  /** After every so many mutants, AWS's implementation is asked, too. */
  readonly askEvery: number;
  /** Headers under new tags of each kind, per message, and 0.1 for one in ten; AWS's implementation is asked about all. */
  readonly headers: number;
  /** Broken rules, likewise. */
  readonly rules: number;
}

export interface Assignment {
  readonly subject: Subject;
  readonly plan: Plan;
}

const ALL = Number.POSITIVE_INFINITY;

const assign = (subjects: readonly Subject[], plan: Plan): readonly Assignment[] =>
  subjects.map((subject) => ({ subject, plan }));

/** What takes longest comes first, so that threads end together. */
export const fullRun = (seed: number): readonly Assignment[] => [
  ...assign(largeSubjects, { seed, mutants: 30, askEvery: 10, headers: 1, rules: 1 }),
  ...assign(smallSubjects.toReversed(), { seed, mutants: ALL, askEvery: 40, headers: 8, rules: ALL }),
];

/** One message of each suite gets all rules. */
export const shortRun = (seed: number): readonly Assignment[] => [
  ...assign(smallSubjects, { seed, mutants: 1, askEvery: 10, headers: 0.1, rules: 0 }),
  ...assign(
    smallSubjects.filter(({ name }) => name.endsWith('three frames')),
    { seed, mutants: 0, askEvery: 1, headers: 0, rules: ALL },
  ),
];
