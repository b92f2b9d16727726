/** The command line's grammar: what was asked for, or why it cannot be understood. */
import { parseArgs } from 'node:util';

export interface FileCommand {
  readonly name: 'encrypt' | 'decrypt';
  readonly files: readonly string[];
  /** null for the practice key. */
  readonly profile: string | null;
  readonly key: string | null;
  readonly context: ReadonlyMap<string, string>;
  readonly output: string | null;
  readonly vault: string | null;
}

export interface InspectCommand {
  readonly name: 'inspect';
  readonly files: readonly string[];
  readonly json: boolean;
  readonly vault: string | null;
}

export type Command = FileCommand | InspectCommand | { readonly name: 'help' } | { readonly name: 'version' };

/** What a person wrote cannot be understood; the message says why. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const HELP = `Usage: envelope COMMAND [OPTIONS] FILE...

  encrypt FILE...   make FILE.envelope beside each file
  decrypt FILE...   authenticate each envelope and put its content beside it
  inspect FILE...   show what an envelope says about itself; contacts nobody

Whose key (encrypt and decrypt):
  --practice        the practice key of this computer: to try things out, no AWS
  --profile NAME    an AWS profile of ~/.aws/config or ~/.aws/credentials

Options:
  --key KEY         alias, id or ARN of the KMS key (encrypt; not needed where there is only one);
                    ARN of the only key to accept (decrypt)
  --context K=V     encryption context, may be repeated (encrypt): authenticated, stored in the envelope, not secret
  --output DIR      put results into this folder, which is made where it is not there
  --json            inspect: print JSON, one object a line
  --vault DIR       folder of the practice keys, instead of the app's own
  --help, --version

An original is never changed and an existing file is never replaced.
A file whose name begins with - goes behind --, as in: envelope encrypt --practice -- -report.pdf
Exit code: 0 all done, 1 some failed, 2 not understood, 130 interrupted.
`;

const options = {
  practice: { type: 'boolean' },
  profile: { type: 'string', multiple: true },
  key: { type: 'string', multiple: true },
  context: { type: 'string', multiple: true },
  output: { type: 'string', multiple: true },
  vault: { type: 'string', multiple: true },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

type Option = keyof typeof options;
const allowed: Readonly<Record<'encrypt' | 'decrypt' | 'inspect', readonly Option[]>> = {
  encrypt: ['practice', 'profile', 'key', 'context', 'output', 'vault'],
  decrypt: ['practice', 'profile', 'key', 'output', 'vault'],
  inspect: ['json', 'vault'],
};

/** Reads the arguments behind the program's name. Throws `UsageError`. */
export function parseCommand(args: readonly string[]): Command {
  const { values, positionals } = parse(args);
  if (values.help) return { name: 'help' };
  if (values.version) return { name: 'version' };
  const [name, ...files] = positionals;
  if (name === 'help') return { name };
  if (name === undefined) throw new UsageError('what to do is missing: encrypt, decrypt or inspect');
  if (name !== 'encrypt' && name !== 'decrypt' && name !== 'inspect')
    throw new UsageError(`no command "${name}": encrypt, decrypt or inspect`);
  for (const option of Object.keys(values)) {
    if (!allowed[name].some((known) => known === option))
      throw new UsageError(`--${option} does not go with ${name}`);
  }
  if (files.length === 0) throw new UsageError('no file is named');
  const vault = single('vault', values.vault);
  if (name === 'inspect') return { name, files, json: values.json ?? false, vault };
  const profile = single('profile', values.profile);
  if ((values.practice ?? false) === (profile !== null)) {
    throw new UsageError('say whose key to use: either --practice or --profile NAME');
  }
  return {
    name,
    files,
    profile,
    key: single('key', values.key),
    context: parseContext(values.context ?? []),
    output: single('output', values.output),
    vault,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'not understood');
  }
}

function single(name: string, values: readonly string[] | undefined): string | null {
  const [value, ...more] = values ?? [];
  if (more.length > 0) throw new UsageError(`--${name} may be given once`);
  if (value === '') throw new UsageError(`--${name} is empty`);
  return value ?? null;
}

function parseContext(pairs: readonly string[]): ReadonlyMap<string, string> {
  const context = new Map<string, string>();
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at < 1 || at === pair.length - 1) throw new UsageError(`--context needs KEY=VALUE, not "${pair}"`);
    const key = pair.slice(0, at);
    if (context.has(key)) throw new UsageError(`--context has "${key}" twice`);
    context.set(key, pair.slice(at + 1));
  }
  return context;
}
