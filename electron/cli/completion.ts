/** The completion scripts of the shells, made from the grammar. */
import { bashCompletion } from './completion/bash.ts';
import { fishCompletion } from './completion/fish.ts';
import { zshCompletion } from './completion/zsh.ts';
import type { Shell } from './grammar.ts';

const scripts: Readonly<Record<Shell, () => readonly string[]>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/** The script to be read by the shell. */
export const completionScript = (shell: Shell): string => `${scripts[shell]().join('\n')}\n`;
