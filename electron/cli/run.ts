/**
 * Runs a command over its files: some at a time, each with its own result, told in the order of the files.
 *
 * One file's failure stops no other. When interrupted, the files that are in work are given up and cleaned up, and no
 * other is begun.
 */
import { mkdir } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import type { Parts } from '../compose.ts';
import { systemErrorName } from '../engine/errors.ts';
import type { Header } from '../envelope/header.ts';
import { parseKeyArn } from '../kms/arn.ts';
import { type Batch, createBatch } from '../vault/batch.ts';
import type { KeyChoice } from '../vault/candidates.ts';
import { explain, failure } from '../vault/explain.ts';
import { metadataOf } from '../vault/metadata.ts';
import type { CallMeter, Outcome, Verified } from '../vault/vault.ts';
import { type FileCommand, STANDARD_STREAM, UsageError } from './arguments.ts';
import { chooseKeys, chooseToOpen, type KeySource, oneWayWarning } from './choose-key.ts';
import { type Destination, destinationOf } from './destination.ts';
import { inOrder } from './in-order.ts';
import { lookAhead } from './look-ahead.ts';
import { type Place, plan, type Task } from './plan.ts';
import { createProgress, type FileProgress, type Progress, type ProgressStream } from './progress.ts';
import { type Finished, printed, type Result } from './report.ts';
import { createTally } from './tally.ts';

/** Small files go through the engine together; large ones wait there for a thread. */
const FILES_AT_ONCE = 64;
/** Exit code of a command that was interrupted. */
export const INTERRUPTED = 130;

/** What a command works with. */
export interface World {
  readonly parts: KeySource & Pick<Parts, 'vault' | 'awsProfiles'>;
  readonly profileId: string;
  readonly signal: AbortSignal;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: ProgressStream;
}

/** Answers the exit code. Throws `UsageError` before anything is done. */
export async function runFiles(command: FileCommand, world: World): Promise<number> {
  const { signal, stdout, stderr } = world;
  const destination = await destinationOf(command);
  const contentOnStdout = goesToStdout(command, destination);
  checkUsage(command, world, contentOnStdout);
  const progress = createProgress(stderr);
  const batch = createBatch();
  const tally = createTally();
  let isSlow = false;
  const slowed = (): void => {
    if (isSlow) return;
    isSlow = true;
    progress.clear();
    stderr.write('envelope: AWS asked us to slow down; continuing.\n');
  };
  const tell = (result: Result): void => {
    tally.add(result);
    const { results, messages } = printed(command.name, command.json, result);
    progress.clear();
    if (messages !== '') stderr.write(messages);
    if (results !== '') (contentOnStdout ? stderr : stdout).write(results);
  };
  try {
    const keys = await keysOf(command, world);
    if (destination.kind === 'folder') await makeOutput(destination.path);
    const tasks = wanted(plan(command, destination), signal);
    const opens = command.name !== 'encrypt';
    const limit = opens ? Number.POSITIVE_INFINITY : command.shareAbove;
    const { more, items } = await lookAhead(tasks, limit, ({ kind }) => kind === 'file');
    const job = { command, world, progress, ...keys, batch: opens || more ? batch : undefined, slowed };
    await inOrder(items, FILES_AT_ONCE, (task) => resultOf(task, job), tell);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (!signal.aborted) tell({ kind: 'failed', path: null, error: explain(error), calls: 0 });
  } finally {
    batch.clear();
  }
  progress.clear();
  if (signal.aborted) return INTERRUPTED;
  if (!command.json) stderr.write(tally.request());
  stderr.write(tally.summary(command.name));
  return tally.failed() === 0 ? 0 : 1;
}

const goesToStdout = ({ name, files }: FileCommand, { kind }: Destination): boolean =>
  (name === 'encrypt' || name === 'decrypt') &&
  (kind === 'stdout' || (kind === 'beside' && files.includes(STANDARD_STREAM)));

function checkUsage(command: FileCommand, { stdin, stdout, stderr }: World, contentOnStdout: boolean): void {
  const { name, files, keys, output } = command;
  if (name !== 'encrypt' && keys.some((key) => parseKeyArn(key) === null))
    throw new UsageError(`${name} needs the ARN of the key, as inspect shows it`);
  if (contentOnStdout && output === null && stdout.isTTY)
    throw new UsageError('not writing to the terminal: say --output NAME, or --output - if you mean it');
  if (files.includes(STANDARD_STREAM) && stdin.isTTY) stderr.write('envelope: reading from the terminal\n');
}

/** Which keys encrypt, after a warning where a person reads along who could not decrypt with them again; and which may decrypt. */
async function keysOf(command: FileCommand, world: World) {
  const { name, keys, accounts, context } = command;
  const { parts, profileId, signal, stderr } = world;
  if (name !== 'encrypt') {
    const keyChoice = command.keyed ? await chooseToOpen(parts, profileId, keys, accounts) : undefined;
    return { keyIds: [], keyChoice };
  }
  const keyIds = await chooseKeys(parts, profileId, keys, signal);
  if (stderr.isTTY) stderr.write(await oneWayWarning(parts, profileId, keyIds, context, signal));
  return { keyIds, keyChoice: undefined };
}

async function makeOutput(path: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch((error: unknown) => {
    const errorName = systemErrorName(error);
    throw failure('folder-not-writable', errorName === null ? {} : { errorName });
  });
}

async function* wanted(tasks: AsyncIterable<Task>, signal: AbortSignal): AsyncGenerator<Task> {
  for await (const task of tasks) {
    if (signal.aborted) return;
    yield task;
  }
}

/** The path, in a way that is not taken for a standard stream. */
const plainPath = (path: string): string => (path === STANDARD_STREAM ? `./${path}` : path);

interface Job {
  readonly command: FileCommand;
  readonly world: World;
  readonly progress: Progress;
  /** Those that encrypt, the generator first. */
  readonly keyIds: readonly string[];
  readonly keyChoice: KeyChoice | undefined;
  /** undefined where each file has its own data key. */
  readonly batch: Batch | undefined;
  /** Tells the person, once, that AWS throttles. */
  readonly slowed: () => void;
}

/** Never rejects. */
async function resultOf(task: Task, job: Job): Promise<Result> {
  if (task.kind === 'skipped') return task;
  const { path } = task;
  const fileName = path === STANDARD_STREAM ? undefined : basename(path);
  const file = job.progress.start(fileName ?? 'standard input');
  let calls = 0;
  const sent = (): void => {
    calls += 1;
  };
  try {
    if (task.kind === 'failed') throw task.error;
    const result = await run(task.path, task.place, job, file, { sent, slowed: job.slowed });
    return { ...result, calls };
  } catch (error) {
    return { kind: 'failed', path, error: explain(error, fileName), calls };
  } finally {
    file.end();
  }
}

async function run(
  path: string,
  place: Place,
  job: Job,
  progress: FileProgress,
  meter: CallMeter,
): Promise<Finished> {
  const { command, world, keyIds, keyChoice, batch } = job;
  const [keyId = '', ...otherKeyIds] = keyIds;
  const { vault } = world.parts;
  const { name, context, sign, check, grantTokens, onConflict, allowUncommitted } = command;
  const maxEncryptedDataKeys = command.maxEncryptedDataKeys ?? undefined;
  const headers: Header[] = [];
  const source = {
    source: path,
    input: path === STANDARD_STREAM ? world.stdin : undefined,
    profileId: world.profileId,
    grantTokens,
    signal: world.signal,
    batch,
    meter,
    onProgress: progress.show,
    // Reading a new one back costs: only where it is shown.
    onHeader: command.json ? (header: Header) => headers.push(header) : undefined,
  };
  const limits = { allowUncommitted, maxEncryptedDataKeys };
  const reading = { ...source, ...limits, keys: keyChoice, requiredContext: context, headerDigest: null };
  const result = {
    onConflict,
    outputFolder: place?.folder ?? null,
    outputName: place?.name,
    sink: place === null ? world.stdout : undefined,
  };
  const done = ({ size, keyArn, requestId }: Verified, output: string | null) => {
    const practice = command.profile === null;
    const metadata = headers.map(metadataOf)[0] ?? null;
    return { kind: 'done' as const, path, output, size, keyArn, requestId, practice, metadata };
  };
  const made = (outcome: Outcome) =>
    done(outcome, place === null ? STANDARD_STREAM : plainPath(outcome.path));
  switch (name) {
    case 'encrypt': {
      const sealed = await vault.encrypt({ ...source, ...result, keyId, otherKeyIds, context, sign, check });
      return { ...made(sealed), sharedKey: sealed.sharedKey };
    }
    case 'decrypt':
      return { ...made(await vault.decrypt({ ...reading, ...result })), sharedKey: null };
    case 'verify':
      return { ...done(await vault.verify(reading), null), sharedKey: null };
    case 'inspect': {
      const { info, header } = await vault.inspect(path, { ...source, maxEncryptedDataKeys });
      const canOpen = command.keyed ? await vault.canOpen(header, { ...source, keys: keyChoice }) : null;
      return { kind: 'inspected', path, info, metadata: metadataOf(header), canOpen };
    }
  }
}
