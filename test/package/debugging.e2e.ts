/** Nobody gets a debugger, or code of their own, into the packed app by the way it is started. */
import { access, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'playwright/test';
import { createDesk, type Desk } from './packed.ts';
import { startPacked } from './start.ts';

const REFUSED = ['--remote-debugging-port=0', '--inspect', '--inspect=0', '--inspect-brk=0'];

for (const argument of REFUSED) {
  test(`${argument} ends it at once`, async () => {
    await using desk = await createDesk();
    const sealed = await desk.seal('secret.txt', 10);
    await using app = startPacked(desk, [argument, sealed.envelope]);
    expect(await app.ended, app.output()).toBeGreaterThan(0);
    expect(app.output()).not.toMatch(/(Debugger|DevTools) listening/);
    await expect(access(sealed.original), 'nothing was decrypted').rejects.toThrow();
  });
}

test('ELECTRON_RUN_AS_NODE does not make a Node of it', async () => {
  await using desk = await createDesk();
  const { script, trace } = await createIntruder(desk);
  const options = { before: [script], env: { ELECTRON_RUN_AS_NODE: '1' } };
  await using app = startPacked(desk, ['--inspect'], options);
  expect(await app.ended, app.output()).toBeGreaterThan(0);
  await expect(access(trace), 'the script did not run').rejects.toThrow();
});

test('NODE_OPTIONS loads nothing into it', async () => {
  await using desk = await createDesk();
  const { script, trace } = await createIntruder(desk);
  await using app = startPacked(desk, ['--inspect'], { env: { NODE_OPTIONS: `--require=${script}` } });
  expect(await app.ended, app.output()).toBeGreaterThan(0);
  await expect(access(trace), 'the script did not run').rejects.toThrow();
});

/** A script that leaves a trace where it runs. */
async function createIntruder({ home }: Desk): Promise<{ readonly script: string; readonly trace: string }> {
  const script = path.join(home, 'intruder.cjs');
  const trace = path.join(home, 'trace');
  await writeFile(script, `require('node:fs').writeFileSync(${JSON.stringify(trace)}, '');`);
  return { script, trace };
}
