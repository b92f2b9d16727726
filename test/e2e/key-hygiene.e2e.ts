/**
 * No key leaves the main process: not to the page, not in a message to it, not in logs, arguments, environments or files;
 * while a job is held in its middle, and when all have ended. Then none is in the main process either.
 *
 * Everything is searched for every data key that the key service gave out and every key derived from one, in every form
 * and by halves. Beside them there is a planted one, which goes to each of these places: a search that does not find it
 * there is blind.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'playwright/test';
import type { Key } from '../support/key-search.ts';
import { type KmsServer, startKmsServer } from '../support/kms-server.ts';
import { createKnownKeys } from '../support/known-keys.ts';
import { createPracticeKey } from '../support/practice-key.ts';
import { type Scratch, scratch } from '../support/scratch.ts';
import { findIn, keepLogs } from './find-in-app.ts';
import { bytes, card, drop, encryptByDrop, leftovers, row, startVault, writeSample } from './vault-app.ts';

test.skip(process.platform !== 'linux', 'other systems do not show processes in /proc');

/** With the key service's credentials as the profile `work`. */
function writeProfile(home: Scratch, { credentials, realm }: KmsServer): void {
  mkdirSync(home.at('.aws'));
  writeFileSync(
    home.at('.aws/credentials'),
    `[work]
aws_access_key_id = ${credentials.accessKeyId}
aws_secret_access_key = ${credentials.secretAccessKey}
region = ${realm.region}
`,
  );
}

test('keys stay in the main process, and not for longer than a job', async () => {
  test.setTimeout(180_000);
  const known = createKnownKeys();
  const planted: Key = { name: 'planted', bytes: randomBytes(32) };
  const mark = Buffer.from(planted.bytes).toString('hex');
  await using home = await scratch();
  await using kept = await scratch();
  const server = await startKmsServer({ onKey: known.onKey });
  await createPracticeKey(server.store, server.realm, 'payroll');
  writeProfile(home, server);
  mkdirSync(home.at('temporary'));
  try {
    await using vault = await startVault({
      home: home.path,
      module: path.join(import.meta.dirname, 'ipc-recorder.cjs'),
      args: [`--planted=${mark}`],
      env: {
        AWS_ENDPOINT_URL_KMS: server.url,
        TMPDIR: home.at('temporary'),
        PLANTED: mark,
        IPC_RECORD: kept.at('messages'),
      },
    });
    const { app, window } = vault;
    keepLogs(vault, kept.at('logs'));
    await app.evaluate((_electron, text) => console.error(text), mark);
    await window.getByRole('button', { name: /^Profile: / }).click();
    await window.getByRole('menuitemradio', { name: 'work' }).click();
    await expect(window.getByRole('button', { name: /^Key: payroll/ })).toBeVisible();
    const source = writeSample(vault, `${mark}.txt`, planted.bytes);
    const envelope = await encryptByDrop(vault, source);

    // Of holes, which take no room but time to encrypt.
    const large = writeSample(vault, 'large.bin', '');
    truncateSync(large, 6 * 2 ** 30);
    await drop(vault, large);
    const running = row(window, 'large.bin');
    await running.getByRole('button', { name: 'Pause', exact: true }).click();
    await expect(running).toContainText('Paused');
    expect(known.lookInto(home.path)).toEqual([]);
    expect(leftovers(home.path), 'a temporary file').toHaveLength(1);
    const [, dataKey] = known.dataKeys;
    const derived = known.derivedKeys.find(({ name }) => name.endsWith(`from ${dataKey?.name}`));
    const inWork = new Set(['planted', dataKey?.name, derived?.name]);
    for (const { where, keys } of await findIn(known.search(planted), vault, kept, large)) {
      expect(keys, `in the middle of a job: ${where}`).toEqual(
        where === 'main' ? inWork : new Set(['planted']),
      );
    }
    await running.getByRole('button', { name: 'Cancel', exact: true }).click();
    await expect(running).toContainText('Cancelled');

    renameSync(source, `${source}.away`);
    await drop(vault, envelope);
    const shown = card(window, path.basename(envelope));
    await shown.getByRole('button', { name: 'Decrypt', exact: true }).click();
    await expect(row(window, path.basename(envelope)).getByText('Decrypted')).toBeVisible();
    expect(bytes(source).equals(planted.bytes)).toBe(true);
    expect([known.dataKeys.length, known.derivedKeys.length]).toEqual([2, 2]);
    for (const { where, keys } of await findIn(known.search(planted), vault, kept, large)) {
      expect(keys, `when all have ended: ${where}`).toEqual(new Set(['planted']));
    }
  } finally {
    await server.close();
  }
});
