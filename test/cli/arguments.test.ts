/** What is understood, and what is refused rather than guessed. */
import { describe, expect, test } from 'vitest';
import { parseCommand } from '../../electron/cli/arguments.ts';
import type { FileCommand } from '../../electron/cli/command.ts';
import { options } from '../../electron/cli/grammar.ts';
import { UsageError } from '../../electron/cli/option-values.ts';

const arn = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const plain: Omit<FileCommand, 'name'> = {
  files: ['a'],
  recursive: false,
  profile: null,
  keyed: true,
  keys: [],
  accounts: [],
  grantTokens: [],
  context: new Map(),
  sign: false,
  check: false,
  shareAbove: 100,
  output: null,
  onConflict: 'fail',
  allowUncommitted: false,
  maxEncryptedDataKeys: null,
  json: false,
  vault: null,
};

const understood: readonly (readonly [readonly string[], Partial<FileCommand> & { name: string }])[] = [
  [['encrypt', '--practice', 'a', 'b'], { name: 'encrypt', files: ['a', 'b'] }],
  [['--practice', 'encrypt', 'a'], { name: 'encrypt' }],
  [
    ['encrypt', 'a', '--profile', 'dev', '--key', 'payroll', '--output', 'out', '--vault=v'],
    { name: 'encrypt', profile: 'dev', keys: ['payroll'], output: 'out', vault: 'v' },
  ],
  [
    ['encrypt', '--practice', '--context', 'a=b=c', '--context', '__proto__=x', 'a'],
    {
      name: 'encrypt',
      context: new Map([
        ['a', 'b=c'],
        ['__proto__', 'x'],
      ]),
    },
  ],
  [
    ['encrypt', '--practice', '--sign', '--check', '--json', '-ro', 'out', 'a'],
    { name: 'encrypt', sign: true, check: true, json: true, recursive: true, output: 'out' },
  ],
  [
    ['encrypt', '--practice', '--on-conflict', 'keep-both', 'a'],
    { name: 'encrypt', onConflict: 'keep-both' },
  ],
  [['decrypt', '--practice', '--on-conflict=replace', 'a'], { name: 'decrypt', onConflict: 'replace' }],
  [
    ['encrypt', '--profile', 'dev', '--key=a', '--key=b', 'x'],
    { name: 'encrypt', profile: 'dev', keys: ['a', 'b'], files: ['x'] },
  ],
  [['decrypt', '--profile', 'dev', '--key', arn, 'a'], { name: 'decrypt', profile: 'dev', keys: [arn] }],
  [
    ['verify', '--practice', '--allow-uncommitted', '--max-encrypted-data-keys', '65535', '--recursive', 'a'],
    { name: 'verify', allowUncommitted: true, maxEncryptedDataKeys: 65535, recursive: true },
  ],
  [['encrypt', '--practice', '--', '--practice', '-x'], { name: 'encrypt', files: ['--practice', '-x'] }],
  [['encrypt', '--practice', '-', '-o', '-'], { name: 'encrypt', files: ['-'], output: '-' }],
  [['inspect', '--profile', 'dev', 'a'], { name: 'inspect', profile: 'dev' }],
  [['inspect', '--practice', 'a'], { name: 'inspect' }],
  [['inspect', '--json', 'a'], { name: 'inspect', keyed: false, json: true }],
  [
    ['inspect', '--max-encrypted-data-keys', '1', 'a'],
    { name: 'inspect', keyed: false, maxEncryptedDataKeys: 1 },
  ],
  [
    ['encrypt', '--practice', '--data-keys', 'per-file', 'a'],
    { name: 'encrypt', shareAbove: Number.POSITIVE_INFINITY },
  ],
  [['encrypt', '--practice', '--data-keys', 'shared', 'a'], { name: 'encrypt', shareAbove: 1 }],
  [['encrypt', '--practice', '--data-keys=2500', 'a'], { name: 'encrypt', shareAbove: 2500 }],
  [['encrypt', '--practice', 'encrypt', 'help'], { name: 'encrypt', files: ['encrypt', 'help'] }],
];

test.each(understood)('%j', (args, command) => {
  expect(parseCommand(args)).toEqual({ ...plain, ...command });
});

test.each([
  [['--help'], { name: 'help', about: null }],
  [['help'], { name: 'help', about: null }],
  [['encrypt', '-h'], { name: 'help', about: 'encrypt' }],
  [['--help', 'verify'], { name: 'help', about: 'verify' }],
  [['help', 'completion'], { name: 'help', about: 'completion' }],
  [['help', 'help'], { name: 'help', about: 'help' }],
  [['--version'], { name: 'version' }],
  [['completion', 'zsh'], { name: 'completion', shell: 'zsh' }],
  [['man'], { name: 'man' }],
  [['sign-in'], { name: 'sign-in', session: null, profile: null, device: false }],
  [['sign-in', 'corp', '--device'], { name: 'sign-in', session: 'corp', profile: null, device: true }],
  [['sign-out', '--profile', 'dev'], { name: 'sign-out', session: null, profile: 'dev', device: false }],
])('%j', (args, command) => {
  expect(parseCommand(args)).toEqual(command);
});

test('every option of the table is understood with each of its commands, and with no other', () => {
  const tried = options.flatMap((option) => {
    const value =
      'argument' in option
        ? { context: 'a=b', account: '111122223333', 'max-encrypted-data-keys': '7', 'data-keys': '7' }
        : null;
    const words =
      value === null ? [] : [Object.entries(value).find(([name]) => name === option.name)?.[1] ?? 'fail'];
    return (['encrypt', 'decrypt', 'verify', 'inspect'] as const).map((name) => {
      const keys = name === 'inspect' || ['practice', 'profile'].includes(option.name) ? [] : ['--practice'];
      const fits = options.some(
        (one) => one.name === option.name && one.commands.some((each) => each === name),
      );
      return { args: [name, ...keys, `--${option.name}`, ...words, 'a'], fits };
    });
  });
  for (const { args, fits } of tried) {
    const parse = () => parseCommand(args);
    if (fits) expect(parse, args.join(' ')).not.toThrow();
    else expect(parse, args.join(' ')).toThrow('does not go with');
  }
});

describe('refused', () => {
  test.each([
    [[], 'what to do is missing'],
    [['open', 'a'], 'no command "open"'],
    [['__proto__', 'a'], 'no command'],
    [['encrypt', '--practice'], 'no file is named'],
    [['inspect'], 'no file is named'],
    [['encrypt', 'a'], 'whose key'],
    [['sign-in', 'a', 'b'], 'sign-in takes one session'],
    [['sign-in', 'a', '--profile', 'b'], 'either SESSION or --profile'],
    [['sign-out', '--device'], '--device does not go with sign-out'],
    [['sign-out', '--practice'], '--practice does not go with sign-out'],
    [['decrypt', 'a'], 'whose key'],
    [['verify', 'a'], 'whose key'],
    [['encrypt', '--practice', '--profile', 'dev', 'a'], 'whose key'],
    [['encrypt', '--profile', '', 'a'], '--profile is empty'],
    [['encrypt', '--profile', 'a', '--profile', 'b', 'x'], '--profile may be given once'],
    [['encrypt', '--practice', ...Array(11).fill('--key=a'), 'x'], '--key may be given 10 times'],
    [['encrypt', '--practice', '--key', 'a', '--key', '', 'x'], '--key is empty'],
    [['decrypt', '--practice', '--account', '1234', 'x'], '12 digits'],
    [['decrypt', '--practice', '--account=111122223333', '--key', arn, 'x'], 'either --key names the keys'],
    [
      ['verify', '--practice', ...Array(11).fill('--grant-token=a'), 'x'],
      '--grant-token may be given 10 times',
    ],
    [['verify', '--practice', `--grant-token=${'a'.repeat(8_193)}`, 'x'], 'has at most 8192 characters'],
    [['encrypt', '--practice', '--output', '', 'x'], '--output is empty'],
    [['encrypt', '--practice', '--output', 'a\udcff', 'x'], '--output is not valid UTF-8'],
    [['encrypt', '--practice', '--on-conflict', 'ask', 'x'], '--on-conflict is one of'],
    [['encrypt', '--practice', '-', 'a', '-'], 'standard input'],
    [['encrypt', '--practice', '--context', 'a', 'x'], 'KEY=VALUE'],
    [['encrypt', '--practice', '--context', '=b', 'x'], 'KEY=VALUE'],
    [['encrypt', '--practice', '--context', 'a=', 'x'], 'KEY=VALUE'],
    [['encrypt', '--practice', '--context', 'a=1', '--context', 'a=2', 'x'], '"a" twice'],
    [['encrypt', '--practice', '--context', 'aws-crypto-x=y', 'x'], 'aws-crypto- are reserved'],
    [['encrypt', '--practice', '--context', 'envelope-id=y', 'x'], 'envelope-id is set by this program'],
    [['verify', '--practice', '--context', 'a', 'x'], 'KEY=VALUE'],
    [['encrypt', '--practice', '--force', 'x'], '--force'],
    [['encrypt', '--practice', '-x'], 'there is no option -x'],
    [
      ['encrypt', '--practice', '--recusive', 'x'],
      'there is no option --recusive; did you mean --recursive?',
    ],
    [['encypt', '--practice', 'x'], 'did you mean encrypt?'],
    [['encrypt', '--practice', 'x', '--output'], '--output needs something behind it'],
    [['encrypt', '--profile', '--key', 'k', 'x'], '--profile needs something behind it'],
    [['encrypt', '--practice', '--sign=x', 'x'], '--sign takes nothing behind it'],
    ...['0', '-1', '1.5', '1e2', '65536', 'ten', '0x5', ' 7'].map(
      (count) => [['inspect', `--max-encrypted-data-keys=${count}`, 'x'], 'is a number from 1 to'] as const,
    ),
    [['completion'], 'completion needs a shell: bash, zsh or fish'],
    [['completion', 'tcsh'], 'completion needs a shell'],
    [['completion', 'bash', 'zsh'], 'completion takes no "zsh"'],
    [['completion', '--practice', 'bash'], '--practice does not go with completion'],
    [['man', 'x'], 'man takes no "x"'],
    [['help', 'open'], 'no command "open"'],
    [['help', 'encrypt', 'decrypt'], 'help takes no "decrypt"'],
  ] as const)('%j: %s', (args, words) => {
    expect(() => parseCommand(args)).toThrow(UsageError);
    expect(() => parseCommand(args)).toThrow(words);
  });
});
