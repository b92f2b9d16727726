/** Encrypts one small file in one go, from its opening to its name. */
import { closeSync } from 'node:fs';
import { wipe } from '../../envelope/bytes.ts';
import { bodyLength } from '../../envelope/frames.ts';
import { type EncryptionMaterials, newMessage } from '../../envelope/new-message.ts';
import { DEFAULT_FRAME_LENGTH } from '../../envelope/seal-body.ts';
import { attempt } from '../errors.ts';
import { commitOutput, createOutput, discardOutput, type NewOutput, type OutputFile } from './output-file.ts';
import { controlLength, type SealJob, SHARED_SIZE } from './protocol.ts';
import { seal } from './seal.ts';
import { openSource, verifyUnchanged } from './source-file.ts';

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
export async function sealWhole(job: WholeFile): Promise<Made | null> {
  const sealed = sealNow(job);
  if (sealed === null) return null;
  try {
    return { path: await commitOutput(sealed.output), size: sealed.size };
  } catch (error) {
    discardOutput(sealed.output);
    throw error;
  }
}

function sealNow(job: WholeFile): { readonly output: OutputFile; readonly size: number } | null {
  try {
    const source = openSource(job.path);
    try {
      if (source.size >= SHARED_SIZE) return null;
      const { temporary, target, allowedMode } = job;
      const { attributes } = source;
      const output = createOutput(
        { temporary, target, allowedMode, attributes },
        bodyLength(source.size, DEFAULT_FRAME_LENGTH),
      );
      try {
        const files = { sourceFd: source.fd, targetFd: output.fd, size: source.size };
        const size = seal({ ...newMessage(job, null), ...files, ...alone(), kind: 'seal' });
        verifyUnchanged(source);
        return { output, size };
      } catch (error) {
        discardOutput(output);
        throw error;
      }
    } finally {
      attempt(() => closeSync(source.fd));
    }
  } finally {
    wipe(job.dataKey);
  }
}

type Team = Pick<SealJob, 'control' | 'member' | 'members'>;
const alone = (): Team => ({ control: new SharedArrayBuffer(controlLength(1)), member: 0, members: 1 });
