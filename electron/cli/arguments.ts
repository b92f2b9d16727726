/** What was asked for, read by the table in grammar.ts; or why it cannot be understood. */
import { parseArgs } from 'node:util';
import {
  type Command,
  type FileCommand,
  type KeysCommand,
  type SessionCommand,
  STANDARD_STREAM,
} from './command.ts';
import { commands } from './commands.ts';
import {
  type CommandName,
  type FileCommandName,
  fileCommands,
  generalOptions,
  type OptionName,
  type OptionSpec,
  options,
  optionsOf,
  type SessionCommandName,
  sessionCommands,
  shells,
} from './grammar.ts';
import { explainParseError, suggestion } from './misspelt.ts';
import {
  listed,
  parseAccount,
  parseContext,
  parseCount,
  parseDataKeys,
  parsePolicy,
  several,
  single,
  texts,
  UsageError,
  type Values,
} from './option-values.ts';

/** Characters; KMS's own limit. */
const MAX_GRANT_TOKEN = 8_192;

/** Reads the arguments behind the program's name. Throws `UsageError`. */
export function parseCommand(args: readonly string[]): Command {
  const { values, positionals } = parse(args);
  const [word, ...operands] = positionals;
  if (values.has('version')) return { name: 'version' };
  if (word === undefined) {
    if (values.has('help')) return { name: 'help', about: null };
    throw new UsageError(`what to do is missing: ${listed(fileCommands)}`);
  }
  const name = commandNamed(word);
  if (values.has('help')) return { name: 'help', about: name };
  for (const option of values.keys()) {
    if (!optionsOf(name).some((one) => one.name === option))
      throw new UsageError(`--${option} does not go with ${name}`);
  }
  const fileCommand = fileCommands.find((one) => one === name);
  if (fileCommand) return parseFileCommand(fileCommand, operands, values);
  if (name === 'keys') return parseKeysCommand(operands, values);
  const sessionCommand = sessionCommands.find((one) => one === name);
  if (sessionCommand) return parseSessionCommand(sessionCommand, operands, values);
  const [operand, ...more] = operands;
  if (more.length > 0 || ((name === 'man' || name === 'profiles') && operand !== undefined))
    throw new UsageError(`${name} takes no "${more[0] ?? operand}"`);
  if (name === 'completion') {
    const shell = shells.find((one) => one === operand);
    if (shell === undefined) throw new UsageError(`completion needs a shell: ${listed(shells)}`);
    return { name, shell };
  }
  if (name === 'man') return { name };
  if (name === 'profiles') return { name, json: values.has('json') };
  return { name: 'help', about: operand === undefined ? null : commandNamed(operand) };
}

function parseKeysCommand(keys: readonly string[], values: Values): KeysCommand {
  if (keys.some((key) => key === '' || !key.isWellFormed())) throw new UsageError('a key is not valid text');
  const text = (option: OptionName): string | null => single(option, texts(values, option));
  const command = { keys, profile: text('profile'), json: values.has('json'), vault: text('vault') };
  checkKeyed(values);
  return { name: 'keys', ...command };
}

function parseSessionCommand(
  name: SessionCommandName,
  operands: readonly string[],
  values: Values,
): SessionCommand {
  const [session = null, ...more]: readonly (string | null)[] = operands;
  const profile = single('profile', texts(values, 'profile'));
  if (more.length > 0) throw new UsageError(`${name} takes one session`);
  if (session !== null && profile !== null)
    throw new UsageError('either SESSION or --profile says what to sign in to');
  if (session !== null && !session.isWellFormed()) throw new UsageError('SESSION is not valid text');
  return { name, session, profile, device: values.has('device') };
}

function checkKeyed(values: Values): void {
  if (values.has('practice') === values.has('profile'))
    throw new UsageError('say whose key to use: --practice or --profile NAME, one of them');
}

function parseFileCommand(name: FileCommandName, files: readonly string[], values: Values): FileCommand {
  const has = (option: OptionName): boolean => values.has(option);
  const text = (option: OptionName): string | null => single(option, texts(values, option));
  const command = {
    name,
    files,
    recursive: has('recursive'),
    profile: text('profile'),
    keyed: name !== 'inspect' || has('practice') || has('profile'),
    keys: several('key', texts(values, 'key')),
    accounts: texts(values, 'account').map(parseAccount),
    grantTokens: several('grant-token', texts(values, 'grant-token')),
    context: parseContext(texts(values, 'context')),
    sign: has('sign'),
    check: has('check'),
    shareAbove: parseDataKeys(text('data-keys')),
    output: text('output'),
    onConflict: parsePolicy(text('on-conflict')),
    allowUncommitted: has('allow-uncommitted'),
    maxEncryptedDataKeys: parseCount('max-encrypted-data-keys', text('max-encrypted-data-keys')),
    json: has('json'),
    vault: text('vault'),
  };
  if (files.length === 0) throw new UsageError('no file is named');
  if (files.filter((file) => file === STANDARD_STREAM).length > 1)
    throw new UsageError('- (standard input) may be given once');
  if (command.keyed) checkKeyed(values);
  if (command.keys.length > 0 && command.accounts.length > 0)
    throw new UsageError('either --key names the keys, or --account allows accounts');
  if (command.grantTokens.some((token) => token.length > MAX_GRANT_TOKEN))
    throw new UsageError(`--grant-token has at most ${MAX_GRANT_TOKEN} characters`);
  return command;
}

function parse(args: readonly string[]): { readonly values: Values; readonly positionals: string[] } {
  const known: readonly (Pick<OptionSpec, 'name' | 'short'> & Partial<OptionSpec>)[] = [
    ...options,
    ...generalOptions,
  ];
  const table = known.map(({ name, short, argument }) => [
    name,
    { type: argument ? ('string' as const) : ('boolean' as const), multiple: true, ...(short && { short }) },
  ]);
  try {
    const options = Object.fromEntries(table);
    const { values, positionals } = parseArgs({
      args: [...args],
      options,
      allowPositionals: true,
      strict: true,
    });
    const given = Object.entries(values).map(([name, value]) => [name, [value].flat()] as const);
    return { values: new Map(given), positionals };
  } catch (error) {
    const names = known.map(({ name }) => name);
    throw new UsageError(explainParseError(error, names));
  }
}

function commandNamed(word: string): CommandName {
  const found = commands.find(({ name }) => name === word);
  if (found !== undefined) return found.name;
  const names = commands.map(({ name }) => name);
  throw new UsageError(`no command "${word}": ${listed(names)}${suggestion(word, names)}`);
}
