#!/usr/bin/env node
/**
 * Composition root of the command line: the same vault as the window's, in plain Node.
 *
 * Exit codes: 0 all done, 1 some failed, 2 not understood, 130 interrupted (and cleaned up).
 */
import { mkdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { argv, env, exit, platform, stderr, stdout } from 'node:process';
import packageJson from '../package.json' with { type: 'json' };
import { type Command, type FileCommand, HELP, parseCommand, UsageError } from './cli/arguments.ts';
import { formatError, formatInfo, formatSize, progressLine, safe, safeJson } from './cli/terminal.ts';
import { compose, type Parts } from './compose.ts';
import { defaultDataFolder } from './data-folder.ts';
import { onSide } from './engine/errors.ts';
import { selfTest } from './envelope/self-test.ts';
import { parseKeyArn } from './kms/arn.ts';
import { fileProtection } from './kms/practice/file-protection.ts';
import { awsProfileId } from './kms-access.ts';
import { PRACTICE_PROFILE } from './vault/candidates.ts';
import { explain, failure } from './vault/explain.ts';
import type { Outcome } from './vault/vault.ts';

const INTERRUPTED = 130;
/** What KMS takes for a key as it is; all else is an alias without its prefix. */
const KEY_ID = /^arn:|^alias\/|^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$|^mrk-[0-9a-f]{32}$/;
const interrupt = new AbortController();

async function main(): Promise<number> {
  const command = parseCommand(argv.slice(2));
  if (command.name === 'help') return print(HELP);
  if (command.name === 'version') return print(`${packageJson.version}\n`);
  const failed = selfTest();
  if (failed.length > 0) throw failure('self-test-failed', { errorName: failed.join(', ') });
  const dataFolder = command.vault ?? defaultDataFolder(env, platform);
  const parts = compose({
    dataFolder,
    workerUrl: new URL('./worker.js', import.meta.url),
    protection: fileProtection,
  });
  try {
    await parts.engine.removeLeftovers();
    return await runAll(parts, command);
  } finally {
    await parts.engine.close();
  }
}

function print(text: string): number {
  stdout.write(text);
  return 0;
}

async function runAll(
  parts: Parts,
  command: Exclude<Command, { name: 'help' | 'version' }>,
): Promise<number> {
  const perFile =
    command.name === 'inspect'
      ? (file: string) => inspect(parts, file, command.json)
      : await fileRunner(parts, command);
  let failures = 0;
  for (const file of command.files) {
    if (interrupt.signal.aborted) return INTERRUPTED;
    try {
      await perFile(file);
    } catch (error) {
      failures += 1;
      stderr.write(formatError(file, explain(error, basename(file))));
    }
  }
  if (interrupt.signal.aborted) return INTERRUPTED;
  return failures === 0 ? 0 : 1;
}

async function inspect({ vault }: Parts, file: string, json: boolean): Promise<void> {
  const info = await vault.inspect(file);
  stdout.write(json ? `${safeJson({ file, ...info })}\n` : formatInfo(file, info));
}

async function fileRunner(parts: Parts, command: FileCommand): Promise<(file: string) => Promise<void>> {
  const profileId = command.profile === null ? PRACTICE_PROFILE : awsProfileId(command.profile);
  if (command.name === 'decrypt' && command.key !== null && parseKeyArn(command.key) === null)
    throw new UsageError('decrypt needs the ARN of the key, as inspect shows it');
  if (command.output !== null) await makeFolder(command.output);
  const keyId = command.name === 'encrypt' ? await chooseKey(parts, profileId, command.key) : '';
  return async (source) => {
    const line = progressLine(basename(source), stderr);
    const options = {
      source,
      outputFolder: command.output,
      onConflict: 'fail' as const,
      profileId,
      signal: interrupt.signal,
      onProgress: line.show,
    };
    try {
      const outcome =
        command.name === 'encrypt'
          ? await parts.vault.encrypt({ ...options, keyId, context: command.context })
          : await parts.vault.decrypt({ ...options, keyArn: command.key, headerDigest: null });
      line.clear();
      report(source, outcome, command.profile === null);
    } finally {
      line.clear();
    }
  };
}

function report(source: string, { path, size }: Outcome, practice: boolean): void {
  const note = practice ? ', practice' : '';
  stdout.write(`${safe(source)} -> ${safe(path)} (${formatSize(size)}${note})\n`);
}

async function makeFolder(path: string): Promise<void> {
  await onSide('target', () => mkdir(path, { recursive: true })).catch((error: unknown) => {
    throw failure('folder-not-writable', explain(error).details);
  });
}

/** The key that was named; else the practice key, made where there is none, or the profile's only key. */
async function chooseKey(
  { practice, kmsFor }: Parts,
  profileId: string,
  named: string | null,
): Promise<string> {
  if (named !== null) return KEY_ID.test(named) ? named : `alias/${named}`;
  const kms = await kmsFor(profileId, null);
  const keys = await kms.listKeys({ signal: interrupt.signal });
  const [only, ...others] = keys;
  if (only !== undefined && others.length === 0) return only.arn;
  if (profileId === PRACTICE_PROFILE) return only?.arn ?? (await practice.createKey('practice')).arn;
  const names = keys.map(({ arn, aliases }) => aliases[0] ?? arn).slice(0, 20);
  throw new UsageError(
    keys.length === 0
      ? 'no key to encrypt with in this account and region'
      : `say which --key: ${names.join(', ')}`,
  );
}

// Who runs an old Node.js knows it; the SDK's reminder would be taken for a failure.
env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => interrupt.abort());
// A reader that goes away (`| head`) must not end the program in the middle of a file.
for (const stream of [stdout, stderr]) stream.on('error', () => undefined);

main().then(
  (code) => exit(code),
  (error: unknown) => {
    if (interrupt.signal.aborted) exit(INTERRUPTED);
    if (error instanceof UsageError) {
      stderr.write(`envelope: ${safe(error.message)}\nTry: envelope --help\n`);
      exit(2);
    }
    stderr.write(formatError(null, explain(error)));
    exit(1);
  },
);
