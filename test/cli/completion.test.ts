/** The completion scripts, in the real shells: what is offered where, and that nothing read is run. */
import { mkdir, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { commands } from '../../electron/cli/commands.ts';
import { completionScript } from '../../electron/cli/completion.ts';
import {
  conflictPolicies,
  generalOptions,
  optionsOf,
  type Shell,
  shells,
} from '../../electron/cli/grammar.ts';
import { hasProgram } from '../support/programs.ts';
import { runCli } from '../support/run-cli.ts';
import { posix, scratch } from '../support/scratch.ts';
import { shellIn } from './shell.ts';

const zshDriver = fileURLToPath(new URL('completion.zsh', import.meta.url));
const literal = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** A line that prints what the shell offers for `line`, one a line; `script` is the file of the completion script. */
const offering: Readonly<Record<Shell, (script: string, line: string) => string>> = {
  // Split as readline does, where `=` is a word of its own.
  bash: (script, line) => {
    const words = line.split(/ |(?==)|(?<==)/);
    const set = `COMP_WORDS=(${words.map(literal).join(' ')}); COMP_CWORD=${words.length - 1}`;
    return `source ${script}; ${set}; _envelope; printf '%s\\n' "\${COMPREPLY[@]}"`;
  },
  zsh: (script, line) => `${zshDriver} ${script} ${literal(line)} pipe; rm pipe`,
  // It tells a description behind a tab.
  fish: (script, line) => `source ${script}; complete -C ${literal(line)} | string replace -r '\\t.*' ''`,
};

const programs: Readonly<Record<Shell, readonly [string, ...string[]]>> = {
  bash: ['bash', '--norc', '-c'],
  zsh: ['zsh', '-f', '-c'],
  fish: ['fish', '--no-config', '-c'],
};

/** Would make the file `run` where a shell evaluated it. */
const HOSTILE = `$(touch\${IFS}run)`;

async function start(shell: Shell) {
  const home = await scratch();
  await home.write('script', completionScript(shell));
  const run = await shellIn(home);
  for (const folder of ['.aws', 'work', 'work/sealed']) await mkdir(home.at(folder));
  await home.write('.aws/config', `[profile work]\n[default]\n[sso-session no]\n[profile ${HOSTILE}]\n`);
  await home.write('.aws/credentials', '[old]\naws_access_key_id = no\n');
  for (const name of ['a.envelope', 'b c.envelope', 'note.txt', `${HOSTILE}.envelope`])
    await home.write(`work/${name}`, '');
  const offers = async (line: string): Promise<readonly string[]> => {
    const command = offering[shell](home.at('script'), line);
    const prefix = shell === 'zsh' ? 'zsh -f ' : '';
    const { stdout, stderr } = await run(`${prefix}${command}`, {
      cwd: home.at('work'),
      shell: programs[shell],
    });
    expect(stderr, line).toBe('');
    const words = String(stdout).split('\n');
    const found = words.filter((word) => !['', 'END'].includes(word));
    return [...new Set(found.map((word) => word.replace(/\/$/, '').replaceAll('\\', '')))];
  };
  return { home, offers, [Symbol.asyncDispose]: () => home[Symbol.asyncDispose]() };
}

test.each(shells)('the program prints the script of %s', async (shell) => {
  await using folder = await scratch();
  const printed = await runCli(['completion', shell], { home: folder.path });
  expect(printed).toEqual({ code: 0, signal: null, stdout: completionScript(shell), stderr: '' });
});

describe.each(shells)('%s', (shell) => {
  const there = posix && hasProgram(shell, `test/cli/completion: ${shell}`);

  test.runIf(there)('offers commands, and the options of the command', async () => {
    await using vault = await start(shell);
    expect(await vault.offers('envelope ')).toEqual(expect.arrayContaining(commands.map(({ name }) => name)));
    expect(await vault.offers('envelope en')).toEqual(['encrypt']);
    expect(await vault.offers('envelope help de')).toEqual(['decrypt']);
    expect(await vault.offers('envelope completion z')).toEqual(['zsh']);
    for (const name of ['encrypt', 'inspect'] as const) {
      const options = [...optionsOf(name), ...generalOptions].map((option) => `--${option.name}`);
      expect((await vault.offers(`envelope ${name} --`)).toSorted()).toEqual(options.toSorted());
    }
  });

  test.runIf(there)('offers what an option takes', async () => {
    await using vault = await start(shell);
    expect((await vault.offers('envelope decrypt --on-conflict ')).toSorted()).toEqual(
      conflictPolicies.toSorted(),
    );
    expect(await vault.offers('envelope decrypt --on-conflict ke')).toEqual(['keep-both']);
    const joined = await vault.offers('envelope decrypt --on-conflict=ke');
    expect(joined.map((word) => word.replace(/^--on-conflict=/, ''))).toEqual(['keep-both']);
    const profiles = await vault.offers('envelope verify --profile ');
    expect(profiles.toSorted()).toEqual([HOSTILE, 'default', 'old', 'work']);
    expect(await vault.offers('envelope encrypt --vault s')).toEqual(['sealed']);
    expect(await vault.offers('envelope encrypt --output n')).toEqual(shell === 'bash' ? [] : ['note.txt']);
    expect(await vault.home.names()).not.toContain('run');
  });

  test.runIf(there)('offers envelopes where they are asked for', async () => {
    await using vault = await start(shell);
    for (const name of ['decrypt', 'verify', 'inspect']) {
      const found = await vault.offers(`envelope ${name} `);
      expect(found).toEqual(expect.arrayContaining(['a.envelope', 'b c.envelope', 'sealed']));
    }
    expect(await vault.offers('envelope decrypt b')).toEqual(['b c.envelope']);
    expect(await readdir(vault.home.at('work'))).not.toContain('run');
  });
});
