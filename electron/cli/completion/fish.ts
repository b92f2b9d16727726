/** Completion for fish. */
import { commands } from '../commands.ts';
import { type CommandSpec, generalOptions, type Offer, optionsOf, shells } from '../grammar.ts';
import { brief, type Completed, PROFILE_NAMES } from './common.ts';

/** The script's lines. */
export const fishCompletion = (): readonly string[] => [
  '# fish completion of envelope',
  'complete -c envelope -f',
  ...generalOptions.map((option) => optionLine(option, null)),
  ...commands.flatMap((command) => [
    line('-n', '__fish_use_subcommand', '-a', command.name, '-d', quoted(command.summary)),
    ...optionsOf(command.name).map((option) => optionLine(option, command.name)),
    ...operandLines(command),
  ]),
];

const line = (...words: readonly string[]): string => ['complete -c envelope', ...words].join(' ');
const behind = (command: string): string => quoted(`__fish_seen_subcommand_from ${command}`);

function optionLine(option: Completed, command: string | null): string {
  const { name, short, argument } = option;
  return line(
    ...(command === null ? [] : ['-n', behind(command)]),
    ...(short === undefined ? [] : ['-s', short]),
    `-l ${name}`,
    ...(argument === undefined ? [] : [action(argument.offer)]),
    `-d ${quoted(brief(option))}`,
  );
}

function action(offer: Offer): string {
  if (offer === 'file') return '-r -F';
  if (offer === 'folder') return "-x -a '(__fish_complete_directories)'";
  if (offer === 'profile') return `-x -a ${quoted(`(${PROFILE_NAMES})`)}`;
  if (offer === 'nothing') return '-x';
  return `-x -a ${quoted(offer.join(' '))}`;
}

function operandLines({ name, operand, files }: CommandSpec): readonly string[] {
  const offer = (words: string): readonly string[] => [line('-n', behind(name), words)];
  if (operand === 'SHELL') return offer(`-a ${quoted(shells.join(' '))}`);
  if (operand === '[COMMAND]') return offer(`-a ${quoted(commands.map((one) => one.name).join(' '))}`);
  if (files === undefined) return [];
  return offer(files === 'envelopes' ? "-k -a '(__fish_complete_suffix .envelope)'" : '-F');
}

/** In fish, a backslash in single quotes escapes itself and the quote. */
const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
