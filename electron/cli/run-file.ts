/** What a command does with one file, and what becomes of it. */
import { basename } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import type { Parts } from '../compose.ts';
import type { ProfileView } from '../contract/state.ts';
import type { Header } from '../envelope/header.ts';
import type { Batch } from '../vault/batch.ts';
import type { KeyChoice } from '../vault/candidates.ts';
import { explain } from '../vault/explain.ts';
import { metadataOf } from '../vault/metadata.ts';
import type { CallMeter, Outcome, Verified } from '../vault/vault.ts';
import { advised } from './advice.ts';
import type { KeySource, OpenSource } from './choose-key.ts';
import { type FileCommand, STANDARD_STREAM } from './command.ts';
import type { Place, Task } from './plan.ts';
import type { FileProgress, Progress, ProgressStream } from './progress.ts';
import type { Finished, Result } from './report.ts';

/** What a command works with. */
export interface World {
  readonly parts: KeySource & OpenSource & Pick<Parts, 'vault'>;
  readonly profile: ProfileView;
  readonly signal: AbortSignal;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: ProgressStream;
}

/** The path, in a way that is not taken for a standard stream. */
const plainPath = (path: string): string => (path === STANDARD_STREAM ? `./${path}` : path);

export interface Job {
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
export async function resultOf(task: Task, job: Job): Promise<Result> {
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
    return { kind: 'failed', path, error: advised(explain(error, fileName), job.world.profile), calls };
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
    profileId: world.profile.id,
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
      const error = canOpen?.error && advised(canOpen.error, world.profile);
      return {
        kind: 'inspected',
        path,
        info,
        metadata: metadataOf(header),
        canOpen: canOpen && { ...canOpen, error: error ?? null },
      };
    }
  }
}
