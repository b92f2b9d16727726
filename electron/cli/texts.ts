/** Commands that only print something about the program. */
import type { Command, FileCommand, KeysCommand, ProfilesCommand, SessionCommand } from './command.ts';
import { completionScript } from './completion.ts';
import { helpText } from './help.ts';
import { manPage } from './man-page.ts';

export type TextCommand = Exclude<Command, FileCommand | KeysCommand | ProfilesCommand | SessionCommand>;

const textCommands: readonly Command['name'][] = ['help', 'version', 'completion', 'man'];

export const isText = (command: Command): command is TextCommand => textCommands.includes(command.name);

/** What such a command prints; `version` is the program's. */
export function textOf(command: TextCommand, version: string): string {
  switch (command.name) {
    case 'help':
      return helpText(command.about);
    case 'version':
      return `${version}\n`;
    case 'completion':
      return completionScript(command.shell);
    case 'man':
      return manPage(version);
  }
}
