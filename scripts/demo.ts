/**
 * `npm run demo`: the main job in a minute, on a practice key, without AWS and without a window.
 *
 * Everything happens in a temporary folder that is removed at the end. It runs the same command line that people use
 * and fails (exit code 1) when any step does not give what it says.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../dist/main/cli.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'envelope-demo-'));
const vault = join(folder, 'vault');
const sample = join(folder, 'salaries.txt');
const returned = join(folder, 'returned');

const envelope = (...args: readonly string[]): string =>
  execFileSync(execPath, [cli, ...args], { encoding: 'utf8' });
const say = (text: string): void => console.log(text.replaceAll(folder, '…'));

function demo(): void {
  say('Envelope Vault, in a minute: on a practice key, without AWS.\n');

  const content = `Ada 100\nGrace 100\nsaved ${new Date().toISOString()}\n`;
  writeFileSync(sample, content);
  say(`1. A file to protect: ${sample} (${content.length} bytes).\n`);

  say('2. Encrypting it. The practice key is made now; in real life AWS KMS keeps the key.');
  say(`   $ envelope encrypt --practice salaries.txt`);
  say(`   ${envelope('encrypt', '--practice', '--vault', vault, sample)}`);
  const sealed = readFileSync(`${sample}.envelope`);
  if (sealed.includes('Grace')) throw new Error('the envelope shows its content');

  say('3. What the envelope says about itself. Nobody is contacted for this.');
  say(`   $ envelope inspect salaries.txt.envelope`);
  say(envelope('inspect', `${sample}.envelope`).replace(/^/gm, '   '));

  say('4. Decrypting it into another folder, and comparing.');
  mkdirSync(returned);
  say(`   $ envelope decrypt --practice --output returned salaries.txt.envelope`);
  say(
    `   ${envelope('decrypt', '--practice', '--vault', vault, '--output', returned, `${sample}.envelope`)}`,
  );
  if (readFileSync(join(returned, 'salaries.txt'), 'utf8') !== content) throw new Error('not the same bytes');
  say('   The same bytes came back.\n');

  say('5. Changing one byte of the envelope, as damage or an attacker would.');
  sealed[sealed.length - 20] = (sealed.at(-20) ?? 0) ^ 1;
  writeFileSync(join(folder, 'changed.txt.envelope'), sealed);
  say(`   ${refusal()}`);
  if (readdirSync(folder).includes('changed.txt')) throw new Error('something was saved');
  say('   Nothing was saved.\n');

  say(`Practice keys are for trying only; they were in ${vault} (mode ${mode(vault)}) and are removed now.`);
  say('With AWS: envelope encrypt --profile NAME --key ALIAS FILE, or the app: npm start.');
}

function refusal(): string {
  const args = [cli, 'decrypt', '--practice', '--vault', vault, join(folder, 'changed.txt.envelope')];
  try {
    execFileSync(execPath, args, { encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    const text = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    if (text.includes('[tampered]')) return text;
  }
  throw new Error('a changed envelope was not refused');
}

const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);

try {
  demo();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
