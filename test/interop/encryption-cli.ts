/** AWS's own command line, `aws-encryption-cli`, installed from PyPI into an environment of its own. */
import { join } from 'node:path';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { type Run, run } from '../support/programs.ts';
import { installFromPypi } from '../support/python.ts';

/** Whether its tests are left out, which is said. */
export const leftOut = env['INTEROP_WITHOUT_AWS_CLI'] === '1';
if (leftOut) console.warn('skipped: aws-encryption-cli is left out, as INTEROP_WITHOUT_AWS_CLI=1 asks for');

/** Answers the path of the program. Rejects with what to do where it cannot be had. */
export async function installEncryptionCli(): Promise<string> {
  const requirements = fileURLToPath(new URL('requirements.txt', import.meta.url));
  try {
    return join(await installFromPypi('aws-encryption-cli', requirements), 'aws-encryption-cli');
  } catch (cause) {
    const hint = 'it needs Python 3 with venv, and PyPI; INTEROP_WITHOUT_AWS_CLI=1 leaves its tests out';
    throw new Error(`aws-encryption-cli could not be installed: ${hint}`, { cause });
  }
}

/** Runs it, in `variables` and nothing else of this process's environment but what finds programs. */
export const runEncryptionCli = (
  program: string,
  args: readonly string[],
  variables: NodeJS.ProcessEnv,
): Promise<Run> => run(program, args, variables);
