/** The AWS CLI, every one that the PATH has: Debian's `awscli` is version 2, which signs in; that of PyPI version 1, which does not. */
import { execFileSync, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Run } from '../support/programs.ts';

export interface AwsCli {
  readonly path: string;
  /** E.g. `2.9.19`. */
  readonly version: string;
  /** Whether it has `aws sso login`. */
  readonly signsIn: boolean;
}

/** Of several under one version, the first on the PATH. Says so where there is none, or none that signs in. */
export function findAwsClis(): readonly AwsCli[] {
  const found = new Map<string, AwsCli>();
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, 'aws');
    const version = versionOf(path);
    if (version === null || found.has(version)) continue;
    found.set(version, { path, version, signsIn: !version.startsWith('1.') });
  }
  const all = [...found.values()];
  if (all.length === 0) console.warn('skipped: the AWS CLI is not tried: there is no aws on the PATH');
  else if (!all.some(({ signsIn }) => signsIn))
    console.warn('skipped: aws sso login is not tried: there is no AWS CLI 2 on the PATH');
  return all;
}

function versionOf(path: string): string | null {
  try {
    accessSync(path, constants.X_OK);
    const told = execFileSync(path, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    return /^aws-cli\/(\d[\w.]*)/.exec(told)?.[1] ?? null;
  } catch {
    return null;
  }
}

export interface AwsCliOptions {
  readonly env: NodeJS.ProcessEnv;
  /** What it may read. */
  readonly input?: string;
  /** Called with what it wrote so far, each time it writes. */
  readonly onOutput?: (output: string) => void;
}

/** Runs it without a terminal. */
export function runAws({ path }: AwsCli, args: readonly string[], options: AwsCliOptions): Promise<Run> {
  const child = spawn(path, args, { env: { ...options.env, AWS_PAGER: '' } });
  const written = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      written[name] += text;
      options.onOutput?.(written.stdout + written.stderr);
    });
  }
  child.stdin.end(options.input ?? '');
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', (code) => resolve({ code: code ?? -1, ...written }));
  });
}
