import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { askCode } from '../../electron/cli/ask-code.ts';

const terminal = (isTTY: boolean, signal = new AbortController().signal) => ({
  stdin: Object.assign(new PassThrough(), { isTTY }),
  stderr: Object.assign(new PassThrough(), { isTTY }),
  signal,
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
    const pending = askCode(terminal(true, controller.signal), 'guarded', 'device');
    controller.abort();
    await expect(pending).rejects.toThrow();
  });
});
