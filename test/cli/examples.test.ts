/** Every example of the help does what it says, as it is printed, in the order in which it is printed. */
import { appendFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commands } from '../../electron/cli/commands.ts';
import { profile, ssoSession } from '../support/identity/organisation.ts';
import { visit } from '../support/identity/visitor.ts';
import { startIdentityCenter } from '../support/identity-center.ts';
import { posix, type Scratch, scratch } from '../support/scratch.ts';
import { awsServer } from './aws-server.ts';
import { shellIn } from './shell.ts';

const lines = commands.flatMap(({ examples }) => examples).map(({ line }) => line);

/** What each line leaves: files with their content, where that is known, and what it prints. */
const outcomes: Readonly<
  Record<string, { readonly made?: Readonly<Record<string, string | null>>; readonly prints?: RegExp }>
> = {
  'envelope encrypt --practice report.pdf': { made: { 'report.pdf.envelope': null } },
  'envelope encrypt --profile work --key payroll --recursive --output sealed salaries': {
    made: { 'sealed/salaries/2025.csv.envelope': null, 'sealed/salaries/old/2024.csv.envelope': null },
  },
  'envelope encrypt --profile work --key payroll --key backup --output both.envelope report.pdf': {
    made: { 'both.envelope': null },
  },
  'tar -c photos | envelope encrypt --practice --output photos.tar.envelope -': {
    made: { 'photos.tar.envelope': null },
  },
  'envelope decrypt --practice --output opened/ report.pdf.envelope': {
    made: { 'opened/report.pdf': 'a report' },
  },
  'envelope decrypt --profile work --recursive --output opened sealed/salaries': {
    made: { 'opened/salaries/2025.csv': 'much', 'opened/salaries/old/2024.csv': 'less' },
  },
  'envelope decrypt --practice - < photos.tar.envelope | tar -t': {
    prints: /^photos\/\nphotos\/cat\.jpg\n$/,
  },
  'envelope verify --profile work --recursive sealed': {
    prints: /^sealed\/salaries\/2025\.csv\.envelope: OK .*\n.*old\/2024\.csv\.envelope: OK .*\n$/,
  },
  'envelope inspect report.pdf.envelope': { prints: /practice: not protected by AWS/ },
  'envelope inspect --json --recursive sealed': { prints: /^\{"mode":"inspect",.*\}\n\{.*\}\n$/ },
  'envelope inspect --profile work sealed/salaries/2025.csv.envelope': { prints: /you can open it +yes\n$/ },
  'envelope keys --profile work': { prints: /^backup\n {2}arn:.*\npayroll\n {2}arn:.*\n$/ },
  'envelope keys --profile work payroll': { prints: /You can encrypt +yes\n {2}You can decrypt / },
  'envelope profiles': { prints: /^PROFILE .*\ndev .*\nwork +access keys .* ready\n$/ },
  'envelope sign-in corp': { prints: /^Signed in to corp\.\n$/ },
  'envelope sign-in --profile dev --device': { prints: /^Signed in to corp\.\n$/ },
  'envelope sign-out corp': { prints: /^Signed out of corp\.\n$/ },
  'eval "$(envelope completion bash)"': { prints: /^$/ },
  'envelope man > envelope.1': { made: { 'envelope.1': null } },
  'envelope help encrypt': { prints: /^Usage: envelope encrypt / },
};

test.runIf(posix)('every example works', async () => {
  await using home = await scratch();
  await using aws = await awsServer(home, { profile: 'work' }, 'payroll', 'backup');
  await using center = await signInService(home);
  const run = await shellIn(home);
  const cwd = home.at('documents');
  const write = (name: string, content: string) => home.write(join('documents', name), content);
  for (const folder of ['.', 'salaries/old', 'photos']) await mkdir(join(cwd, folder), { recursive: true });
  await write('report.pdf', 'a report');
  await write('salaries/2025.csv', 'much');
  await write('salaries/old/2024.csv', 'less');
  await write('photos/cat.jpg', 'cat');
  for (const line of lines) {
    const { made = {}, prints } = outcomes[line] ?? {};
    const before = await namesIn(cwd);
    const { code, stdout, stderr } = await run(line, {
      cwd,
      env: { ...aws.env, ...center.env },
      onError: allowing(),
    });
    expect({ line, code, stderr: stderr.replace(/^envelope: \d+ files .*\n$/, '') }).toMatchObject({
      code: 0,
    });
    expect(stderr, line).not.toContain('[');
    if (prints !== undefined) expect(String(stdout), line).toMatch(prints);
    expect(await namesIn(cwd), line).toEqual([...before, ...Object.keys(made)].sort());
    for (const [name, content] of Object.entries(made)) {
      const found = await readFile(join(cwd, name), 'utf8');
      if (content === null) expect(found.length, name).toBeGreaterThan(0);
      else expect(found, name).toBe(content);
    }
  }
  expect(lines.toSorted()).toEqual(Object.keys(outcomes).toSorted());
});

/** One with the session `corp`, that the profile `dev` needs. */
async function signInService(home: Scratch) {
  const center = await startIdentityCenter();
  const role = { sso_session: 'corp', sso_account_id: '111122223333', sso_role_name: 'Developer' };
  await appendFile(home.at('.aws/config'), `${ssoSession('corp')}${profile('dev', role)}`);
  return { env: center.env, [Symbol.asyncDispose]: () => center.close() };
}

/** A person who allows what is asked on the page that a command prints. */
function allowing(): (text: string) => void {
  let visited = false;
  return (text) => {
    const [, url] = /^ {2}(http\S+)\n/m.exec(text) ?? [];
    if (url !== undefined && !visited) void visit(url);
    visited ||= url !== undefined;
  };
}

/** Paths of the files in a folder, sorted. */
async function namesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort();
}
