/** What the completion scripts of all shells have in common. */
import { type CommandSpec, generalOptions, type OptionSpec, optionsOf } from '../grammar.ts';

export type Completed = Pick<OptionSpec, 'name' | 'short' | 'argument' | 'words'>;

/** All options of a command. */
export const completedOptions = ({ name }: Pick<CommandSpec, 'name'>): readonly Completed[] => [
  ...optionsOf(name),
  ...generalOptions,
];

/** An option as it is typed: `-o` and `--output`. */
export const forms = ({ name, short }: Pick<Completed, 'name' | 'short'>): readonly string[] =>
  short === undefined ? [`--${name}`] : [`-${short}`, `--${name}`];

/**
 * A command that prints the names of AWS profiles, the same in every shell. Starting a program of ours at each key
 * press would be felt.
 */
export const PROFILE_NAMES =
  "sed -n -e 's/^\\[profile  *\\(.*\\)\\] *$/\\1/p' -e 's/^\\[\\([^ ]*\\)\\] *$/\\1/p' " +
  '~/.aws/config ~/.aws/credentials 2>/dev/null';

/** The beginning of an option's words, up to where they explain themselves. */
export const brief = ({ words }: Completed): string => words.split(/[.:;](?= |$)/)[0] ?? words;

/** A string literal of the shell's; nothing in it is expanded. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
