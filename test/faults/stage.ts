/**
 * Where a victim does its work: a folder with its files, a folder for temporary files and a home of its own. Another
 * process of ours is at work there all the time, and must not be disturbed.
 */
import type { ChildProcess } from 'node:child_process';
import { createReadStream, realpathSync } from 'node:fs';
import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { APP_NAME } from '../../electron/data-folder.ts';
import { type CliOptions, type CliResult, runCli } from '../support/run-cli.ts';
import { until } from '../support/scratch.ts';
import type { Material } from './material.ts';
import type { Files, Victim } from './victims.ts';

export interface Stage {
  readonly victim: Victim;
  readonly material: Material;
  /** Path of a file of the victim's folder. */
  readonly at: (name: string) => string;
  /** Files of the victim's folder, by their name in it; those of the folder for temporary files as `../temporary/…`. */
  readonly names: () => Promise<readonly string[]>;
  /** Names of the files in which processes note that they have temporary files. */
  readonly notes: () => Promise<readonly string[]>;
  /** Takes results away, and puts back what they may have replaced. */
  readonly reset: () => Promise<void>;
  /** Runs the victim. */
  readonly run: (options?: Pick<CliOptions, 'onStart' | 'under'>) => Promise<CliResult>;
  /** Starts the program for something that makes no file. */
  readonly nextStart: () => Promise<CliResult>;
  readonly bystander: Bystander;
}

/** The other process: it encrypts something that it does not get before the end. */
interface Bystander {
  /** Name of its temporary file. */
  readonly temporary: string;
  /** Name of its result. */
  readonly result: string;
  /** Gives it the small file; resolves when it has ended. */
  readonly finish: () => Promise<CliResult>;
}

const TEMPORARY = /^\.envelope-vault-[0-9a-f]{16}-[0-9a-f]{8}\.part$/;
export const isTemporary = (path: string): boolean => TEMPORARY.test(path.slice(path.lastIndexOf('/') + 1));

/** Makes the stage in the new folder `path`. */
export async function createStage(victim: Victim, material: Material, path: string): Promise<Stage> {
  await mkdir(path);
  const root = realpathSync(path);
  const files = join(root, 'files');
  const temporary = join(root, 'temporary');
  const home = join(root, 'home');
  for (const folder of [files, temporary, home]) await mkdir(folder);
  await material.makeHome(home);
  const at = (name: string): string => join(files, name);
  const put = async (wanted: Files): Promise<void> => {
    for (const [name, content] of Object.entries(wanted)) {
      await mkdir(dirname(at(name)), { recursive: true });
      await copyFile(material.path(content), at(name));
    }
  };
  const run = (
    args: readonly string[],
    options?: Pick<CliOptions, 'onStart' | 'under'>,
  ): Promise<CliResult> => runCli(args, { home, cwd: files, env: { TMPDIR: temporary }, ...options });
  const names = async (): Promise<readonly string[]> => {
    const entries = [files, temporary].map((folder) =>
      readdir(folder, { recursive: true, withFileTypes: true }),
    );
    const found = (await Promise.all(entries)).flat().filter((entry) => !entry.isDirectory());
    return found.map((entry) => relative(files, join(entry.parentPath, entry.name))).sort();
  };
  const [command, ...rest] = victim.args;
  const { stdin } = victim;

  await put(victim.files);
  return {
    victim,
    material,
    at,
    names,
    notes: () => readdir(join(home, APP_NAME, 'unfinished')),
    reset: async () => {
      for (const name of Object.keys(victim.results)) await rm(at(name), { force: true });
      await put(victim.replaced ?? {});
    },
    run: (options = {}) =>
      run([command, '--practice', ...rest], {
        ...options,
        onStart: (child) => {
          if (stdin !== undefined) feed(child, at(stdin));
          options.onStart?.(child);
        },
      }),
    nextStart: () => run(['inspect', material.path('small.envelope')]),
    bystander: await startBystander(run, names, material),
  };
}

function feed(child: ChildProcess, path: string): void {
  // A process that is killed takes no more.
  child.stdin?.on('error', () => undefined);
  if (child.stdin !== null) createReadStream(path).pipe(child.stdin);
}

async function startBystander(
  run: (args: readonly string[], options: Pick<CliOptions, 'onStart'>) => Promise<CliResult>,
  names: () => Promise<readonly string[]>,
  material: Material,
): Promise<Bystander> {
  const result = 'bystander.envelope';
  const started = Promise.withResolvers<ChildProcess>();
  const ended = run(['encrypt', '--practice', '--output', result, '-'], { onStart: started.resolve });
  const child = await started.promise;
  await until('the other process has its temporary file', async () => (await names()).some(isTemporary));
  const [temporary = ''] = (await names()).filter(isTemporary);
  return {
    temporary,
    result,
    finish: () => {
      feed(child, material.path('small'));
      return ended;
    },
  };
}
