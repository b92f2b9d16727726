/** Codes of MFA devices, asked for in the terminal. */
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { askCode } from '../../electron/cli/ask-code.ts';
import { startAws, writeConfig } from '../support/aws.ts';
import { configText } from '../support/identity/organisation.ts';
import { keepToken, signIn } from '../support/identity/signed-in.ts';
import { createPracticeKey } from '../support/practice-key.ts';
import { hasProgram } from '../support/programs.ts';
import { posix, scratch } from '../support/scratch.ts';
import { shellIn } from './shell.ts';

const terminal = (isTTY: boolean, interrupt = new AbortController()) => ({
  stdin: Object.assign(new PassThrough(), { isTTY }),
  stderr: Object.assign(new PassThrough(), { isTTY }),
  interrupt,
});

describe('the command line', () => {
  it('asks for a code of the device, for the profile, and nothing that they are called steers the terminal', async () => {
    const world = terminal(true);
    const asked = askCode(world, 'guarded\u001b[2J', 'arn:aws:iam::111122223333:mfa/alice');
    world.stdin.write(' 123456 \n');
    expect(await asked).toBe('123456');
    world.stderr.end();
    const shown = await text(world.stderr);
    expect(shown).toContain('Code of arn:aws:iam::111122223333:mfa/alice for guarded\ufffd[2J: ');
  });

  it('asks nobody without a terminal', async () => {
    const world = terminal(false);
    await expect(askCode(world, 'guarded', 'device')).rejects.toMatchObject({
      error: { code: 'mfa-needed' },
    });
    expect(world.stderr.read()).toBeNull();
  });

  it('takes no answer for none, and an interrupt for the end', async () => {
    const world = terminal(true);
    const asked = askCode(world, 'guarded', 'device');
    world.stdin.write('\n');
    await expect(asked).rejects.toMatchObject({ error: { code: 'mfa-needed' } });
    const controller = new AbortController();
    const pending = askCode(terminal(true, controller), 'guarded', 'device');
    controller.abort();
    await expect(pending).rejects.toThrow();
  });

  it('is interrupted by Ctrl-C at the question, and takes Ctrl-D for no answer', async () => {
    const interrupt = new AbortController();
    const world = terminal(true, interrupt);
    const asked = askCode(world, 'guarded', 'device');
    world.stdin.write('\u0003');
    await expect(asked).rejects.toThrow();
    expect(interrupt.signal.aborted).toBe(true);
    const other = terminal(true);
    const again = askCode(other, 'guarded', 'device');
    other.stdin.write('\u0004');
    await expect(again).rejects.toMatchObject({ error: { code: 'mfa-needed' } });
    expect(other.interrupt.signal.aborted).toBe(false);
  });
});

const hasScript = posix && hasProgram('script', 'test/cli/ask-code: the program in a terminal');
describe.runIf(hasScript)('the program in a terminal', () => {
  it('asks for one code, for all files', async () => {
    await using home = await scratch();
    await using aws = await startAws();
    const archive = { accountId: '444455556666', region: 'us-east-1' };
    const keyArn = await createPracticeKey(aws.kms.storeOf(archive), archive, 'archive');
    await writeConfig(home.path, configText());
    await keepToken(home.path, 'corp', await signIn(aws.center));
    for (const name of ['a', 'b', 'c']) await home.write(name, name);
    const run = await shellIn(home);
    const code = aws.center.mfa.press('arn:aws:iam::111122223333:mfa/alice');
    const command = `envelope encrypt --profile guarded --key ${keyArn} a b c`;
    const line = `printf '${code}\\n' | script --quiet --return --command '${command}' /dev/null`;
    const { code: exit, stdout } = await run(line, { env: aws.env });
    expect({ exit, asked: String(stdout).split('Code of arn:aws:iam').length - 1 }).toEqual({
      exit: 0,
      asked: 1,
    });
    expect(await home.names()).toEqual(expect.arrayContaining(['a.envelope', 'b.envelope', 'c.envelope']));
    expect(aws.center.calls.get('AssumeRole')).toBe(1);
  });
});
