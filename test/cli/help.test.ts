/** The help and the manual page say all that the grammar knows, in a form that terminals and readers take. */
import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { commands, topics } from '../../electron/cli/commands.ts';
import { fileCommands, optionsOf } from '../../electron/cli/grammar.ts';
import { helpText } from '../../electron/cli/help.ts';
import { manPage } from '../../electron/cli/man-page.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { hasProgram } from '../support/programs.ts';
import { runCli } from '../support/run-cli.ts';
import { posix, scratch } from '../support/scratch.ts';

const words = (text: string): string => text.replaceAll(/\s+/g, ' ');

test('the general help teaches: what an envelope is, each command, the common uses, keys, exit codes', () => {
  const help = words(helpText(null));
  expect(help).toContain('An envelope is a file that opens only with the right AWS KMS key.');
  for (const { name, operand, summary } of commands) {
    expect(help).toContain(words(`${name} ${operand} ${summary}`));
  }
  const common = commands.flatMap(({ examples }) => examples).filter((example) => example.common);
  expect(common.length).toBe(3);
  for (const { line } of common) expect(help).toContain(line);
  expect(help).toContain('Where keys come from: Say whose key to use: --practice or --profile NAME.');
  expect(help).toMatch(/Exit codes: 0 All .* 1 Some .* 2 The command .* 130 Interrupted/);
});

test.each(fileCommands)('the help of %s explains each of its options, and shows how it is used', (name) => {
  const help = words(helpText(name));
  for (const option of optionsOf(name)) expect(help).toContain(`--${option.name} `);
  for (const option of optionsOf(name)) expect(help).toContain(option.words);
  for (const { line } of commands.find((one) => one.name === name)?.examples ?? [])
    expect(help).toContain(line);
});

test('lines fit into 80 columns, but for what must be typed as it is', () => {
  const examples = commands.flatMap(({ examples }) => examples).map(({ line }) => `  ${line}`);
  for (const about of [null, ...commands.map(({ name }) => name)]) {
    for (const line of helpText(about).split('\n')) {
      if (!examples.includes(line)) expect(line.length, line).toBeLessThanOrEqual(80);
    }
  }
});

test('the program prints them; help is the same however it is asked for', async () => {
  await using folder = await scratch();
  const run = (...args: readonly string[]) => runCli(args, { home: folder.path });
  const done = { code: 0, signal: null, stderr: '' };
  expect(await run('--help')).toEqual({ ...done, stdout: helpText(null) });
  expect(await run('help')).toEqual({ ...done, stdout: helpText(null) });
  expect(await run('decrypt', '--help')).toEqual({ ...done, stdout: helpText('decrypt') });
  expect(await run('help', 'decrypt')).toEqual({ ...done, stdout: helpText('decrypt') });
  expect(await run('man')).toEqual({ ...done, stdout: manPage(packageJson.version) });
  expect(await run('--version')).toEqual({ ...done, stdout: `${packageJson.version}\n` });
  expect(await folder.names()).toEqual([]);
});

describe('the manual page', () => {
  const page = manPage(packageJson.version);
  const complaints = (program: string, ...args: readonly string[]): string => {
    const { stdout, stderr } = spawnSync(program, args, {
      input: page,
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    });
    return args.includes('-Tlint') ? stdout : stderr;
  };

  test('dashes stay dashes, to be copied from it', () => {
    expect(page).not.toMatch(/(?<!\\)-/);
  });

  const hasMan = posix && hasProgram('man', 'test/cli/help: the page under man');
  test.runIf(hasMan)('man has nothing to complain about, and shows all of it', () => {
    expect(complaints('man', '--warnings', '-l', '-')).toBe('');
    const env = { ...process.env, MANWIDTH: '100', MAN_KEEP_FORMATTING: '', LC_ALL: 'C.UTF-8' };
    const shown = execFileSync('man', ['--no-hyphenation', '--no-justification', '-l', '-'], {
      input: page,
      encoding: 'utf8',
      env,
    });
    const text = words(shown);
    for (const name of fileCommands) {
      for (const option of optionsOf(name)) expect(text).toContain(option.words);
    }
    for (const { line, words: about } of commands.flatMap(({ examples }) => examples)) {
      expect(text).toContain(words(line));
      expect(text).toContain(about);
    }
    for (const { paragraphs, rows = [] } of topics) {
      for (const paragraph of paragraphs) expect(text).toContain(paragraph);
      for (const row of rows) expect(text).toContain(row.join(' '));
    }
  });

  const hasGroff = posix && hasProgram('groff', 'test/cli/help: the page under groff');
  test.runIf(hasGroff)('neither has groff', () => {
    expect(complaints('groff', '-man', '-ww', '-Tutf8')).toBe('');
  });

  const hasMandoc = posix && hasProgram('mandoc', 'test/cli/help: the page under mandoc');
  test.runIf(hasMandoc)('nor mandoc, but for the date, which every build would change', () => {
    expect(complaints('mandoc', '-Tlint', '-Wwarning')).toMatch(/^mandoc: [^\n]*missing date[^\n]*\n$/);
  });
});
