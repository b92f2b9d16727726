/** Protection by the permissions of the file alone: base64 in a file of mode 0600. What the command line has. */
import type { Protection } from './key-store.ts';

export const fileProtection: Protection = {
  kind: 'file',
  protect: async (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64'),
  unprotect: async (text) => {
    const pooled = Buffer.from(text, 'base64');
    const bytes = Uint8Array.from(pooled);
    const canonical = pooled.toString('base64') === text;
    pooled.fill(0);
    if (!canonical) throw new Error('not base64');
    return bytes;
  },
};
