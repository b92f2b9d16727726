/** A shell in which `envelope` is a command, as it is after installing. */
import { spawn } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cliEnvironment, cliPath } from '../support/run-cli.ts';
import type { Scratch } from '../support/scratch.ts';

export interface ShellResult {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface ShellOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly shell?: readonly [program: string, ...args: string[]];
  /** Called with what was written to standard error so far, each time something is. */
  readonly onError?: (text: string) => void;
}

/** Answers a function that runs a line; the home is `home`, where the command is put into the folder `bin`. */
export async function shellIn(home: Scratch) {
  const bin = home.at('bin');
  await mkdir(bin, { recursive: true });
  const program = join(bin, 'envelope');
  await writeFile(program, `#!/bin/sh\nexec '${process.execPath}' '${cliPath}' "$@"\n`);
  await chmod(program, 0o755);
  return (
    line: string,
    { cwd = home.path, env, shell = ['bash', '-c'], onError }: ShellOptions = {},
  ): Promise<ShellResult> => {
    const inherited = cliEnvironment(home.path);
    const [name, ...args] = shell;
    const child = spawn(name, [...args, line], {
      cwd,
      env: { ...inherited, PATH: `${bin}:${inherited['PATH']}`, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const stdout: Buffer[] = [];
    let stderr = '';
    child.stdout.on('data', (bytes: Buffer) => stdout.push(bytes));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      onError?.(stderr);
    });
    return new Promise((resolve, reject) => {
      child
        .once('error', reject)
        .once('close', (code) => resolve({ code, stdout: Buffer.concat(stdout), stderr }));
    });
  };
}
