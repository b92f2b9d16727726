/**
 * Runs a command over its files: some at a time, each with its own result, told in the order of the files.
 *
 * One file's failure stops no other. When interrupted, the files that are in work are given up and cleaned up, and no
 * other is begun.
 */
import { mkdir } from 'node:fs/promises';
import type { ProfileView } from '../contract/state.ts';
import { systemErrorName } from '../engine/errors.ts';
import { parseKeyArn } from '../kms/arn.ts';
import { createBatch } from '../vault/batch.ts';
import { explain, failure } from '../vault/explain.ts';
import { advised } from './advice.ts';
import { chooseKeys, chooseToOpen, oneWayWarning } from './choose-key.ts';
import { type FileCommand, STANDARD_STREAM } from './command.ts';
import { type Destination, destinationOf } from './destination.ts';
import { inOrder } from './in-order.ts';
import { lookAhead } from './look-ahead.ts';
import { UsageError } from './option-values.ts';
import { plan, type Task } from './plan.ts';
import { createProgress } from './progress.ts';
import { printed, type Result } from './report.ts';
import { resultOf, type World } from './run-file.ts';
import { createTally } from './tally.ts';

/** Small files go through the engine together; large ones wait there for a thread. */
const FILES_AT_ONCE = 64;
/** Exit code of a command that was interrupted. */
export const INTERRUPTED = 130;

export interface RunWorld extends Omit<World, 'profile'> {
  /** The profile of the command; that there is none is told like all that goes wrong, and after wrong usage. */
  readonly findProfile: () => Promise<World['profile']>;
}

/** Answers the exit code. Throws `UsageError` before anything is done. */
export async function runFiles(command: FileCommand, { findProfile, ...given }: RunWorld): Promise<number> {
  const { signal, stdout, stderr } = given;
  const destination = await destinationOf(command);
  const contentOnStdout = goesToStdout(command, destination);
  checkUsage(command, given, contentOnStdout);
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
  let profile: ProfileView | null = null;
  try {
    profile = await findProfile();
    const world = { ...given, profile };
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
    if (!signal.aborted)
      tell({ kind: 'failed', path: null, error: advised(explain(error), profile), calls: 0 });
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

function checkUsage(
  command: FileCommand,
  { stdin, stdout, stderr }: Omit<World, 'profile'>,
  contentOnStdout: boolean,
): void {
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
  const { parts, profile, signal, stderr } = world;
  if (name !== 'encrypt') {
    const keyChoice = command.keyed ? await chooseToOpen(parts, profile, keys, accounts, signal) : undefined;
    return { keyIds: [], keyChoice };
  }
  const keyIds = await chooseKeys(parts, profile.id, keys, signal);
  if (stderr.isTTY) stderr.write(await oneWayWarning(parts, profile.id, keyIds, context, signal));
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
