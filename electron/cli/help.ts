/** The help: for the program, and for each command. Made from the grammar; 80 columns wide. */
import { commands, introduction, type Topic, topics } from './commands.ts';
import {
  type CommandName,
  type CommandSpec,
  type Example,
  generalOptions,
  type OptionSpec,
  optionsOf,
} from './grammar.ts';

const WIDTH = 80;
const INDENT = '  ';

/** The help about one command, or about the program where `about` is null. */
export function helpText(about: CommandName | null): string {
  const command = commands.find(({ name }) => name === about);
  const parts = command === undefined ? generalHelp() : commandHelp(command);
  return `${parts.join('\n\n')}\n`;
}

/** What a command is called with, as in `encrypt [OPTIONS] FILE...`. */
export const synopsisOf = ({ name, operand }: CommandSpec): string =>
  [name, optionsOf(name).length > 0 ? '[OPTIONS]' : '', operand].filter((part) => part !== '').join(' ');

/** How an option is written, as in `-o, --output PATH`. */
export function optionForm({
  name,
  short,
  argument,
}: Pick<OptionSpec, 'name' | 'short' | 'argument'>): string {
  const long = argument === undefined ? `--${name}` : `--${name} ${argument.label}`;
  return short === undefined ? long : `-${short}, ${long}`;
}

const generalHelp = (): readonly string[] => [
  'Usage: envelope COMMAND [OPTIONS] FILE...',
  wrap(introduction, ''),
  section(
    'Commands:',
    rows(commands.map((command) => [`${command.name} ${command.operand}`.trimEnd(), command.summary])),
  ),
  section(
    'Most often:',
    commands
      .flatMap(({ examples }) => examples)
      .filter(({ common }) => common)
      .map(exampleText)
      .join('\n'),
  ),
  ...topics.filter(({ common }) => common).map(topicText),
  'envelope help COMMAND explains a command with its options, envelope man prints\nthe whole manual.',
];

const commandHelp = (command: CommandSpec): readonly string[] => [
  `Usage: envelope ${synopsisOf(command)}`,
  wrap(`${capital(command.summary)}.`, ''),
  ...command.more.map((paragraph) => wrap(paragraph, '')),
  section(
    'Options:',
    rows([...optionsOf(command.name), ...generalOptions].map((option) => [optionForm(option), option.words])),
  ),
  section('Examples:', command.examples.map(exampleText).join('\n')),
];

export const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

const section = (title: string, text: string): string => `${title}\n${text}`;

const exampleText = ({ line, words }: Example): string =>
  `${INDENT}${line}\n${wrap(words, INDENT.repeat(3))}`;

const topicText = ({ title, paragraphs, rows: terms }: Topic): string =>
  section(
    `${title}:`,
    [...paragraphs.map((paragraph) => wrap(paragraph, INDENT)), ...(terms ? [rows(terms)] : [])].join('\n'),
  );

/** Two columns; a term too long for the first one has its words on the next line. */
function rows(pairs: readonly (readonly [term: string, words: string])[]): string {
  const column = Math.min(24, Math.max(...pairs.map(([term]) => term.length)) + 2);
  const indent = INDENT + ' '.repeat(column);
  return pairs
    .map(([term, words]) => {
      const text = wrap(words, indent);
      return term.length + 2 > column
        ? `${INDENT}${term}\n${text}`
        : `${INDENT}${term.padEnd(column)}${text.slice(indent.length)}`;
    })
    .join('\n');
}

/** Breaks at spaces, so that lines fit where their words do. */
export function wrap(text: string, indent: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((one) => indent + one).join('\n');
}
