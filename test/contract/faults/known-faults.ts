/** What a peer is known to do otherwise than AWS. */
export interface KnownFault {
  readonly fault: string;
  /** The outcomes that show it, by the names of the rows. */
  readonly shown: Readonly<Record<string, string>>;
}

/** All outcomes of a peer's faults, by the names of the rows. Throws where two faults claim one row. */
export function outcomesOf(faults: readonly KnownFault[]): ReadonlyMap<string, string> {
  const outcomes = new Map<string, string>();
  for (const [row, outcome] of faults.flatMap(({ shown }) => Object.entries(shown))) {
    if (outcomes.has(row)) throw new Error(`Two known faults claim "${row}"`);
    outcomes.set(row, outcome);
  }
  return outcomes;
}
