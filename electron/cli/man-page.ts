/** The manual page envelope(1), in roff with the macros of man(7). Made from the grammar, the same for every build. */
import { commands, introduction, type Topic, topics } from './commands.ts';
import { type CommandSpec, type Example, generalOptions, optionsOf } from './grammar.ts';
import { capital, optionForm, synopsisOf, wrap } from './help.ts';

/** The page's source; `version` is the program's. */
export function manPage(version: string): string {
  const lines = [
    `.TH ENVELOPE 1 "" "Envelope Vault ${roff(version)}" "Envelope Vault"`,
    '.SH NAME',
    `envelope \\- encrypt files under AWS KMS keys, and decrypt them`,
    '.SH SYNOPSIS',
    ...commands.flatMap((command, index) => [
      ...(index === 0 ? [] : ['.br']),
      `.B envelope ${roff(synopsisOf(command))}`,
    ]),
    '.SH DESCRIPTION',
    roff(introduction),
    '.SH COMMANDS',
    ...commands.flatMap(commandLines),
    '.SH GENERAL OPTIONS',
    ...generalOptions.flatMap((option) => term(optionForm(option), option.words)),
    ...topics.flatMap(topicLines),
    '.SH EXAMPLES',
    ...commands.flatMap(({ examples }) => examples).flatMap(exampleLines),
    '.SH SEE ALSO',
    'The AWS Encryption SDK and its command line,',
    '.IR aws\\-encryption\\-cli .',
  ];
  return `${lines.join('\n')}\n`;
}

const commandLines = (command: CommandSpec): readonly string[] => [
  `.SS envelope ${roff(synopsisOf(command))}`,
  roff(`${capital(command.summary)}.`),
  ...command.more.flatMap((paragraph) => ['.PP', roff(paragraph)]),
  ...optionsOf(command.name).flatMap((option) => term(optionForm(option), option.words)),
];

const topicLines = ({ title, paragraphs, rows = [] }: Topic): readonly string[] => [
  `.SH ${roff(title.toUpperCase())}`,
  ...paragraphs.flatMap((paragraph, index) => [...(index === 0 ? [] : ['.PP']), roff(paragraph)]),
  ...rows.flatMap(([name, words]) => term(name, words)),
];

const term = (name: string, words: string): readonly string[] => ['.TP', `.B ${roff(name)}`, roff(words)];

const exampleLines = ({ line, words }: Example, index: number): readonly string[] => [
  ...(index === 0 ? [] : ['.PP']),
  roff(words),
  '.PP',
  '.RS 4',
  '.EX',
  escaped(line),
  '.EE',
  '.RE',
];

const roff = (text: string): string => escaped(wrap(text, ''));

/** Text as roff prints it: nothing in it is a request, an escape, or a hyphen that could become a dash. */
const escaped = (text: string): string =>
  text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('"', '\\(dq')
    .replaceAll("'", '\\(aq')
    .replaceAll('~', '\\(ti')
    .replaceAll('`', '\\(ga')
    .replaceAll('^', '\\(ha')
    .replaceAll(/^\./gm, '\\&.');
