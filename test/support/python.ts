/**
 * Programs from PyPI, each in an environment of its own below node_modules/.cache, where Git does not look and `npm ci`
 * cleans up. Made anew whenever the requirements change. Needs Python 3 with `venv`, and PyPI the first time.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { env, platform } from 'node:process';
import { fileURLToPath } from 'node:url';
import { run } from './programs.ts';

const cache = fileURLToPath(new URL('../../node_modules/.cache', import.meta.url));
const [binaries, python] = platform === 'win32' ? ['Scripts', 'python'] : ['bin', 'python3'];

/**
 * Installs what a requirements file names; answers the folder of its programs. Rejects with pip's words where it cannot
 * be had.
 *
 * @param name Of the folder in the cache.
 */
export async function installFromPypi(name: string, requirements: string): Promise<string> {
  const environment = join(cache, name);
  const mark = join(environment, 'installed.txt');
  const wanted = await readFile(requirements, 'utf8');
  const programs = join(environment, binaries);
  if (existsSync(mark) && (await readFile(mark, 'utf8')) === wanted) return programs;
  await rm(environment, { recursive: true, force: true });
  await mkdir(environment, { recursive: true });
  await step(python, ['-m', 'venv', environment]);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input'];
  await step(join(programs, 'python'), [...pip, '--requirement', requirements]);
  await writeFile(mark, wanted);
  return programs;
}

async function step(command: string, args: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await run(command, args, env);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${stdout}${stderr}`);
}
