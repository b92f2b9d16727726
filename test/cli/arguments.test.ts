/** What is understood, and what is refused rather than guessed. */
import { describe, expect, test } from 'vitest';
import { HELP, parseCommand, UsageError } from '../../electron/cli/arguments.ts';

const arn = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const defaults = { profile: null, key: null, context: new Map(), output: null, vault: null };

test.each([
  [['encrypt', '--practice', 'a', 'b'], { ...defaults, name: 'encrypt', files: ['a', 'b'] }],
  [['--practice', 'encrypt', 'a'], { ...defaults, name: 'encrypt', files: ['a'] }],
  [
    ['encrypt', 'a', '--profile', 'dev', '--key', 'payroll', '--output', 'out', '--vault=v'],
    { ...defaults, name: 'encrypt', files: ['a'], profile: 'dev', key: 'payroll', output: 'out', vault: 'v' },
  ],
  [
    ['encrypt', '--practice', '--context', 'a=b=c', '--context', '__proto__=x', 'f'],
    {
      ...defaults,
      name: 'encrypt',
      files: ['f'],
      context: new Map([
        ['a', 'b=c'],
        ['__proto__', 'x'],
      ]),
    },
  ],
  [
    ['decrypt', '--profile', 'dev', '--key', arn, 'a'],
    { ...defaults, name: 'decrypt', files: ['a'], profile: 'dev', key: arn },
  ],
  [
    ['encrypt', '--practice', '--', '--practice', '-x'],
    { ...defaults, name: 'encrypt', files: ['--practice', '-x'] },
  ],
  [['inspect', 'a'], { name: 'inspect', files: ['a'], json: false, vault: null }],
  [['inspect', '--json', 'a', 'b'], { name: 'inspect', files: ['a', 'b'], json: true, vault: null }],
  [['--help'], { name: 'help' }],
  [['encrypt', '-h'], { name: 'help' }],
  [['--version'], { name: 'version' }],
])('%j', (args, command) => {
  expect(parseCommand(args)).toEqual(command);
});

describe('refused', () => {
  test.each([
    [[], 'what to do is missing'],
    [['open', 'a'], 'no command "open"'],
    [['encrypt', '--practice'], 'no file is named'],
    [['inspect'], 'no file is named'],
    [['encrypt', 'a'], 'whose key'],
    [['decrypt', 'a'], 'whose key'],
    [['encrypt', '--practice', '--profile', 'dev', 'a'], 'whose key'],
    [['encrypt', '--profile', '', 'a'], '--profile is empty'],
    [['encrypt', '--profile', 'a', '--profile', 'b', 'x'], '--profile may be given once'],
    [['encrypt', '--practice', '--key', 'a', '--key', 'b', 'x'], '--key may be given once'],
    [['encrypt', '--practice', '--output', '', 'x'], '--output is empty'],
    [['encrypt', '--practice', '--json', 'a'], '--json does not go with encrypt'],
    [['decrypt', '--practice', '--context', 'a=b', 'a'], '--context does not go with decrypt'],
    [['inspect', '--practice', 'a'], '--practice does not go with inspect'],
    [['encrypt', '--practice', '--context', 'a', 'x'], 'KEY=VALUE'],
    [['encrypt', '--practice', '--context', '=b', 'x'], 'KEY=VALUE'],
    [['encrypt', '--practice', '--context', 'a=', 'x'], 'KEY=VALUE'],
    [['encrypt', '--practice', '--context', 'a=1', '--context', 'a=2', 'x'], '"a" twice'],
    [['encrypt', '--practice', '--force', 'x'], '--force'],
    [['encrypt', '--practice', '-x'], '-x'],
    [['encrypt', '--practice', 'x', '--output'], '--output'],
  ])('%j: %s', (args, words) => {
    expect(() => parseCommand(args)).toThrow(UsageError);
    expect(() => parseCommand(args)).toThrow(words);
  });
});

test('the help names every option', () => {
  for (const option of [
    'practice',
    'profile',
    'key',
    'context',
    'output',
    'json',
    'vault',
    'help',
    'version',
  ]) {
    expect(HELP).toContain(`--${option}`);
  }
});
