/**
 * The programs that are compared over one large file, as data: what each is called with to encrypt `from` into `to`,
 * and to decrypt it again.
 *
 * All do the same job: from a file into a file of another name. `sync` says who brings it to the disk: the program
 * itself, `sync -d` behind it (which is counted), or nobody.
 */
import { basename, dirname, join } from 'node:path';
import { execPath } from 'node:process';
import { cliEnvironment, cliPath } from '../../support/run-cli.ts';
import type { Command } from '../measure.ts';
import type { Family } from '../options.ts';
import type { Setting } from './setting.ts';

export type ProgramName =
  | 'ours'
  | 'cp'
  | 'cp-sync'
  | 'age'
  | 'openssl'
  | '7z'
  | 'gpg'
  | 'gpg-z0'
  | 'client-node-64k'
  | 'client-node-4k'
  | 'aws-encryption-cli';

export interface Program {
  readonly name: ProgramName;
  /** What `--only` calls it; also the tool that must be there, but for what the project brings. */
  readonly family: Family;
  readonly title: string;
  readonly sync: 'itself' | 'sync -d' | 'no';
  /** Slow programs take part in the first rounds only. */
  readonly maxRounds: number;
  /** Ends the name of the encrypted file. */
  readonly suffix: string;
  readonly encrypt: (from: string, to: string) => Command;
  readonly decrypt: (from: string, to: string) => Command;
}

const clientNodeScript = join(import.meta.dirname, '..', 'programs', 'client-node.ts');
const ALL_ROUNDS = Number.POSITIVE_INFINITY;
const SLOW_ROUNDS = 2;

/** Ours, as a person calls it. */
export const envelope = (setting: Setting, ...args: readonly string[]): Command => ({
  file: execPath,
  args: [cliPath, ...args],
  env: cliEnvironment(setting.home),
});

export function programs(setting: Setting): readonly Program[] {
  const { path, password, passwordFile: file, ageKey, kms } = setting;
  const ours =
    (verb: 'encrypt' | 'decrypt') =>
    (from: string, to: string): Command =>
      envelope(setting, verb, '--practice', '--vault', setting.vault, '--output', dirname(to), from);
  const cp = (from: string, to: string): Command => ({ file: path('cp'), args: [from, to] });
  const age = (...args: readonly string[]): Command => ({ file: path('age'), args });
  const gpg = (...args: readonly string[]): Command => ({
    file: path('gpg'),
    args: ['--batch', '--quiet', '--pinentry-mode', 'loopback', '--passphrase-file', file, ...args],
    env: { ...process.env, GNUPGHOME: setting.gpgHome },
  });
  const openssl = (...args: readonly string[]): Command => ({
    file: path('openssl'),
    args: ['enc', '-aes-256-ctr', '-pbkdf2', '-pass', `file:${file}`, ...args],
  });
  const sevenZip = (...args: readonly string[]): Command => ({
    file: path('7z'),
    args: [args[0] ?? '', `-p${password}`, '-bd', '-bso0', ...args.slice(1)],
  });
  const clientNode =
    (verb: 'encrypt' | 'decrypt', frameLength: number) =>
    (from: string, to: string): Command => ({
      file: execPath,
      args: [clientNodeScript, verb, kms.keyArn, String(frameLength), from, to],
      env: { ...process.env, ...kms.env },
    });
  const awsCli = (...args: readonly string[]): Command => ({
    file: path('aws-encryption-cli'),
    args: [...args, '--suppress-metadata', '--wrapping-keys', `key=${kms.keyArn}`],
    env: { ...process.env, ...kms.env },
  });
  const suite = ['--algorithm', 'AES_256_GCM_HKDF_SHA512_COMMIT_KEY'];
  const peer = { sync: 'sync -d', maxRounds: ALL_ROUNDS } as const;

  return [
    {
      name: 'ours',
      family: 'ours',
      title: 'envelope (ours)',
      sync: 'itself',
      maxRounds: ALL_ROUNDS,
      suffix: '.envelope',
      encrypt: ours('encrypt'),
      decrypt: ours('decrypt'),
    },
    {
      ...peer,
      name: 'cp',
      family: 'cp',
      title: 'cp alone, not synced',
      sync: 'no',
      suffix: '.copy',
      encrypt: cp,
      decrypt: cp,
    },
    {
      ...peer,
      name: 'cp-sync',
      family: 'cp',
      title: 'cp, sync -d',
      suffix: '.copy',
      encrypt: cp,
      decrypt: cp,
    },
    {
      ...peer,
      name: 'age',
      family: 'age',
      title: 'age',
      suffix: '.age',
      encrypt: (from, to) => age('-e', '-i', ageKey, '-o', to, from),
      decrypt: (from, to) => age('-d', '-i', ageKey, '-o', to, from),
    },
    {
      ...peer,
      name: 'openssl',
      family: 'openssl',
      title: 'openssl enc -aes-256-ctr (authenticates nothing)',
      suffix: '.ctr',
      encrypt: (from, to) => openssl('-e', '-in', from, '-out', to),
      decrypt: (from, to) => openssl('-d', '-in', from, '-out', to),
    },
    {
      ...peer,
      name: '7z',
      family: '7z',
      title: '7z, AES-256, -mx=0 -mhe=on',
      suffix: '.7z',
      encrypt: (from, to) => sevenZip('a', '-mx=0', '-mhe=on', to, from),
      decrypt: (from, to) => sevenZip('x', `-o${dirname(to)}`, from, basename(to)),
    },
    {
      ...peer,
      name: 'gpg-z0',
      family: 'gpg',
      title: 'gpg -c -z 0 (no compression)',
      maxRounds: SLOW_ROUNDS,
      suffix: '.gpg',
      encrypt: (from, to) => gpg('-z', '0', '-o', to, '-c', from),
      decrypt: (from, to) => gpg('-o', to, '-d', from),
    },
    {
      ...peer,
      name: 'gpg',
      family: 'gpg',
      title: 'gpg -c (as it comes: compresses)',
      maxRounds: SLOW_ROUNDS,
      suffix: '.gpg',
      encrypt: (from, to) => gpg('-o', to, '-c', from),
      decrypt: (from, to) => gpg('-o', to, '-d', from),
    },
    {
      ...peer,
      name: 'client-node-64k',
      family: 'client-node',
      title: '@aws-crypto/client-node, 64 KiB frames',
      suffix: '.64k',
      encrypt: clientNode('encrypt', 64 * 1024),
      decrypt: clientNode('decrypt', 64 * 1024),
    },
    {
      ...peer,
      name: 'client-node-4k',
      family: 'client-node',
      title: '@aws-crypto/client-node, 4 KiB frames (its default)',
      maxRounds: SLOW_ROUNDS,
      suffix: '.4k',
      encrypt: clientNode('encrypt', 4 * 1024),
      decrypt: clientNode('decrypt', 4 * 1024),
    },
    {
      ...peer,
      name: 'aws-encryption-cli',
      family: 'aws-encryption-cli',
      title: 'aws-encryption-cli, 4 KiB frames (its default)',
      maxRounds: SLOW_ROUNDS,
      suffix: '.encrypted',
      encrypt: (from, to) => awsCli('-e', ...suite, '-i', from, '-o', to),
      decrypt: (from, to) => awsCli('-d', '-i', from, '-o', to),
    },
  ];
}
