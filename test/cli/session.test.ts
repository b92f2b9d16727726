/** Signing in and out with the built program, over real HTTP, by somebody who reads what is printed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter } from 'node:path';
import { expect, test, vi } from 'vitest';
import { openLink } from '../../electron/cli/open-link.ts';
import { type Aws, startAws } from '../support/aws.ts';
import { configText, ssoSession } from '../support/identity/organisation.ts';
import { type AnswerOfPerson, visit } from '../support/identity/visitor.ts';
import { createPracticeKey } from '../support/practice-key.ts';
import { hasProgram } from '../support/programs.ts';
import { type CliOptions, type CliResult, cliEnvironment, cliPath, runCli } from '../support/run-cli.ts';
import { posix, type Scratch, scratch, until } from '../support/scratch.ts';

interface Setting extends AsyncDisposable {
  readonly home: Scratch;
  readonly aws: Aws;
  readonly run: (args: readonly string[], options?: Partial<CliOptions>) => Promise<CliResult>;
  /** Runs it with a person who answers each page that is printed, once. */
  readonly runWith: (
    answer: AnswerOfPerson,
    args: readonly string[],
    options?: Partial<CliOptions>,
  ) => Promise<CliResult>;
}

async function start(config = configText()): Promise<Setting> {
  const home = await scratch();
  const aws = await startAws();
  await mkdir(home.at('.aws'));
  await writeFile(home.at('.aws/config'), config);
  const children: ChildProcess[] = [];
  const onStart = (child: ChildProcess) => void children.push(child);
  const run: Setting['run'] = (args, options) =>
    runCli(args, { home: home.path, env: aws.env, onStart, ...options });
  return {
    home,
    aws,
    run,
    runWith: (answer, args, options) => {
      const visited = new Set<string>();
      return run(args, {
        ...options,
        onOutput: (_, output) => {
          for (const [, url = ''] of output.matchAll(/^ {2}(http\S+)\n/gm)) {
            if (!visited.has(url)) void visit(url, answer);
            visited.add(url);
          }
        },
      });
    },
    [Symbol.asyncDispose]: async () => {
      for (const child of children) child.kill();
      await aws[Symbol.asyncDispose]();
      await home[Symbol.asyncDispose]();
    },
  };
}

const only = ssoSession('corp');
const startUrl = /sso_start_url = (.*)/.exec(only)?.[1] ?? '';

test.each([
  ['the only session', only, ['sign-in'], 'corp'],
  ['a session by its name', configText(), ['sign-in', 'corp'], 'corp'],
  ['the session of a profile', configText(), ['sign-in', '--profile', 'dev'], 'corp'],
  ['the session of a role’s source', configText(), ['sign-in', '--profile', 'writer'], 'corp'],
  ['a session by a code', configText(), ['sign-in', 'corp', '--device'], 'corp'],
  ['a profile without a session', configText(), ['sign-in', '--profile', 'old'], 'corp.awsapps.com'],
  ['a start URL, as the profiles show it', configText(), ['sign-in', startUrl], 'corp.awsapps.com'],
])('sign in to %s, and out again', async (_, config, args, name) => {
  await using setting = await start(config);
  const { run, runWith, aws } = setting;
  expect(await runWith('allow', args)).toMatchObject({ code: 0, stdout: `Signed in to ${name}.\n` });
  const [, ...which] = args.filter((one) => one !== '--device');
  expect(await run(['sign-out', ...which])).toEqual({
    code: 0,
    signal: null,
    stdout: `Signed out of ${name}.\n`,
    stderr: '',
  });
  expect(aws.center.calls.get('Logout')).toBe(1);
});

test('who has signed in can use the keys, and who has signed out cannot', async () => {
  await using setting = await start();
  const { home, aws, run, runWith } = setting;
  await createPracticeKey(aws.kms.store, aws.kms.realm, 'payroll');
  await home.write('x', 'content');
  const encrypt = ['encrypt', '--profile', 'dev', '--key', 'payroll', home.at('x')];
  expect((await run(encrypt)).stderr).toContain('[sign-in-needed');
  await runWith('allow', ['sign-in', 'corp']);
  expect(await run(encrypt)).toMatchObject({ code: 0, stderr: '' });
  await run(['sign-out', 'corp']);
  expect((await run(['keys', '--profile', 'dev'])).stderr).toContain('[sign-in-needed');
});

test('who has to allow access on this computer is told of the other way', async () => {
  await using setting = await start();
  const line = 'Browser on another computer? envelope sign-in corp --device\n';
  expect((await setting.runWith('allow', ['sign-in', '--profile', 'dev'])).stderr).toContain(line);
  expect((await setting.runWith('allow', ['sign-in', 'corp', '--device'])).stderr).not.toContain(
    'Browser on',
  );
});

test('a code to compare is printed with its page', async () => {
  await using setting = await start();
  const { stderr } = await setting.runWith('allow', ['sign-in', 'corp', '--device']);
  const [, code = '', page = ''] = /the code ([A-Z]{4}-[A-Z]{4}):\n {2}(\S+)\n/.exec(stderr) ?? [];
  expect(page).toContain(code);
});

test.each([
  [
    'the person refuses',
    (setting: Setting) => setting.runWith('deny', ['sign-in', 'corp']),
    1,
    'sign-in-denied',
  ],
  [
    'AWS cannot be reached',
    async (setting: Setting) => {
      await setting.aws.center.goOffline();
      return setting.run(['sign-in', 'corp']);
    },
    1,
    'offline',
  ],
  [
    'the profile is not there',
    (setting: Setting) => setting.run(['sign-in', '--profile', 'devv']),
    1,
    'profile-not-found',
  ],
  [
    'the session is not there',
    (setting: Setting) => setting.run(['sign-in', 'crop']),
    2,
    'no session "crop"; did you mean corp?',
  ],
  [
    'there are several',
    (setting: Setting) => setting.run(['sign-in']),
    2,
    `say which session: corp, ${startUrl}`,
  ],
])('where %s, it is said, and nothing is kept', async (_, act, code, words) => {
  await using setting = await start();
  const result = await act(setting);
  expect(result).toMatchObject({ code, stdout: '' });
  expect(result.stderr).toContain(words);
  expect(await readdir(setting.home.at('.aws'))).toEqual(['config']);
});

test.each([
  [
    'a profile needs none',
    '[profile k]\naws_access_key_id = a\naws_secret_access_key = b\n',
    ['--profile', 'k'],
    'nothing to sign in to',
  ],
  ['there is none', '', [], 'no session to sign in to'],
  ['the file is broken', '[__proto__]\n', ['corp'], 'config-broken'],
])('where %s, it is said', async (_, config, args, words) => {
  await using setting = await start(config);
  for (const name of ['sign-in', 'sign-out']) {
    expect((await setting.run([name, ...args])).stderr).toContain(words);
  }
  expect(setting.aws.center.calls.size).toBe(0);
});

test.runIf(posix)('an interrupted sign-in leaves nothing behind', async () => {
  await using setting = await start();
  const result = await setting.run(['sign-in', 'corp'], {
    onOutput: (child, output) => output.includes('http') && child.kill('SIGINT'),
  });
  expect(result).toMatchObject({ code: 130, stdout: '' });
  expect(await readdir(setting.home.at('.aws'))).toEqual(['config']);
});

test('signing out offline is told, and done here', async () => {
  await using setting = await start();
  await setting.runWith('allow', ['sign-in', 'corp']);
  await setting.aws.center.goOffline();
  const result = await setting.run(['sign-out', 'corp']);
  expect(result).toMatchObject({ code: 1, stderr: expect.stringContaining('[sign-out-unconfirmed') });
  await setting.aws.center.goOnline();
  expect((await setting.run(['keys', '--profile', 'dev'])).stderr).toContain('[sign-in-needed');
});

test('a session by its start URL', async () => {
  await using setting = await start(`${only}\n${ssoSession('again')}`);
  expect(await setting.run(['sign-out', startUrl])).toMatchObject({ code: 2 });
  await writeFile(setting.home.at('.aws/config'), only);
  expect(await setting.run(['sign-out', startUrl])).toMatchObject({
    code: 0,
    stdout: 'You were not signed in to corp.\n',
  });
});

test('signing out of what is not signed in says so, and what is left of a sign-in goes', async () => {
  await using setting = await start();
  await setting.runWith('allow', ['sign-in', 'corp']);
  const cache = setting.home.at('.aws/sso/cache');
  const ended = { expiresAt: '2026-01-01T00:00:00Z', refreshToken: undefined };
  const tokens = async () => {
    const names = await readdir(cache);
    const texts = await Promise.all(names.map((name) => readFile(`${cache}/${name}`, 'utf8')));
    return texts.flatMap((text, at) => ('accessToken' in JSON.parse(text) ? [names[at] ?? ''] : []));
  };
  const [name = ''] = await tokens();
  const token = JSON.parse(await readFile(`${cache}/${name}`, 'utf8'));
  await writeFile(`${cache}/${name}`, JSON.stringify({ ...token, ...ended }));
  for (const left of [[name], []]) {
    expect(await tokens()).toEqual(left);
    expect(await setting.run(['sign-out', 'corp'])).toMatchObject({
      code: 0,
      stdout: 'You were not signed in to corp.\n',
    });
  }
});

/** A browser of the test's, that notes what it is given: how many words, and which. */
async function browserIn(home: Scratch): Promise<{ readonly PATH: string }> {
  await mkdir(home.at('bin'));
  await writeFile(
    home.at('bin/xdg-open'),
    `#!/bin/sh\nprintf '%s\\n' "$#" "$@" > '${home.at('part')}'; mv '${home.at('part')}' '${home.at('opened')}'\n`,
    { mode: 0o755 },
  );
  return { PATH: `${home.at('bin')}${delimiter}${process.env['PATH']}` };
}

const hasOpened = async (home: Scratch): Promise<boolean> => (await home.names()).includes('opened');

test.runIf(process.platform === 'linux')('the browser gets the page as one word', async () => {
  await using home = await scratch();
  const { PATH } = await browserIn(home);
  vi.stubEnv('PATH', PATH);
  const url = 'https://x.example/?a=1&b=$(touch hurt);`x` "y"';
  openLink(url);
  vi.unstubAllEnvs();
  await until('the browser is started', () => hasOpened(home));
  expect(await readFile(home.at('opened'), 'utf8')).toBe(`1\n${url}\n`);
});

test('where there is no browser, nothing happens', async () => {
  vi.stubEnv('PATH', '/nowhere');
  openLink('https://x.example/');
  vi.unstubAllEnvs();
  await new Promise((resolve) => setImmediate(resolve));
});

const inTerminal = hasProgram('script', 'opening a browser from a terminal') && process.platform === 'linux';
test.runIf(inTerminal)(
  'a browser is opened for a person at a terminal, once, and for nobody else',
  async () => {
    await using setting = await start();
    const { home, aws, runWith } = setting;
    const env = { ...aws.env, ...(await browserIn(home)) };
    await runWith('allow', ['sign-in', 'corp'], { env });
    expect(await hasOpened(home)).toBe(false);
    const line = [process.execPath, cliPath, 'sign-in', 'corp'].map((word) => `'${word}'`).join(' ');
    const child = spawn('script', ['-qec', line, '/dev/null'], {
      env: { ...cliEnvironment(home.path), ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
    await until('the browser is started', () => hasOpened(home));
    const [count, url = ''] = (await readFile(home.at('opened'), 'utf8')).split('\n');
    expect(count).toBe('1');
    await visit(url);
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(printed).toContain(url);
    expect(printed).toContain('Signed in to corp.');
  },
);
