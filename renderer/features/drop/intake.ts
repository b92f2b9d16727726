/**
 * What happens to things a person drops, chooses or pastes: pure decisions, no calls.
 */
import type { FileRef, SessionState } from '../../../electron/contract/state.ts';

export interface SortedFiles {
  /** To be encrypted. */
  readonly files: readonly FileRef[];
  /** To be shown as cards. */
  readonly envelopes: readonly FileRef[];
  /** Folders and special files. */
  readonly refused: readonly FileRef[];
}

export function sortFiles(refs: readonly FileRef[]): SortedFiles {
  return {
    files: refs.filter((ref) => ref.kind === 'file'),
    envelopes: refs.filter((ref) => ref.kind === 'envelope'),
    refused: refs.filter((ref) => ref.kind === 'folder' || ref.kind === 'other'),
  };
}

/** Why a refused thing cannot be encrypted, in a sentence. */
export const refusal = (ref: FileRef): string =>
  ref.kind === 'folder'
    ? 'This is a folder. Drop the files inside it instead.'
    : 'This is not an ordinary file (a link, a device or a pipe), so it was left alone.';

/** Profile and key to encrypt with, or null while one of them is not chosen or not there. */
export function encryptTarget(
  session: SessionState,
): { readonly profileId: string; readonly keyArn: string } | null {
  const { profileId, keyArn, keys } = session;
  if (profileId === null || keyArn === null || keys.status !== 'ready') return null;
  return keys.keys.some((key) => key.arn === keyArn) ? { profileId, keyArn } : null;
}
