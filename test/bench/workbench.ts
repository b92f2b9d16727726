/** What every section of the bench works with, and its end: whatever was started or made is gone when we exit. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { exit } from 'node:process';
import { makeRandomFile } from './files.ts';
import { createMeasure, killRunning, type Measure } from './measure.ts';
import type { Family, Options } from './options.ts';
import { type FoundTools, findTools } from './peers/find-tools.ts';
import { openSetting, type Setting } from './peers/setting.ts';
import { type ToolName, tools } from './peers/tools.ts';

/** The large file: random bytes. */
export interface SourceFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** SHA-256, hex. */
  readonly digest: string;
}

export interface Workbench {
  readonly options: Options;
  /** On the disk that is measured. */
  readonly folder: string;
  /** Made when it is first asked for. */
  readonly source: () => Promise<SourceFile>;
  readonly tools: FoundTools;
  readonly setting: Setting;
  /** Whether it was chosen and is here. */
  readonly has: (family: Family) => boolean;
  readonly measure: Measure;
  /** Tells what goes on, on standard error. */
  readonly say: (text: string) => void;
  /** Notes that something broke; the bench goes on and ends with exit code 1. */
  readonly fail: (what: string, error: unknown) => void;
}

/** One part of the bench: measures, and puts its figures into words. */
export interface Section<Result> {
  /** A tool without which it is left out. */
  readonly needs?: ToolName;
  readonly measure: (bench: Workbench) => Promise<Result>;
  readonly show: (result: Result) => string;
}

/** What is used besides the programs that are compared. */
const OWN_TOOLS: readonly ToolName[] = ['cp', 'dd', 'openssl', 'time'];

export async function openWorkbench(options: Options, fail: Workbench['fail']): Promise<Workbench> {
  const { only } = options;
  mkdirSync(options.folder, { recursive: true });
  const folder = mkdtempSync(join(options.folder, 'bench-'));
  atExit(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  atExit(killRunning);

  const wanted = tools.filter(({ name }) => [...OWN_TOOLS, ...only].includes(name));
  const found = findTools(wanted, options.install);
  const setting = await openSetting(folder, found, atExit);
  let source: Promise<SourceFile> | null = null;
  return {
    options,
    folder,
    tools: found,
    setting,
    fail,
    source: () => {
      source ??= makeSource(join(folder, 'source.bin'), options.size);
      return source;
    },
    has: (family) =>
      only.includes(family) && ![...found].some(([name, { path }]) => name === family && path === null),
    measure: createMeasure(found.get('time')?.path ?? null),
    say: (text) => console.error(`  ${text}`),
  };
}

async function makeSource(path: string, size: number): Promise<SourceFile> {
  return { path, size, digest: await makeRandomFile(path, size) };
}

/** The last that was given is run first. */
function atExit(cleanUp: () => void): void {
  process.prependListener('exit', cleanUp);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    if (process.listenerCount(signal) === 0) process.once(signal, () => exit(130));
}
