/**
 * `npm run test:memory`: no byte of a data key is left in memory when a job has ended.
 *
 * A child process encrypts and decrypts over HTTPS on the loopback interface; its whole memory is then searched for
 * every data key that the key service gave it, and for every key derived from one: raw, and as base64 in both forms
 * that strings have. The SDK as it comes is searched beside it, as the control that shows that the search finds.
 * Exit code 1 where a key is found, where a job did not end as it should, or where the control finds nothing.
 */
import { execFileSync, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process, { stdout } from 'node:process';
import { deriveKeys } from '../../electron/envelope/derive.ts';
import { parseHeader, strictPolicy } from '../../electron/envelope/header.ts';
import { startKmsServer } from '../support/kms-server.ts';
import { createPracticeKey } from '../support/practice-key.ts';
import type { Order, Setting } from './child.ts';
import { type Needle, scanMemory } from './scan.ts';

const LARGE = 64 * 1024 * 1024;
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

if (spawnSync('openssl', ['version']).error !== undefined) {
  print('memory: skipped, because there is no program openssl to make a certificate with');
  process.exit(0);
}

const folder = mkdtempSync(join(tmpdir(), 'envelope-vault-memory-'));
const given: Buffer[] = [];
const tls = makeCertificate(folder);
const server = await startKmsServer({
  tls,
  onKey: (plaintext) => {
    // Decrypting gives the same key again.
    if (!given.some((key) => key.equals(plaintext))) given.push(plaintext);
  },
});
const setting: Setting = {
  region: server.realm.region,
  endpoint: server.url,
  credentials: server.credentials,
  keyArns: [
    await createPracticeKey(server.store, server.realm, 'generator'),
    await createPracticeKey(server.store, server.realm, 'other'),
  ],
  notesFolder: join(folder, 'notes'),
};
const problems: string[] = [];

try {
  const small = await Promise.all(
    Array.from({ length: SMALL_FILES }, (_, n) => make(`small-${n}`, Buffer.alloc(5000 + n, n))),
  );
  const large = await make('large', Buffer.alloc(0));
  await truncate(large, LARGE);

  const ours = await start();
  await look(ours, 'one file encrypted', [{ do: 'encrypt', files: small.slice(0, 1) }]);
  await look(ours, 'one file decrypted', [{ do: 'decrypt', files: envelopes(small.slice(0, 1)) }]);
  await look(ours, 'a large file, encrypted and decrypted by all threads', [
    { do: 'encrypt', files: [large] },
    { do: 'decrypt', files: envelopes([large]) },
  ]);
  await look(ours, 'a job that was cancelled', [{ do: 'encrypt', files: [large], cancelAfterMs: 40 }], true);

  const tampered = await make('tampered.envelope', spoilt(readFileSync(`${small[0]}.envelope`)));
  await look(ours, 'an envelope that was changed', [{ do: 'decrypt', files: [tampered] }], true);
  await look(ours, `${SMALL_FILES} files at once, three times, and back`, [
    ...[1, 2, 3].map((): Order => ({ do: 'encrypt', files: small })),
    { do: 'decrypt', files: envelopes(small) },
  ]);
  ours.stop();

  given.length = 0;
  const control = await start();
  await control.ask({ do: 'stock', calls: STOCK_CALLS });
  await control.ask({ do: 'settle' });
  const { finds, bytes } = scanMemory(control.pid, needles([]));
  print(line('control: the SDK as it comes', given.length, bytes, finds.length));
  if (finds.length === 0) problems.push('the control found nothing: the search may be blind');
  control.stop();
} finally {
  await server.close();
  rmSync(folder, { recursive: true });
}
for (const problem of problems) print(`PROBLEM: ${problem}`);
print(problems.length === 0 ? 'memory: no key found' : `memory: ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;

interface Child {
  readonly pid: number;
  readonly ask: (order: Order) => Promise<unknown>;
  readonly stop: () => void;
}

async function start(): Promise<Child> {
  const child = fork(new URL('./child.ts', import.meta.url), [JSON.stringify(setting)], {
    execArgv: ['--expose-gc'],
    env: { ...process.env, NODE_EXTRA_CA_CERTS: join(folder, 'cert.pem') },
  });
  const died = once(child, 'exit').then(() => Promise.reject(new Error('the child has ended')));
  // Wanted only while something is waited for.
  died.catch(() => undefined);
  const next = async (): Promise<unknown> => {
    const [{ value, error }] = await Promise.race([once(child, 'message'), died]);
    if (error !== undefined) throw new Error(error);
    return value;
  };
  await next();
  return {
    pid: child.pid ?? 0,
    ask: (order) => {
      const answer = next();
      child.send(order);
      return answer;
    },
    stop: () => child.kill(),
  };
}

/** Gives the orders, waits for their end, and searches; `fails` where none of the files may succeed. */
async function look(child: Child, title: string, orders: readonly Order[], fails = false): Promise<void> {
  for (const order of orders) {
    const ended = await child.ask(order);
    if (!Array.isArray(ended) || !ended.every((end) => (end === 'done') !== fails))
      problems.push(`${title}: it did not end as it should: ${JSON.stringify(ended)}`);
  }
  await child.ask({ do: 'settle' });
  const searched = needles(envelopesIn(folder));
  const { finds, bytes } = scanMemory(child.pid, searched);
  print(line(title, given.length, bytes, finds.length));
  for (const { name, where } of finds) problems.push(`${title}: ${name} in ${where || 'anonymous memory'}`);
}

/** Every data key so far, and what these envelopes derive from them. */
function needles(made: readonly string[]): readonly Needle[] {
  const dataKeys = given.flatMap((key, n): Needle[] => {
    const base64 = key.toString('base64');
    return [
      { name: `data key ${n}`, bytes: key },
      { name: `data key ${n} as base64`, bytes: Buffer.from(base64) },
      { name: `data key ${n} as base64 of two bytes a character`, bytes: Buffer.from(base64, 'utf16le') },
    ];
  });
  const derived = made.flatMap((path) => {
    const { suite, messageId, commitment } = parseHeader(readFileSync(path), strictPolicy);
    return given.flatMap((dataKey, n): Needle[] => {
      const keys = deriveKeys(suite, dataKey, messageId);
      const its =
        commitment !== null && keys.commitment !== null && Buffer.compare(commitment, keys.commitment) === 0;
      return its ? [{ name: `key derived from data key ${n}`, bytes: Buffer.from(keys.key) }] : [];
    });
  });
  return [...dataKeys, ...derived];
}

function line(title: string, keys: number, bytes: number, found: number): string {
  return `${title}: ${keys} data keys given so far, ${Math.round(bytes / 1e6)} MB searched, ${found} copies`;
}

async function make(name: string, content: Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

function envelopes(paths: readonly string[]): readonly string[] {
  return paths.map((path) => `${path}.envelope`);
}

function envelopesIn(path: string): readonly string[] {
  const names = readdirSync(path).filter((name) => name.endsWith('.envelope'));
  return names.map((name) => join(path, name));
}

function spoilt(envelope: Buffer): Buffer {
  const last = envelope.length - 1;
  envelope[last] = (envelope[last] ?? 0) ^ 1;
  return envelope;
}

/** For 127.0.0.1, by OpenSSL's program: Node.js makes none. */
function makeCertificate(into: string): { readonly key: string; readonly cert: string } {
  const [key, cert] = [join(into, 'key.pem'), join(into, 'cert.pem')];
  const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const subject = ['-days', '2', '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  execFileSync('openssl', [...args, ...subject, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}
