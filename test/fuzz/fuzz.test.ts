/**
 * A few thousand of the million mutants of `npm run test:fuzz`, and proof that the harness sees what it looks for.
 *
 * Every run has a new seed, which is printed; `FUZZ_SEED=… npx vitest run test/fuzz` repeats it.
 */
import { randomInt } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { askAws } from './aws.ts';
import { fuzz } from './campaign.ts';
import { largeSubjects, smallSubjects } from './corpus.ts';
import { exchange } from './exchange.ts';
import { forged, framesOf } from './forge.ts';
import { shortRun } from './plan.ts';
import { type Outcome, type Reading, readBoth } from './readers.ts';
import { accepted, add, emptyReport, lines, mutants, sum } from './report.ts';

const seed = Number(process.env['FUZZ_SEED'] ?? randomInt(2 ** 32));

test('no mutant opens, and AWS’s implementation says the same', async () => {
  const total = emptyReport();
  for (const { subject, plan } of shortRun(seed)) add(total, await fuzz(subject, plan));
  console.info([`fuzz: seed ${seed}`, ...lines(total).filter((line) => !/ s: /.test(line))].join('\n'));
  expect(total.failures).toEqual([]);
  expect(accepted(total)).toBe(0);
  expect(mutants(total)).toBeGreaterThan(2000);
  expect(sum(total.shared)).toBeGreaterThan(10);
  expect(sum(total.asked)).toBeGreaterThan(100);
  expect(total.forged['accepted by both']).toBeGreaterThan(0);
});

test('valid messages of any writer are opened alike by all readers', async () => {
  expect(await exchange(seed, 30)).toEqual([]);
});

describe('the corpus', () => {
  test.each([...smallSubjects, ...largeSubjects].map((subject) => [subject.name, subject] as const))(
    '%s: opens before it is changed, here and at AWS’s',
    async (_, { message, sibling, recipe, parts }) => {
      for (const { bytes } of [message, sibling]) {
        const { sequential, shared } = readBoth(bytes, recipe.dataKey);
        expect([sequential.code, shared?.code ?? 'accepted']).toEqual(['accepted', 'accepted']);
        expect((await askAws(bytes, recipe.dataKey))?.content.length).toBe(recipe.content.length);
      }
      expect(Buffer.concat(parts.map(({ at, length }) => message.bytes.subarray(at, at + length)))).toEqual(
        message.bytes,
      );
    },
  );

  test('forged without a change, every message is itself', () => {
    for (const subject of smallSubjects) {
      const frames = framesOf(subject);
      expect(forged(subject, { frames }).equals(subject.message.bytes), subject.name).toBe(true);
    }
  });

  test('has messages with a layout that threads share', () => {
    const readings = smallSubjects.map(({ message, recipe }) => readBoth(message.bytes, recipe.dataKey));
    expect(readings.filter(({ shared }) => shared !== null).length).toBeGreaterThan(10);
  });
});

describe('the harness sees', () => {
  const [subject] = smallSubjects;
  const failuresWith = async (read: (bytes: Buffer, reading: Reading) => Reading) => {
    if (subject === undefined) throw new Error('no corpus');
    const plan = { seed, mutants: 10, askEvery: 1, headers: 3, rules: 3 };
    const { failures } = await fuzz(subject, plan, (bytes, dataKey) => read(bytes, readBoth(bytes, dataKey)));
    return failures;
  };
  const open: Outcome = { code: 'accepted', content: Buffer.alloc(0), context: new Map() };

  test('a reader that opens a mutant', async () => {
    const failures = await failuresWith((_, reading) => ({ ...reading, sequential: open }));
    expect(failures[0]).toMatch(
      /^a mutant was accepted\n {2}seed \d+: 0014 empty, a bit flipped \d+: [0-9a-f]+$/,
    );
  });

  test('a second reader that opens a mutant', async () => {
    const failures = await failuresWith((_, reading) => ({ ...reading, shared: open }));
    expect(failures[0]).toMatch(/^a mutant was accepted/);
  });

  test('an error without a code', async () => {
    const failures = await failuresWith(() => {
      throw new TypeError('x');
    });
    expect(failures[0]).toMatch(/^TypeError: x/);
  });

  test('a message that only AWS’s implementation opens', async () => {
    const refused: Outcome = { code: 'invalid-envelope', part: 'no reason' };
    const failures = await failuresWith((_, reading) => ({ ...reading, sequential: refused }));
    expect(failures[0]).toMatch(/^refused here only, invalid-envelope: no reason/);
  });
});
