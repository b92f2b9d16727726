/**
 * A program: runs the engine in a process of its own, for what a test cannot do to its own process: lose root's
 * privileges, or live in a mount namespace where a disk is full.
 *
 * Argument: JSON of `OtherRequest`. Prints JSON of each job's code, or, for `list`, of the folder's files.
 */
import { createReadStream } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { createEngine } from '../../electron/engine/engine.ts';
import { EngineError } from '../../electron/engine/errors.ts';
import type { Target } from '../../electron/engine/thread/naming.ts';
import { secretBytes } from '../../electron/envelope/bytes.ts';
import { EnvelopeError } from '../../electron/envelope/errors.ts';
import { strictPolicy } from '../../electron/envelope/header.ts';

/** `list` ignores all but the source, `verify` the target. */
export type OtherJob = readonly [
  kind: 'seal' | 'open' | 'verify' | 'list',
  source: string,
  /** null for a stream. */
  target?: string | null,
  options?: {
    /** `beside`: take another name. */
    readonly whenTaken?: 'fail' | 'replace' | 'beside';
    /** The source is read as a stream. */
    readonly stream?: boolean;
    /** A folder, whose disk is full from when the key is asked for until the job ends. */
    readonly fill?: string;
  },
];

export interface OtherRequest {
  /** Continue as a user without privileges, where the process is root's. */
  readonly drop: boolean;
  /** Where folders are noted; a folder of its own where there is none. */
  readonly notes?: string;
  readonly jobs: readonly OtherJob[];
}

const NOBODY = 65534;
const request: OtherRequest = JSON.parse(process.argv[2] ?? '');
const workerUrl = new URL('../../electron/engine/thread/worker.ts', import.meta.url);
const notesFolder = request.notes ?? (await mkdtemp(join(tmpdir(), 'envelope-vault-notes-')));
const engine = createEngine({ workerUrl, workers: 1, notesFolder });

const encryptedDataKeys = [
  { providerId: 'x', providerInfo: new Uint8Array(1), ciphertext: new Uint8Array(1) },
];

async function codeOf([kind, path, to = null, options = {}]: OtherJob): Promise<string> {
  const { whenTaken = 'fail', stream = false, fill } = options;
  const sink = new PassThrough();
  let bytes = 0;
  sink.on('data', (piece: Uint8Array) => {
    bytes += piece.length;
  });
  const named = (target: string): Target => ({
    path: target,
    whenTaken: whenTaken === 'beside' ? { before: 'alternative ', after: '' } : whenTaken,
  });
  const source = stream ? createReadStream(path) : path;
  const target = to === null ? sink : named(to);
  let asked = false;
  const dataKey = async () => {
    asked = true;
    if (fill !== undefined) await fillDisk(fill);
    return secretBytes(32).fill(1);
  };
  const materials = async () => ({
    dataKey: await dataKey(),
    encryptedDataKeys,
    context: new Map<string, string>(),
  });
  const reading = { source, policy: strictPolicy, dataKey };
  const out = (): string => (bytes > 0 ? ', bytes came out' : '');
  try {
    if (kind === 'seal') await engine.seal({ source, target, materials });
    else if (kind === 'open') await engine.open({ ...reading, target });
    else await engine.verify(reading);
    return `done${out()}`;
  } catch (error) {
    const coded = error instanceof EngineError || error instanceof EnvelopeError;
    const code = coded ? error.code : String(error);
    return `${code}${asked && code === 'disk-full' ? ' after asking for a key' : ''}${out()}`;
  } finally {
    if (fill !== undefined) await rm(filler(fill));
  }
}

const filler = (folder: string): string => join(folder, 'filler');

/** Leaves not a byte. */
async function fillDisk(folder: string): Promise<void> {
  const zeros = new Uint8Array(64 * 1024);
  for (let length = zeros.length; length > 0; ) {
    const piece = zeros.subarray(0, length);
    await writeFile(filler(folder), piece, { flag: 'a' }).catch(() => {
      length = Math.floor(length / 2);
    });
  }
}

/** Each file as its name and its first bytes. */
async function list(folder: string): Promise<string> {
  const entries = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile());
  const files = entries.map(async ({ name }) => [
    name,
    (await readFile(join(folder, name))).toString('latin1', 0, 10),
  ]);
  return JSON.stringify((await Promise.all(files)).sort());
}

// The thread reads our code once, while that is allowed for sure.
const own = await mkdtemp(join(tmpdir(), 'envelope-vault-test-'));
await writeFile(join(own, 'warm'), '');
await codeOf(['seal', join(own, 'warm'), join(own, 'up')]);
await rm(own, { recursive: true });
if (request.drop && process.getuid?.() === 0) {
  process.setgroups?.([]);
  process.setgid?.(NOBODY);
  process.setuid?.(NOBODY);
}
const results: string[] = [];
for (const job of request.jobs) {
  const [kind, source] = job;
  results.push(kind === 'list' ? await list(source) : await codeOf(job));
}
await engine.close();
await rm(notesFolder, { recursive: true }).catch(() => undefined);
process.stdout.write(JSON.stringify(results));
