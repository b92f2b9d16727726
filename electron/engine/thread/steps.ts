/**
 * What a worker thread does with files besides the content of large ones: open, look, create, name, remove.
 *
 * All of it is synchronous, so that the main thread waits for no disk and no network drive. Descriptors are the
 * process's: a file that one thread opens is read by others, until a step closes it.
 */
import { closeSync, fsyncSync } from 'node:fs';
import { concat } from '../../envelope/bytes.ts';
import type { Header, ReadPolicy } from '../../envelope/header.ts';
import type { Layout } from '../../envelope/runs.ts';
import { attempt, onSideSync } from '../errors.ts';
import { answer } from './answer.ts';
import { findLayout } from './find-layout.ts';
import { commitOutput, createOutput, discardOutput, type OutputFile } from './output-file.ts';
import { SHARED_SIZE, type WorkerAnswer } from './protocol.ts';
import { readFully } from './read-fully.ts';
import { readHeader } from './read-header.ts';
import { type Made, sealWhole, type WholeFile } from './seal-whole.ts';
import { openSource, type SourceFile, verifyUnchanged } from './source-file.ts';

/** What stands at the ends of an envelope. */
export interface Look {
  /** The header's bytes, whole. */
  readonly header: Uint8Array;
  /** Where the frames are, for several threads to share; null for one thread, from front to back. */
  readonly layout: Layout | null;
}

const steps = {
  openSource,

  look: (fd: number, size: number, policy: ReadPolicy): Look => {
    const header = readHeader(fd, policy);
    const read = (buffer: Buffer, position: number): number => readFully(fd, buffer, position);
    return {
      header: headerBytes(header),
      layout: size < SHARED_SIZE ? null : findLayout(read, header, size),
    };
  },

  verifyUnchanged,

  create: createOutput,

  sync: (fd: number): void => onSideSync('target', () => fsyncSync(fd)),

  /** Proves that the source did not change, then does what `commitOutput` does. */
  commit: (output: OutputFile, source: SourceFile | null): string | null => {
    if (source !== null) verifyUnchanged(source);
    return commitOutput(output);
  },

  discard: discardOutput,

  close: (fd: number): void => {
    attempt(() => closeSync(fd));
  },

  /** Encrypts files from their opening to their names; `null` for one that is for several threads. */
  sealWhole: (files: readonly WholeFile[]): readonly WorkerAnswer<Made | null>[] =>
    files.map((file) => answer(() => sealWhole(file))),
};

/** What `parseHeader` read it from. */
const headerBytes = ({ suite, authenticated, iv, tag }: Header): Uint8Array =>
  concat(suite.version === 1 ? [authenticated, iv, tag] : [authenticated, tag]);

type Steps = typeof steps;
export type StepName = keyof Steps;
export type StepArgs<N extends StepName> = Parameters<Steps[N]>;
export type StepValue<N extends StepName> = ReturnType<Steps[N]>;

const table: { readonly [N in StepName]: (...args: StepArgs<N>) => StepValue<N> } = steps;

export const runStep = <N extends StepName>(step: N, args: StepArgs<N>): StepValue<N> => table[step](...args);
