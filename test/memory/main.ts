/**
 * `npm run test:memory`: no byte of a data key is left in memory when a job has ended.
 *
 * A child process encrypts and decrypts over HTTPS on the loopback interface; its whole memory is then searched for
 * every data key that the key service gave it, and for every key derived from one, in every form and by halves. It is
 * also searched in the middle of a job, where a key is where it belongs and nowhere else, and after threads died in the
 * middle of one. The SDK as it comes is searched beside it, as the control that shows that the search finds.
 * Exit code 1 where a key is found, where a job did not end as it should, or where the control finds nothing.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process, { stdout } from 'node:process';
import { canMakeCertificate, makeCertificate } from '../support/certificate.ts';
import { startKmsServer } from '../support/kms-server.ts';
import { createKnownKeys } from '../support/known-keys.ts';
import { createPracticeKey } from '../support/practice-key.ts';
import { type Find, scanMemory } from '../support/process-memory.ts';
import type { Order, Setting, Work } from './child.ts';
import { oddAnswer, oddAnswers } from './odd-answers.ts';
import { type Child, startChild } from './start-child.ts';

const LARGE = 32 * 1024 * 1024;
const SMALL_FILES = 40;
/** Calls of the control: the more, the less it is chance that one is found. */
const STOCK_CALLS = 40;

const print = (line: string): void => {
  stdout.write(`${line}\n`);
};
if (process.platform !== 'linux') {
  print(`memory: skipped, because ${process.platform} shows no process's memory in /proc`);
  process.exit(0);
}
if (!canMakeCertificate()) {
  print('memory: skipped, because there is no program openssl to make a certificate with');
  process.exit(0);
}

const folder = mkdtempSync(join(tmpdir(), 'envelope-vault-memory-'));
let known = createKnownKeys();
const { file: trusted, ...tls } = makeCertificate(folder);
const server = await startKmsServer({ tls, onKey: (plaintext) => known.onKey(plaintext) });
const setting: Omit<Setting, 'worker'> = {
  region: server.realm.region,
  endpoint: server.url,
  credentials: server.credentials,
  keyArns: [
    await createPracticeKey(server.store, server.realm, 'generator'),
    await createPracticeKey(server.store, server.realm, 'other'),
  ],
  notesFolder: join(folder, 'notes'),
  workers: 2,
};
const problems: string[] = [];

try {
  const small = await Promise.all(
    Array.from({ length: SMALL_FILES }, (_, n) => make(`small-${n}`, Buffer.alloc(5000 + n, n))),
  );
  const large = await make('large', Buffer.alloc(0));
  await truncate(large, LARGE);
  const encryptLarge: Work = { do: 'encrypt', files: [large] };
  {
    using ours = await startChild(setting, trusted);
    await look(ours, 'one file encrypted', [{ do: 'encrypt', files: small.slice(0, 1) }]);
    await look(ours, 'one file decrypted', [{ do: 'decrypt', files: envelopes(small.slice(0, 1)) }]);
    for (const [as, title] of [
      ['signed', 'one file signed and checked, then verified'],
      ['streams', 'one file from stream to stream, and verified'],
    ] as const) {
      await look(ours, title, [
        { do: 'encrypt', files: small.slice(0, 1), as },
        { do: 'verify', files: envelopes(small.slice(0, 1)), as },
        { do: 'decrypt', files: envelopes(small.slice(0, 1)), as },
      ]);
    }
    for (const { title, change, fails } of oddAnswers) {
      const { plaintext, fault } = oddAnswer(setting.keyArns[0], change);
      known.onKey(plaintext);
      server.fail(fault, 1, 'GenerateDataKey');
      await look(ours, title, [{ do: 'encrypt', files: small.slice(0, 1) }], fails);
    }
    await hold(ours, 'a large file, encrypted by all threads', encryptLarge);
    await look(ours, 'then', [{ do: 'go on' }]);
    await hold(ours, 'a large file, decrypted by all threads', { do: 'decrypt', files: envelopes([large]) });
    await look(ours, 'then', [{ do: 'go on' }]);
    await hold(ours, 'a job that is cancelled', encryptLarge);
    await look(ours, 'then', [{ do: 'cancel' }], true);
    const tampered = await make('tampered.envelope', spoilt(readFileSync(`${small[0]}.envelope`)));
    await look(ours, 'an envelope that was changed', [{ do: 'decrypt', files: [tampered] }], true);
    await look(ours, `${SMALL_FILES} files at once, three times, and back`, [
      ...[1, 2, 3].map((): Order => ({ do: 'encrypt', files: small })),
      { do: 'decrypt', files: envelopes(small) },
    ]);
    await look(ours, `${SMALL_FILES} files that share a data key, and back`, [
      { do: 'encrypt', files: small, as: 'shared' },
      { do: 'decrypt', files: envelopes(small), as: 'shared' },
    ]);
    await hold(ours, 'threads that are ended from outside', encryptLarge);
    await look(ours, 'then', [{ do: 'close' }], true);
  }
  for (const [how, title] of [
    ['exit', 'threads that end by themselves'],
    ['memory', 'threads that have no memory left'],
  ] as const) {
    const when = join(folder, how);
    using dying = await startChild(setting, trusted, { dies: { when, how } });
    await hold(dying, title, encryptLarge);
    await writeFile(when, '');
    await look(dying, 'then', [{ do: 'go on' }], true);
  }

  known = createKnownKeys();
  using control = await startChild(setting, trusted);
  await control.ask({ do: 'stock', calls: STOCK_CALLS });
  if ((await found(control, 'control: the SDK as it comes')).length === 0)
    problems.push('the control found nothing: the search may be blind');
} finally {
  await server.close();
  rmSync(folder, { recursive: true });
}
for (const problem of problems) print(`PROBLEM: ${problem}`);
print(problems.length === 0 ? 'memory: no key found' : `memory: ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;

/** Gives the orders, waits for their end, and searches; `fails` where none of the files may succeed. */
async function look(child: Child, title: string, orders: readonly Order[], fails = false): Promise<void> {
  for (const order of orders) {
    const ended = await child.ask(order);
    if (!Array.isArray(ended) || !ended.every((end) => (end === 'done') !== fails))
      problems.push(`${title}: it did not end as it should: ${JSON.stringify(ended)}`);
    lookInto(title);
  }
  for (const { name, where } of await found(child, title)) problems.push(`${title}: ${name} in ${where}`);
}

/** Begins a job and holds it; then the data key is in one place, and what is derived from it in one of each thread, as it belongs. */
async function hold(child: Child, title: string, work: Work): Promise<void> {
  const held = await child.ask({ ...work, hold: true });
  if (held !== 'held') problems.push(`${title}: it was not held: ${JSON.stringify(held)}`);
  lookInto(title);
  const names = (await found(child, `${title}, in its middle`)).map(({ name }) => name);
  const wrong = names.filter((name) => !name.endsWith('raw)'));
  const places = (what: string): number => names.filter((name) => name.startsWith(what)).length / 2;
  const derived = places('key');
  if (places('data key') !== 1 || derived === 0 || derived > setting.workers) wrong.push(...names);
  problems.push(...wrong.map((name) => `${title}, in its middle: ${name}`));
}

/** Before the next order replaces what is there now. */
function lookInto(title: string): void {
  const strangers = known.lookInto(folder);
  problems.push(...strangers.map((name) => `${title}: ${name} is of no data key that was given out`));
}

/** What is found in the child's memory; says how much. */
async function found(child: Child, title: string): Promise<readonly Find[]> {
  await child.ask({ do: 'settle' });
  const { finds, bytes } = scanMemory(child.pid, known.search());
  const keys = `${known.dataKeys.length} data keys and ${known.derivedKeys.length} derived ones so far`;
  print(`${title}: ${keys}, ${Math.round(bytes / 1e6)} MB searched, ${finds.length / 2} copies`);
  return finds;
}

async function make(name: string, content: Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

function envelopes(paths: readonly string[]): readonly string[] {
  return paths.map((path) => `${path}.envelope`);
}

function spoilt(envelope: Buffer): Buffer {
  const last = envelope.length - 1;
  envelope[last] = (envelope[last] ?? 0) ^ 1;
  return envelope;
}
