/**
 * A `credential_process`: a program of the person's own that prints credentials.
 *
 * Guarantees: it ends within the time limit and with this program, and so does everything that it started, but for what
 * has left its group, for which nobody waits; what it prints on its standard output goes nowhere but into the
 * credentials; of what it says on standard error the end is told, without characters that could do harm and without words
 * that could be secrets.
 * Source: docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { AwsError } from '../errors.ts';
import type { Credentials } from './shared.ts';

/** Milliseconds: some ask the person for something. */
const TIME_LIMIT = 120_000;
/** Bytes of either stream. */
const MAX_OUTPUT = 1_048_576;
/** As the person has it: credentials.ts sets it for the SDK. */
const AWS_EC2_METADATA_DISABLED = process.env['AWS_EC2_METADATA_DISABLED'];
/** Characters of what it said. */
const MAX_SAID = 400;

/** Rejects with AwsError `profile-unusable`, whose reason says what the program did. */
export async function credentialsOfProgram(command: string, timeLimit = TIME_LIMIT): Promise<Credentials> {
  const { stdout, stderr, outcome } = await run(command, timeLimit);
  if (outcome !== null) throw unusable(`Its credential_process ${outcome}${said(stderr)}`);
  const answer = parse(stdout.toString('utf8'));
  if (answer === null)
    throw unusable(`Its credential_process did not answer in the form that AWS asks for${said(stderr)}`);
  if (answer.expiration !== undefined && answer.expiration.getTime() <= Date.now())
    throw unusable(`Its credential_process gave credentials that have expired${said(stderr)}`);
  return answer;
}

interface Ended {
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  /** What it did instead of ending well, in words. */
  readonly outcome: string | null;
}

function run(command: string, timeLimit: number): Promise<Ended> {
  return new Promise((resolve) => {
    // As a group of its own, so that it can be ended with all that it started. By the shell, as in the SDK.
    const child = spawn(command, {
      shell: true,
      env: { ...process.env, AWS_EC2_METADATA_DISABLED },
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    const output = { stdout: gather(child.stdout), stderr: gather(child.stderr) };
    const kill = (): void => endGroup(child);
    const end = (outcome: string | null): void => {
      clearTimeout(limit);
      process.off('exit', kill);
      resolve({ stdout: output.stdout.bytes(), stderr: output.stderr.bytes(), outcome });
    };
    const stop = (why: string): void => {
      kill();
      // What has left the group may hold them open.
      child.stdout.destroy();
      child.stderr.destroy();
      end(why);
    };
    const limit = setTimeout(() => stop('did not end in time'), timeLimit);
    process.once('exit', kill);
    for (const { full } of Object.values(output)) full.then(() => stop('printed too much'));
    child.once('error', () => end('could not be started'));
    child.once('close', (code) => end(code === 0 ? null : `failed (exit code ${code ?? 'none'})`));
  });
}

function gather(stream: NodeJS.ReadableStream) {
  const chunks: Buffer[] = [];
  let size = 0;
  const full = new Promise<void>((resolve) => {
    stream.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_OUTPUT) chunks.push(chunk);
      else resolve();
    });
  });
  return { full, bytes: () => Buffer.concat(chunks) };
}

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}

/** The end of what it said, as a part of a sentence. */
function said(stderr: Buffer): string {
  const text = stderr
    .toString('utf8')
    .replace(/[\p{C}\p{Z}]+/gu, ' ')
    .replace(/\S{24,}/g, '…')
    .trim();
  const end = text.length > MAX_SAID ? `…${text.slice(-MAX_SAID)}` : text;
  return end === '' ? '.' : `. It said: “${end}”`;
}

function parse(text: string): Credentials | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  const field = (name: string): unknown =>
    typeof json === 'object' && json !== null ? Reflect.get(json, name) : undefined;
  const [accessKeyId, secretAccessKey] = [field('AccessKeyId'), field('SecretAccessKey')];
  const [sessionToken, expires] = [field('SessionToken') || undefined, field('Expiration') || undefined];
  if (field('Version') !== 1 || !isText(accessKeyId) || !isText(secretAccessKey)) return null;
  if (!(sessionToken === undefined || isText(sessionToken))) return null;
  const expiration = expires === undefined ? undefined : new Date(isText(expires) ? expires : Number.NaN);
  if (expiration !== undefined && Number.isNaN(expiration.getTime())) return null;
  return {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken !== undefined && { sessionToken }),
    ...(expiration !== undefined && { expiration }),
  };
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

function unusable(reason: string): AwsError {
  return new AwsError('profile-unusable', { reason });
}
