/** Nobody gets a debugger, or code of their own, into the packed app by the way it is started. */
import { access, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'playwright/test';
import { createDesk } from './packed.ts';
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
  const args = ['-p', '6*7', '--', '--inspect'];
  await using app = startPacked(desk, args, { env: { ELECTRON_RUN_AS_NODE: '1' } });
  expect(await app.ended, app.output()).toBeGreaterThan(0);
  expect(app.output()).not.toContain('42');
});

test('NODE_OPTIONS loads nothing into it', async () => {
  await using desk = await createDesk();
  const [script, trace] = ['intruder.cjs', 'trace'].map((name) => path.join(desk.home, name));
  await writeFile(`${script}`, `require('node:fs').writeFileSync(${JSON.stringify(trace)}, '');`);
  await using app = startPacked(desk, ['--inspect'], { env: { NODE_OPTIONS: `--require=${script}` } });
  expect(await app.ended, app.output()).toBeGreaterThan(0);
  await expect(access(`${trace}`)).rejects.toThrow();
});
