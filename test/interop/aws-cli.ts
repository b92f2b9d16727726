/**
 * AWS's own command line, `aws-encryption-cli`, installed from PyPI into an environment of its own.
 *
 * It is kept below node_modules/.cache, where Git does not look and `npm ci` cleans up, and made anew whenever
 * requirements.txt changes. Needs Python 3 with `venv`, and PyPI the first time.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { env, platform } from 'node:process';
import { fileURLToPath } from 'node:url';

const requirements = fileURLToPath(new URL('requirements.txt', import.meta.url));
const environment = fileURLToPath(new URL('../../node_modules/.cache/aws-encryption-cli', import.meta.url));
const [binaries, python] = platform === 'win32' ? ['Scripts', 'python'] : ['bin', 'python3'];

/** Whether its tests are left out, which is said. */
export const leftOut = env['INTEROP_WITHOUT_AWS_CLI'] === '1';
if (leftOut) console.warn('skipped: aws-encryption-cli is left out, as INTEROP_WITHOUT_AWS_CLI=1 asks for');

export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Resolves however the program ends; rejects where it cannot be started. */
function run(
  command: string,
  args: readonly string[],
  environmentVariables: NodeJS.ProcessEnv,
): Promise<Run> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { env: environmentVariables, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      if (error === null) resolve({ code: 0, stdout, stderr });
      else if (typeof error.code === 'number') resolve({ code: error.code, stdout, stderr });
      else reject(error);
    });
  });
}

async function step(command: string, args: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await run(command, args, env);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${stdout}${stderr}`);
}

/** Answers the path of the program. Rejects with what to do where it cannot be had. */
export async function installAwsCli(): Promise<string> {
  const mark = join(environment, 'installed.txt');
  const wanted = await readFile(requirements, 'utf8');
  const program = join(environment, binaries, 'aws-encryption-cli');
  if (existsSync(mark) && (await readFile(mark, 'utf8')) === wanted) return program;
  try {
    await rm(environment, { recursive: true, force: true });
    await mkdir(environment, { recursive: true });
    await step(python, ['-m', 'venv', environment]);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input'];
    await step(join(environment, binaries, 'python'), [...pip, '--requirement', requirements]);
    await writeFile(mark, wanted);
  } catch (cause) {
    const hint = 'it needs Python 3 with venv, and PyPI; INTEROP_WITHOUT_AWS_CLI=1 leaves its tests out';
    throw new Error(`aws-encryption-cli could not be installed: ${hint}`, { cause });
  }
  return program;
}

/** Runs it, in `variables` and nothing else of this process's environment but what finds programs. */
export const runAwsCli = (
  program: string,
  args: readonly string[],
  variables: NodeJS.ProcessEnv,
): Promise<Run> => run(program, args, variables);
