/**
 * The command line's grammar as data: commands, options, and the words for both.
 *
 * Parsing, `--help`, the man page and the shells' completion are all made from this table and the one of commands.ts,
 * so that none of them can say what another does not know.
 */
import { SHARE_ABOVE } from '../vault/batch.ts';

export const fileCommands = ['encrypt', 'decrypt', 'verify', 'inspect'] as const;
export type FileCommandName = (typeof fileCommands)[number];
export const sessionCommands = ['sign-in', 'sign-out'] as const;
export type SessionCommandName = (typeof sessionCommands)[number];
/** Commands that have options. */
export type WorkCommandName = FileCommandName | SessionCommandName | 'keys' | 'profiles';
export type CommandName = WorkCommandName | 'completion' | 'man' | 'help';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

export interface Example {
  /** As typed into a shell; where two need each other, the earlier one comes first. */
  readonly line: string;
  readonly words: string;
  /** One of the few that the general help shows. */
  readonly common?: true;
}

export interface CommandSpec {
  readonly name: CommandName;
  /** What stands behind the options; empty for nothing. */
  readonly operand: '' | 'FILE...' | '[KEY...]' | '[SESSION]' | 'SHELL' | '[COMMAND]';
  /** Which files a shell offers. */
  readonly files?: 'any' | 'envelopes';
  readonly summary: string;
  /** Paragraphs. */
  readonly more: readonly string[];
  readonly examples: readonly Example[];
}

/** What a shell offers for an option's value: names from the disk or the AWS config, fixed words, or nothing. */
export type Offer = 'file' | 'folder' | 'profile' | 'nothing' | readonly string[];

export interface OptionSpec {
  readonly name: string;
  readonly short?: string;
  /** What the option needs behind it; a switch has none. */
  readonly argument?: { readonly label: string; readonly offer: Offer; readonly repeated?: true };
  readonly commands: readonly WorkCommandName[];
  readonly words: string;
}

/** Words for how many data keys the files of a run get; a number stands for itself. */
export const dataKeyPolicies = ['per-file', 'shared'] as const;

export const conflictPolicies = ['fail', 'keep-both', 'replace'] as const;

const keyed = ['encrypt', 'decrypt', 'verify', 'inspect', 'keys'] as const;
const opening = ['decrypt', 'verify'] as const;
const asking = ['decrypt', 'verify', 'inspect'] as const;
const making = ['encrypt', 'decrypt'] as const;

/** An option may stand here twice, for commands that it means something else to. */
export const options = [
  {
    name: 'practice',
    commands: keyed,
    words: 'Use the practice key of this computer: for trying, without AWS.',
  },
  {
    name: 'profile',
    argument: { label: 'NAME', offer: 'profile' },
    commands: keyed,
    words: 'Use this AWS profile of ~/.aws/config or ~/.aws/credentials.',
  },
  {
    name: 'profile',
    argument: { label: 'NAME', offer: 'profile' },
    commands: sessionCommands,
    words: 'The session that this AWS profile needs.',
  },
  {
    name: 'device',
    commands: ['sign-in'],
    words: 'Print a code to compare on a page that may be opened on another computer.',
  },
  {
    name: 'key',
    argument: { label: 'KEY', offer: 'nothing', repeated: true },
    commands: ['encrypt'],
    words:
      'The KMS key: its alias, id or ARN. Not needed where there is only one. May be repeated, up to ten times: any one ' +
      'of the keys opens the envelope, and keys of other accounts and regions go by their ARN.',
  },
  {
    name: 'key',
    argument: { label: 'ARN', offer: 'nothing', repeated: true },
    commands: asking,
    words:
      'The only KMS key to accept, may be repeated. Without it, those keys of the envelope are tried that are in the ' +
      "profile's account or an allowed one.",
  },
  {
    name: 'account',
    argument: { label: 'ACCOUNT', offer: 'nothing', repeated: true },
    commands: asking,
    words:
      "Allow envelopes whose keys are in this AWS account, of 12 digits, besides the profile's own; may be repeated.",
  },
  {
    name: 'grant-token',
    argument: { label: 'TOKEN', offer: 'nothing', repeated: true },
    commands: ['encrypt', 'decrypt', 'verify'],
    words:
      'Token of a grant that AWS may not know of yet, up to ten of them. Whoever lists processes sees it.',
  },
  {
    name: 'context',
    argument: { label: 'KEY=VALUE', offer: 'nothing', repeated: true },
    commands: ['encrypt'],
    words:
      'Encryption context, may be repeated: authenticated, but not secret. It is readable in the envelope, and AWS writes ' +
      'it into CloudTrail.',
  },
  {
    name: 'context',
    argument: { label: 'KEY=VALUE', offer: 'nothing', repeated: true },
    commands: opening,
    words: 'Refuse envelopes whose encryption context lacks this pair. May be repeated.',
  },
  {
    name: 'sign',
    commands: ['encrypt'],
    words: 'Sign the envelope too (ECDSA P-384), so that who may only decrypt cannot forge one. Slower.',
  },
  {
    name: 'check',
    commands: ['encrypt'],
    words: 'Read each envelope back and authenticate it before it gets its name.',
  },
  {
    name: 'data-keys',
    argument: { label: 'POLICY', offer: dataKeyPolicies },
    commands: ['encrypt'],
    words:
      'How many data keys AWS KMS is asked for: per-file, shared by all files of the command, or a number: per file up to ' +
      `that many files, shared above it. ${SHARE_ABOVE} unless set. Signed files and standard input always have their own.`,
  },
  {
    name: 'recursive',
    short: 'r',
    commands: fileCommands,
    words: 'Take the files in folders, and in folders within them. Links are not followed.',
  },
  {
    name: 'output',
    short: 'o',
    argument: { label: 'PATH', offer: 'file' },
    commands: making,
    words:
      'Where the result goes instead of beside its file: into PATH where that is a folder, ends in a slash, or gets ' +
      'several results (it is made where it is missing); else PATH is the name of the one result; - is standard output.',
  },
  {
    name: 'on-conflict',
    argument: { label: 'POLICY', offer: conflictPolicies },
    commands: making,
    words:
      'When the name of a result is taken: fail (unless you say otherwise), keep-both (the result gets a number), or ' +
      'replace (the other file is replaced when the result is complete, and not before).',
  },
  {
    name: 'allow-uncommitted',
    commands: opening,
    words: 'Accept envelopes without key commitment, which older tools made.',
  },
  {
    name: 'max-encrypted-data-keys',
    argument: { label: 'N', offer: 'nothing' },
    commands: ['decrypt', 'verify', 'inspect'],
    words: 'Accept envelopes with up to N encrypted data keys; 10 unless set.',
  },
  {
    name: 'json',
    commands: [...fileCommands, 'keys', 'profiles'],
    words: 'Print one JSON object a line for each file, key or profile, failures included.',
  },
  {
    name: 'vault',
    argument: { label: 'FOLDER', offer: 'folder' },
    commands: keyed,
    words: "Keep the practice keys in FOLDER instead of the app's own.",
  },
] as const satisfies readonly OptionSpec[];

export type OptionName = (typeof options)[number]['name'];

/** Options that go with everything. */
export const generalOptions = [
  { name: 'help', short: 'h', words: 'Explain the program, or the command it stands with.' },
  { name: 'version', words: 'Print the version.' },
] as const;

export const optionsOf = (command: CommandName): readonly OptionSpec[] =>
  options.filter(({ commands }) => commands.some((one) => one === command));
