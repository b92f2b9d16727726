/**
 * Where we and AWS's JavaScript implementation do not say the same, as far as it is known and meant.
 *
 * All in one direction: it opens what we refuse. Nothing that it refuses is opened here.
 */
import type { Opened } from './aws.ts';
import type { Outcome, Reading } from './readers.ts';

/** What we refuse with, and why that stays although AWS's implementation does not. */
export const knownDifferences: Readonly<Record<string, string>> = {
  'trailing-bytes: end of the message': 'bytes behind an unsigned message could be taken for a part of it',
  'invalid-envelope: encryption context':
    'strings that are no UTF-8 change when they are shown; no pairs are written as no bytes',
  'invalid-envelope: frame length':
    'frames of no bytes, and a frame length without frames, say two things at once',
  'invalid-envelope: provider id': 'a name that is no UTF-8 changes when it is shown',
};

export interface Comparison {
  /** For the list of figures. */
  readonly verdict: string;
  /** Whether it may be so. */
  readonly agreed: boolean;
}

export const same = (ours: Opened, theirs: Opened): boolean =>
  ours.content.equals(theirs.content) &&
  ours.context.size === theirs.context.size &&
  [...ours.context].every(([key, value]) => theirs.context.get(key) === value);

/** Ours against theirs, which is null where they refuse. */
export function compare(ours: Outcome, theirs: Opened | null): Comparison {
  if (ours.code === 'accepted') {
    if (theirs === null) return { verdict: 'accepted here only', agreed: false };
    const agreed = same(ours, theirs);
    return { verdict: agreed ? 'accepted by both' : 'accepted by both, but not as the same', agreed };
  }
  if (theirs === null) return { verdict: 'refused by both', agreed: true };
  const refusal = `${ours.code}: ${ours.part}`;
  return { verdict: refusedHere(refusal), agreed: refusal in knownDifferences };
}

const refusedHere = (refusal: string): string => `refused here only, ${refusal}`;

/** Known differences that none of these verdicts is about. */
export const unseenDifferences = (verdicts: readonly string[]): readonly string[] =>
  Object.keys(knownDifferences).filter((refusal) => !verdicts.includes(refusedHere(refusal)));

/** Whether our two readers say the same of what both of them read. */
export function readersAgree({ sequential, shared }: Reading): boolean {
  if (shared === null) return true;
  if (sequential.code === 'accepted' && shared.code === 'accepted') return same(sequential, shared);
  return sequential.code !== 'accepted' && shared.code !== 'accepted';
}
