/** Asks the person at the terminal for the code that an MFA device shows. */
import { createInterface } from 'node:readline/promises';
import { failure } from '../vault/explain.ts';
import { safe } from './terminal.ts';

export interface Terminal {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
  /** Aborted where the person gives up: at the terminal nobody else hears it while a question is asked. */
  readonly interrupt: AbortController;
}

/** Rejects with `mfa-needed` where nobody can be asked, or when nothing is answered. */
export async function askCode(
  { stdin, stderr, interrupt }: Terminal,
  profileName: string,
  device: string,
): Promise<string> {
  if (!stdin.isTTY || !stderr.isTTY) throw failure('mfa-needed');
  const lines = createInterface({ input: stdin, output: stderr });
  const { signal } = interrupt;
  lines.once('SIGINT', () => interrupt.abort());
  try {
    const question = lines.question(`Code of ${safe(device)} for ${safe(profileName)}: `, { signal });
    const code = await question.catch((error: unknown) => {
      if (signal.aborted) throw error;
      // The end of the input.
      return '';
    });
    if (code.trim() === '') throw failure('mfa-needed');
    return code.trim();
  } finally {
    lines.close();
  }
}
