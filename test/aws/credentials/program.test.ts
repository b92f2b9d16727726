import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { credentialsOfProgram } from '../../../electron/aws/credentials/program.ts';
import { AwsError } from '../../../electron/aws/errors.ts';

const METADATA = 'AWS_EC2_METADATA_DISABLED';
const ofPerson = process.env[METADATA] ?? 'unset';
const PROGRAM = new URL('../../../electron/aws/credentials/program.ts', import.meta.url).href;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'program-'));
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

const good = { Version: 1, AccessKeyId: 'AKIA', SecretAccessKey: 'secret' };
const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

/** A command that prints this. */
const printing = (answer: unknown): string =>
  `printf %s '${typeof answer === 'string' ? answer : JSON.stringify(answer)}'`;

async function reasonOf(command: string, timeLimit?: number): Promise<string> {
  const error = await credentialsOfProgram(command, timeLimit).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AwsError)) throw new Error('It did not fail with an AwsError');
  expect(error.code).toBe('profile-unusable');
  expect(JSON.stringify(error)).not.toContain(SECRET);
  return error.details.reason ?? '';
}

describe.skipIf(process.platform === 'win32')('a credential_process', () => {
  it.each([
    [good, { accessKeyId: 'AKIA', secretAccessKey: 'secret' }],
    [
      { ...good, SessionToken: 't', Expiration: '2099-01-01T00:00:00Z' },
      {
        accessKeyId: 'AKIA',
        secretAccessKey: 'secret',
        sessionToken: 't',
        expiration: new Date('2099-01-01T00:00:00Z'),
      },
    ],
    [
      { ...good, SessionToken: '' },
      { accessKeyId: 'AKIA', secretAccessKey: 'secret' },
    ],
  ])('gives credentials: %j', async (answer, expected) => {
    expect(await credentialsOfProgram(`echo warning >&2; ${printing(answer)}`)).toEqual(expected);
  });

  it.each([
    ['', 'form'],
    [`{"Version": 1, "SecretAccessKey": "${SECRET}"`, 'form'],
    ['null', 'form'],
    [[good], 'form'],
    [{ ...good, Version: 2 }, 'form'],
    [{ ...good, SecretAccessKey: '' }, 'form'],
    [{ ...good, AccessKeyId: 1 }, 'form'],
    [{ ...good, SessionToken: 1 }, 'form'],
    [{ ...good, Expiration: 'soon' }, 'form'],
    [{ ...good, Expiration: '2020-01-01T00:00:00Z' }, 'expired'],
  ])('that prints %j is told', async (answer, word) => {
    expect(await reasonOf(printing(answer))).toContain(word);
  });

  it('that fails is told with what it said on standard error, and nothing of its output', async () => {
    const said = 'echo "cannot open the vault: locked" >&2; exit 3';
    expect(await reasonOf(`${printing({ SecretAccessKey: SECRET })}; ${said}`)).toBe(
      'Its credential_process failed (exit code 3). It said: “cannot open the vault: locked”',
    );
  });

  it('may ask the instance that it runs on, which the SDK in here may not', async () => {
    vi.stubEnv(METADATA, 'true');
    const answer = JSON.stringify({ ...good, AccessKeyId: 'WORD' });
    const command = `printf %s '${answer}' | sed "s/WORD/\${${METADATA}-unset}/"`;
    expect(await credentialsOfProgram(command)).toMatchObject({ accessKeyId: ofPerson });
  });

  it('that is not there is told', async () => {
    expect(await reasonOf('/nowhere/program')).toContain('failed (exit code 127)');
  });

  it('says nothing that could do harm, is a secret, or is long', async () => {
    const hostile = join(folder, 'hostile');
    await writeFile(hostile, `\u001b[31mred\u202e \u0000${SECRET} AWS_SECRET=${SECRET}\r\nend`);
    const reason = await reasonOf(`cat ${hostile} >&2; exit 1`);
    expect(reason).toBe('Its credential_process failed (exit code 1). It said: “[31mred … … end”');
    const long = await reasonOf(`yes word | head -c 100000 >&2; exit 1`);
    expect(long.length).toBeLessThan(500);
  });

  it('that does not end is ended, with all that it started, which would hold its output open', async () => {
    expect(await reasonOf('sleep 600 & echo waiting >&2; sleep 600', 500)).toContain(
      'did not end in time. It said: “waiting”',
    );
  });

  it('is not waited for any longer, where something that it started cannot be ended', async ({ skip }) => {
    skip(process.platform !== 'linux', 'only Linux has setsid for sure');
    const pid = join(folder, 'pid');
    const command = `setsid sh -c 'echo $$ > ${pid}; exec sleep 600' & ${printing(good)}`;
    try {
      expect(await reasonOf(command, 500)).toContain('did not end in time');
    } finally {
      process.kill(Number(await readFile(pid, 'utf8')));
    }
  });

  it('ends with this program', async ({ skip }) => {
    skip(process.platform !== 'linux', 'only Linux tells of processes in files');
    const pid = join(folder, 'pid-of-program');
    const script = `
      import { existsSync } from 'node:fs';
      import { credentialsOfProgram } from ${JSON.stringify(PROGRAM)};
      void credentialsOfProgram('echo $$ > ${pid}.part; mv ${pid}.part ${pid}; exec sleep 600');
      setInterval(() => existsSync('${pid}') && process.exit(), 10);
    `;
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
    const status = `/proc/${(await readFile(pid, 'utf8')).trim()}/status`;
    // Somebody has to take note of its end.
    await vi.waitFor(async () => {
      expect(await readFile(status, 'utf8').catch(() => 'State:\tX')).toMatch(/^State:\t[XZ]/m);
    });
  });

  it.each([SECRET.replaceAll('/', '%2F'), SECRET.replaceAll('/', '\\/'), SECRET.replaceAll('/', ':')])(
    'does not show a secret that is written otherwise: %s',
    async (secret) => {
      expect(await reasonOf(`echo 'not ${secret} taken' >&2; exit 1`)).toContain('“not … taken”');
    },
  );

  it('that prints without end is ended', async () => {
    expect(await reasonOf('yes')).toContain('printed too much');
    expect(await reasonOf('yes >&2')).toContain('printed too much');
  });
});
