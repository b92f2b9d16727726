/** A message before it is written: its keys, and what makes it another one than all others. */
import { type KeyObject, randomFillSync } from 'node:crypto';
import type { SecretBytes } from './bytes.ts';
import type { EncryptionContext } from './context.ts';
import type { EncryptedDataKey } from './header.ts';
import { DEFAULT_FRAME_LENGTH } from './seal-body.ts';
import { MESSAGE_ID_LENGTH } from './suites.ts';

/** What a new message is encrypted with. */
export interface EncryptionMaterials {
  /** Given away with it: who gets it zeroes it. */
  readonly dataKey: SecretBytes;
  readonly encryptedDataKeys: readonly EncryptedDataKey[];
  /** Includes what the engine asked for. */
  readonly context: EncryptionContext;
}

export interface NewMessage extends EncryptionMaterials {
  /** Random; never used again. */
  readonly messageId: Uint8Array;
  readonly frameLength: number;
  /** Signs the message; null for one without a signature. */
  readonly signingKey: KeyObject | null;
}

export const newMessage = (materials: EncryptionMaterials, signingKey: KeyObject | null): NewMessage => ({
  ...materials,
  messageId: randomFillSync(new Uint8Array(MESSAGE_ID_LENGTH[2])),
  frameLength: DEFAULT_FRAME_LENGTH,
  signingKey,
});
