/** Encrypts one small file in one go, from its opening to its name. */
import { closeSync } from 'node:fs';
import { bodyLength } from '../../envelope/frames.ts';
import { type EncryptionMaterials, newMessage } from '../../envelope/new-message.ts';
import { DEFAULT_FRAME_LENGTH } from '../../envelope/seal-body.ts';
import { attempt } from '../errors.ts';
import { commitOutput, createOutput, discardOutput, type NewOutput } from './output-file.ts';
import { controlLength, type SealJob, SHARED_SIZE } from './protocol.ts';
import { seal } from './seal.ts';
import { openSource, type SourceFile, verifyUnchanged } from './source-file.ts';

export interface WholeFile extends EncryptionMaterials, Omit<NewOutput, 'attributes'> {
  readonly path: string;
}

export interface Made {
  /** As `commitOutput` answers it. */
  readonly path: string | null;
  /** Bytes. */
  readonly size: number;
}

/** `null` for a file that is for several threads. */
export function sealWhole(job: WholeFile): Made | null {
  const source = openSource(job.path);
  try {
    return source.size >= SHARED_SIZE ? null : sealSource(job, source);
  } finally {
    attempt(() => closeSync(source.fd));
  }
}

function sealSource(job: WholeFile, source: SourceFile): Made {
  const { temporary, target, allowedMode } = job;
  const { attributes, size } = source;
  const newOutput = { temporary, target, allowedMode, attributes };
  const output = createOutput(newOutput, bodyLength(size, DEFAULT_FRAME_LENGTH));
  try {
    const files = { sourceFd: source.fd, targetFd: output.fd, size };
    const made = seal({ ...newMessage(job, null), ...files, ...alone(), kind: 'seal' });
    verifyUnchanged(source);
    return { path: commitOutput(output), size: made };
  } catch (error) {
    discardOutput(output, false);
    throw error;
  }
}

type Team = Pick<SealJob, 'control' | 'member' | 'members'>;
const alone = (): Team => ({ control: new SharedArrayBuffer(controlLength(1)), member: 0, members: 1 });
