/** Opening envelopes as the system does it: by argument, by a second start, and what is not opened at once. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'playwright/test';
import { cleanEnvironment, runtimeExecutable } from '../support/electron-app.ts';
import {
  bytes,
  card,
  drop,
  encryptByDrop,
  listFolder,
  look,
  row,
  startVault,
  usePractice,
  writeSample,
} from './vault-app.ts';

const project = path.resolve(import.meta.dirname, '../..');

test('with the practice key here, a double-click decrypts at once, at start and in a second start', async () => {
  const home = mkdtempSync(path.join(tmpdir(), 'vault-open-'));
  try {
    const inbox = path.join(home, 'inbox');
    mkdirSync(inbox);
    await test.step('make two envelopes and end', async () => {
      await using vault = await startVault({ home });
      await usePractice(vault.window);
      for (const name of ['one.txt', 'two.txt']) {
        cpSync(
          await encryptByDrop(vault, writeSample(vault, name, name)),
          path.join(inbox, `${name}.envelope`),
        );
      }
    });
    await using vault = await startVault({ home, args: [path.join(inbox, 'one.txt.envelope')] });
    await expect(row(vault.window, 'one.txt.envelope').getByText('Decrypted')).toBeVisible();
    expect(bytes(path.join(inbox, 'one.txt')).toString()).toBe('one.txt');

    const url = pathToFileURL(path.join(inbox, 'two.txt.envelope')).href;
    const second = spawn(
      runtimeExecutable(),
      [
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        project,
        `--user-data-dir=${vault.userData}`,
        url,
      ],
      { env: cleanEnvironment(home), stdio: 'ignore' },
    );
    const [code] = await once(second, 'exit');
    expect(code).toBe(0);
    await expect(row(vault.window, 'two.txt.envelope').getByText('Decrypted')).toBeVisible();
    expect(bytes(path.join(inbox, 'two.txt')).toString()).toBe('two.txt');

    await test.step('once more: the file that is there stays, another name is taken', async () => {
      await vault.app.evaluate(
        ({ app }, file) => {
          app.emit('open-file', { preventDefault: () => undefined }, file);
        },
        path.join(inbox, 'two.txt.envelope'),
      );
      await expect.poll(() => listFolder(inbox)).toContain('two (2).txt');
    });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});

/** A header of suite 0x0478 naming a key of an account nobody has used here. */
function foreignEnvelope(): Buffer {
  const field = (text: string | Buffer): Buffer => {
    const content = Buffer.from(text);
    return Buffer.concat([Buffer.from([content.length >> 8, content.length & 255]), content]);
  };
  const arn = 'arn:aws:kms:eu-west-1:444455556666:key/11111111-2222-3333-4444-555555555555';
  return Buffer.concat([
    Buffer.from([2, 4, 0x78]),
    Buffer.alloc(32, 7),
    field(Buffer.concat([Buffer.from([0, 1]), field('project'), field('<b>payroll</b>')])),
    Buffer.from([0, 1]),
    field('aws-kms'),
    field(arn),
    field(Buffer.alloc(184, 1)),
    Buffer.from([2, 0, 1, 0, 0]),
    Buffer.alloc(48, 9),
    Buffer.concat([
      Buffer.alloc(4, 0xff),
      Buffer.from([0, 0, 0, 1]),
      Buffer.alloc(12),
      Buffer.from([0, 0, 0, 5]),
      Buffer.alloc(21),
    ]),
  ]);
}

test('an envelope of an unknown account shows its card and contacts nobody', async () => {
  const home = mkdtempSync(path.join(tmpdir(), 'vault-foreign-'));
  try {
    await using vault = await startVault({ home });
    const file = writeSample(vault, 'payroll.csv.envelope', foreignEnvelope());
    await vault.app.evaluate(({ app }, opened) => {
      app.emit('open-file', { preventDefault: () => undefined }, opened);
    }, file);
    const shown = card(vault.window, 'payroll.csv.envelope');
    await expect(shown).toContainText('444455556666');
    await expect(shown).toContainText('eu-west-1');
    await expect(shown).toContainText('<b>payroll</b>');
    await expect(shown).toContainText('5 bytes');
    await look(vault.window, '9-foreign-card');
    await shown.getByRole('button', { name: 'Not now' }).click();
    await expect(shown).toBeHidden();
    expect(listFolder(home)).toEqual(['payroll.csv.envelope']);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});

test('broken envelopes: words, nothing written, the app goes on', async () => {
  await using vault = await startVault();
  const { window } = vault;
  await usePractice(window);
  const envelope = await encryptByDrop(vault, writeSample(vault, 'good.txt', 'good content'));
  const good = bytes(envelope);
  const withByte = (offset: number, value: number): Buffer => {
    const copy = Buffer.from(good);
    copy.writeUInt8(value, offset);
    return copy;
  };
  const flipped = (offset: number): Buffer => withByte(offset, (good.at(offset) ?? 0) ^ 1);
  const byCard: readonly (readonly [string, Buffer, string])[] = [
    ['zip.envelope', Buffer.from('PK\u0003\u0004 a zip file'), 'not an envelope'],
    ['empty.envelope', Buffer.alloc(0), 'not an envelope'],
    ['newer.envelope', withByte(0, 3), 'newer version'],
    ['unknown.envelope', withByte(2, 0x99), 'does not know'],
    ['stump.envelope', good.subarray(0, 60), 'incomplete'],
  ];
  for (const [name, content, words] of byCard) {
    await drop(vault, writeSample(vault, name, content));
    await expect(card(window, name)).toContainText(words);
    if (name === 'zip.envelope') await look(window, '10-failed-card');
    await card(window, name).getByRole('button', { name: 'Not now' }).click();
  }
  const byJob: readonly (readonly [string, Buffer, string])[] = [
    ['cut.envelope', good.subarray(0, -5), 'incomplete'],
    ['changed.envelope', flipped(good.length - 20), 'altered or damaged after it was made'],
    ['longer.envelope', Buffer.concat([good, Buffer.from('x')]), 'added after the end'],
    ['id.envelope', flipped(5), 'not the one'],
  ];
  for (const [name, content, words] of byJob) {
    await drop(vault, writeSample(vault, name, content));
    await card(window, name).getByRole('button', { name: 'Decrypt', exact: true }).click();
    await expect(row(window, name)).toContainText(words);
  }
  await look(window, '11-failed-jobs');
  const before = [
    'good.txt',
    'good.txt.envelope',
    ...byCard.map(([name]) => name),
    ...byJob.map(([name]) => name),
  ];
  expect(listFolder(vault.home)).toEqual(before.sort());
});
