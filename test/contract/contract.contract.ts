/**
 * One table of requests and what AWS answers to them, against our own KMS and, as a second opinion, other people's: so
 * that ours cannot drift towards what is convenient.
 *
 * Where a peer is known to do otherwise it must do exactly that: a fault that is mended, or another one, fails.
 */
import { afterAll, describe, expect, test } from 'vitest';
import { outcomesOf } from './faults/known-faults.ts';
import { outcomeOf } from './outcome.ts';
import { peers } from './peers.ts';
import { table } from './table/table.ts';
import { createWorld } from './world.ts';

test('each row has a name of its own', () => {
  expect(new Set(table.map(({ name }) => name)).size).toBe(table.length);
});

for (const { name, faults, start } of peers) {
  const running = await start();
  describe.skipIf(running === null)(name, () => {
    if (!running) return;
    const world = createWorld(running.address);
    afterAll(async () => {
      world.close();
      await running[Symbol.asyncDispose]();
    });

    const known = outcomesOf(faults);
    for (const row of table) {
      test(row.name, async () => {
        expect(await outcomeOf(row, world)).toBe(known.get(row.name) ?? row.expected);
      });
    }

    test('each known fault is one: of a row, and not what AWS does', () => {
      const rows = new Map(table.map((row) => [row.name, row.expected]));
      for (const [row, outcome] of known) {
        expect([...rows.keys()]).toContain(row);
        expect(outcome, row).not.toBe(rows.get(row));
      }
    });
  });
}
