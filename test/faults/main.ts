/**
 * `npm run test:faults [-- --seed N --kills N --only TEXT]`: kills the built command line in the middle of its work.
 *
 * SIGKILL at random moments over all the time that each command takes, and, where strace runs, just before each of the
 * system calls that matter: the moments between sync, link, unlink and the folder's sync are too short to be met by
 * chance. `judge.ts` says what must hold after every kill, and after the next start. Prints its seed, its figures and
 * what is wrong; exit code 1 where anything is. With the same seed the moments are the same parts of a command's time;
 * `--only` takes the commands with TEXT in their names.
 */
import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { exit, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { attack, type Figures } from './attack.ts';
import { createMaterial, type Material } from './material.ts';
import { whyNoTrace } from './system-calls.ts';
import { victims } from './victims.ts';

/** Kills at random moments, of all victims together; a command may have ended before its moment comes. */
const KILLS = 270;
const ENOUGH = 0.75;

const text = { type: 'string' } as const;
const { values } = parseArgs({ options: { seed: text, kills: text, only: text } });
const seed = Number(values.seed ?? randomInt(2 ** 32));
const kills = Math.ceil(Number(values.kills ?? KILLS) / victims.length);
const chosen = [...victims.entries()].filter(([, { name }]) => name.includes(values.only ?? ''));
const lanes = Math.min(4, availableParallelism());
const print = (line: string): void => {
  stdout.write(`${line}\n`);
};

const columns = {
  'at random': ({ random }) => random,
  'at calls': ({ traced }) => traced,
  'not killed': ({ ended }) => ended,
  'left a temporary file': ({ leftTemporary }) => leftTemporary,
  'all done': ({ finished }) => finished,
  'partial result': ({ partial }) => partial,
} satisfies Readonly<Record<string, (figures: Figures) => number>>;
const names = Object.keys(columns);
const total = (figures: readonly Figures[]): readonly number[] =>
  Object.values(columns).map((of) => figures.reduce((sum, one) => sum + of(one), 0));

function row(name: string, cells: readonly (string | number)[]): string {
  const padded = cells.map((cell, index) => String(cell).padStart(names[index]?.length ?? 0));
  return [name.padEnd(32), ...padded].join('  ');
}

const waiting = [...chosen];
const all: Figures[] = [];
async function lane(material: Material, trace: boolean): Promise<void> {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const [index, victim] = next;
    const plan = { seed: seed + index, kills, trace };
    const figures = await attack(victim, material, join(material.root, String(index)), plan);
    print(row(victim.name, total([figures])));
    all.push(figures);
  }
}

const started = performance.now();
print(`faults: seed ${seed}, ${lanes} at a time; again with: npm run test:faults -- --seed ${seed}`);
const reason = whyNoTrace();
if (reason !== null) print(`Kills at system calls are left out: ${reason}`);
print(row('killed', names));
{
  await using material = await createMaterial();
  await Promise.all(Array.from({ length: lanes }, () => lane(material, reason === null)));
}
print(row('all', total(all)));

const failures = all.flatMap((figures) => figures.failures);
const random = all.reduce((sum, figures) => sum + figures.random, 0);
if (random < ENOUGH * kills * chosen.length) failures.push(`only ${random} kills at random moments`);
for (const failure of failures) print(`FAILED ${failure}`);
const passed = all.reduce((sum, figures) => sum + figures.passed, 0);
print(`${Math.round((performance.now() - started) / 1000)} s`);
print(`${passed} passed, ${failures.length} failed`);
exit(failures.length === 0 ? 0 : 1);
