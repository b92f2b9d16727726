/** What a person asked the program for, as it was understood. */
import type { ConflictPolicy } from '../contract/state.ts';
import type { CommandName, FileCommandName, SessionCommandName, Shell } from './grammar.ts';

/** As the name of a file: standard input, or standard output. */
export const STANDARD_STREAM = '-';

/** What to do with keys. */
export interface KeysCommand {
  readonly name: 'keys';
  /** What names them: alias, id or ARN; none for all there are. */
  readonly keys: readonly string[];
  /** null for the practice key. */
  readonly profile: string | null;
  readonly json: boolean;
  readonly vault: string | null;
}

/** To list profiles. */
export interface ProfilesCommand {
  readonly name: 'profiles';
  readonly json: boolean;
}

/** What to do with files. Options that do not go with the command have the value of one that is not given. */
export interface FileCommand {
  readonly name: FileCommandName;
  /** Paths; `-` is standard input, and there at most once. */
  readonly files: readonly string[];
  readonly recursive: boolean;
  /** null for the practice key. */
  readonly profile: string | null;
  /** Whether somebody's keys are to be asked for; only `inspect` does without. */
  readonly keyed: boolean;
  readonly keys: readonly string[];
  /** Of 12 digits each. */
  readonly accounts: readonly string[];
  readonly grantTokens: readonly string[];
  readonly context: ReadonlyMap<string, string>;
  readonly sign: boolean;
  readonly check: boolean;
  /** Files above which they share a data key; infinite for never. */
  readonly shareAbove: number;
  /** `-` is standard output. */
  readonly output: string | null;
  readonly onConflict: ConflictPolicy;
  readonly allowUncommitted: boolean;
  /** null for the usual limit. */
  readonly maxEncryptedDataKeys: number | null;
  readonly json: boolean;
  readonly vault: string | null;
}

/** What to sign in to or out of: what is named, or what the profile needs; with neither, the only session there is. */
export interface SessionCommand {
  readonly name: SessionCommandName;
  /** Its name or start URL. */
  readonly session: string | null;
  readonly profile: string | null;
  readonly device: boolean;
}

export type Command =
  | FileCommand
  | KeysCommand
  | ProfilesCommand
  | SessionCommand
  /** `about` is null for the general help. */
  | { readonly name: 'help'; readonly about: CommandName | null }
  | { readonly name: 'completion'; readonly shell: Shell }
  | { readonly name: 'man' }
  | { readonly name: 'version' };
