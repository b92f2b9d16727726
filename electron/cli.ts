#!/usr/bin/env node
/**
 * Composition root of the command line: the same vault as the window's, in plain Node.
 *
 * Exit codes: 0 all done, 1 some failed, 2 not understood, 130 interrupted (and cleaned up).
 */
import { setMaxListeners } from 'node:events';
import { argv, env, exit, platform, stderr, stdin, stdout } from 'node:process';
import packageJson from '../package.json' with { type: 'json' };
import { advised } from './cli/advice.ts';
import { parseCommand } from './cli/arguments.ts';
import { askCode } from './cli/ask-code.ts';
import { runKeys } from './cli/keys.ts';
import { namedProfile } from './cli/named-profile.ts';
import { rawArguments } from './cli/names.ts';
import { openLink } from './cli/open-link.ts';
import { UsageError } from './cli/option-values.ts';
import { runProfiles } from './cli/profiles.ts';
import { INTERRUPTED, runFiles } from './cli/run.ts';
import { isSession, runSession } from './cli/session.ts';
import { formatError, safe } from './cli/terminal.ts';
import { isText, textOf } from './cli/texts.ts';
import { compose } from './compose.ts';
import { defaultDataFolder } from './data-folder.ts';
import { systemErrorName } from './engine/errors.ts';
import { selfTest } from './envelope/self-test.ts';
import { fileProtection } from './kms/practice/file-protection.ts';
import { explain, failure } from './vault/explain.ts';
import { practiceProfile } from './vault/session-profiles.ts';

const interrupt = new AbortController();
// Every file in work listens to it; older versions of Node.js would warn of that.
setMaxListeners(0, interrupt.signal);

async function main(): Promise<number> {
  const command = parseCommand(rawArguments(argv.slice(2)));
  if (isText(command)) {
    stdout.write(textOf(command, packageJson.version));
    return 0;
  }
  const parts = compose({
    dataFolder: ('vault' in command && command.vault) || defaultDataFolder(env, platform),
    workerUrl: new URL('./worker.js', import.meta.url),
    protection: fileProtection,
    mfaCode: (profile, device) => askCode({ stdin, stderr, interrupt }, profile, device),
  });
  try {
    const failed = selfTest();
    if (failed.length > 0) throw failure('self-test-failed', { errorName: failed.join(', ') });
    const { identities } = parts;
    if (command.name === 'profiles')
      return await runProfiles(command, { identities, now: new Date(), stdout, stderr });
    if (isSession(command)) {
      const { signal } = interrupt;
      const world = { identities, signal, stdout, stderr, openLink: stdout.isTTY ? openLink : null };
      return await runSession(command, world);
    }
    await parts.engine.removeLeftovers();
    const { profile } = command;
    const findProfile = async () => (profile === null ? practiceProfile : namedProfile(profile, identities));
    const world = { parts, signal: interrupt.signal, stdin, stdout, stderr };
    return command.name === 'keys'
      ? await runKeys(command, { ...world, profile: await findProfile() })
      : await runFiles(command, { ...world, findProfile });
  } finally {
    await parts.engine.close();
  }
}

/** The exit code of a failure that no file is to blame for, which it prints. */
function codeOf(error: unknown): number {
  if (interrupt.signal.aborted) return INTERRUPTED;
  if (!(error instanceof UsageError)) {
    stderr.write(formatError(null, advised(explain(error), null)));
    return 1;
  }
  stderr.write(`envelope: ${safe(error.message)}\nTry: envelope --help\n`);
  return 2;
}

/** Ends the program when what was printed is handed over. */
async function leave(code: number): Promise<void> {
  for (const stream of [stdout, stderr]) await new Promise((resolve) => stream.write('', resolve));
  exit(code === 0 && lost ? 1 : code);
}

// Who runs an old Node.js knows it; the SDK's reminder would be taken for a failure.
env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => interrupt.abort());
// A reader that goes away (`| head`) must not end the program in the middle of a file; a disk that is full must be told.
let lost = false;
for (const stream of [stdout, stderr]) {
  stream.on('error', (error) => {
    lost ||= systemErrorName(error) !== 'EPIPE';
  });
}

main().catch(codeOf).then(leave);
