/**
 * Runs the built command line as a person would, in a process of its own.
 *
 * Guarantees: a HOME of the test's, and no AWS, XDG or proxy setting of the machine.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const cliPath = fileURLToPath(new URL('../../dist/main/cli.js', import.meta.url));
const NOT_PASSED = /^(AWS_|XDG_|NODE_OPTIONS$|https?_proxy$|all_proxy$|no_proxy$)/i;

export interface CliOptions {
  readonly home: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The Node.js to run it with; the tests' own by default. */
  readonly node?: string;
  /** A program that runs it, with its arguments. */
  readonly under?: readonly string[];
  /** Called with the process and what it wrote to stdout and stderr so far, each time it writes. */
  readonly onOutput?: (child: ChildProcess, output: string) => void;
  readonly onStart?: (child: ChildProcess) => void;
}

export interface CliResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function cliEnvironment(home: string): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !NOT_PASSED.test(entry[0]),
  );
  const own = { HOME: home, USERPROFILE: home, APPDATA: home, XDG_CONFIG_HOME: home };
  return { ...Object.fromEntries(inherited), ...own, AWS_EC2_METADATA_DISABLED: 'true' };
}

export function runCli(args: readonly string[], options: CliOptions): Promise<CliResult> {
  if (!existsSync(cliPath)) throw new Error(`${cliPath} is not there: run "npm run build" first`);
  const { home, cwd = home, env, node = process.execPath, under = [] } = options;
  const [program = node, ...before] = [...under, node];
  const child = spawn(program, [...before, cliPath, ...args], {
    cwd,
    env: { ...cliEnvironment(home), ...env },
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
      options.onOutput?.(child, output.stdout + output.stderr);
    });
  }
  options.onStart?.(child);
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', (code, signal) => resolve({ code, signal, ...output }));
  });
}
