/**
 * A program: runs the engine in a process of its own, for what a test cannot do to its own process: lose root's
 * privileges, or live in a mount namespace where a disk is full.
 *
 * Argument: JSON of `{ drop, jobs }`. Prints JSON of each job's code, or, for `list`, of the folder's files.
 */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createEngine } from '../../electron/engine/engine.ts';
import { EngineError } from '../../electron/engine/errors.ts';
import { strictPolicy } from '../../electron/envelope/header.ts';

/** `beside` takes another name where the target's is taken. `list` ignores the target. */
export type OtherJob = readonly [
  kind: 'seal' | 'seal-while-filling' | 'open' | 'list',
  source: string,
  target?: string,
  beside?: boolean,
];

export interface OtherRequest {
  /** Continue as a user without privileges, where the process is root's. */
  readonly drop: boolean;
  readonly jobs: readonly OtherJob[];
}

const NOBODY = 65534;
const request: OtherRequest = JSON.parse(process.argv[2] ?? '');
const workerUrl = new URL('../../electron/engine/thread/worker.ts', import.meta.url);
const notesFolder = await mkdtemp(join(tmpdir(), 'envelope-vault-notes-'));
const engine = createEngine({ workerUrl, workers: 1, notesFolder });

async function codeOf(
  kind: Exclude<OtherJob[0], 'list'>,
  source: string,
  path: string,
  beside: boolean,
): Promise<string> {
  const dataKey = new Uint8Array(32).fill(1);
  const whenTaken = beside ? { before: 'alternative ', after: '' } : ('fail' as const);
  const target = { path, whenTaken };
  const encryptedDataKeys = [
    { providerId: 'x', providerInfo: new Uint8Array(1), ciphertext: new Uint8Array(1) },
  ];
  const filler = join(dirname(path), 'filler');
  let asked = false;
  const materials = async () => {
    asked = true;
    if (kind === 'seal-while-filling') await writeFile(filler, new Uint8Array(1_500_000));
    return { dataKey, encryptedDataKeys, context: new Map<string, string>() };
  };
  try {
    if (kind !== 'open') await engine.seal({ source, target, materials });
    else await engine.open({ source, target, policy: strictPolicy, dataKey: async () => dataKey });
    return 'done';
  } catch (error) {
    const code = error instanceof EngineError ? error.code : String(error);
    return asked && code === 'disk-full' ? 'disk-full after asking for a key' : code;
  } finally {
    if (kind === 'seal-while-filling') await rm(filler, { force: true });
  }
}

/** Each file as its name and its first bytes. */
async function list(folder: string): Promise<string> {
  const names = (await readdir(folder)).sort();
  const files = names.map(async (name) => [
    name,
    (await readFile(join(folder, name))).toString('latin1', 0, 10),
  ]);
  return JSON.stringify(await Promise.all(files));
}

// The thread reads our code once, while that is allowed for sure.
const own = await mkdtemp(join(tmpdir(), 'envelope-vault-test-'));
await writeFile(join(own, 'warm'), '');
await codeOf('seal', join(own, 'warm'), join(own, 'up'), false);
await rm(own, { recursive: true });
if (request.drop && process.getuid?.() === 0) {
  process.setgroups?.([]);
  process.setgid?.(NOBODY);
  process.setuid?.(NOBODY);
}
const results: string[] = [];
for (const [kind, source, target = '', beside = false] of request.jobs) {
  results.push(kind === 'list' ? await list(source) : await codeOf(kind, source, target, beside));
}
await engine.close();
await rm(notesFolder, { recursive: true }).catch(() => undefined);
process.stdout.write(JSON.stringify(results));
