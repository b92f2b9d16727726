/** The computer that the figures are of. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem } from 'node:os';
import packageJson from '../../package.json' with { type: 'json' };
import { project } from '../../scripts/runtime.ts';
import { formatSize } from './units.ts';

/** What is it, and what it says. */
export type Machine = Readonly<Record<string, string>>;

/** `folder` is on the disk that is measured. */
export function describeMachine(folder: string): Machine {
  const lastLine = (file: string, ...args: readonly string[]): string =>
    spawnSync(file, args, { cwd: project, encoding: 'utf8' }).stdout?.trim().split('\n').at(-1) ?? '';
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: String(availableParallelism()),
    memory: formatSize(totalmem()),
    kernel: release(),
    system: /^PRETTY_NAME="?(.*?)"?$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'unknown',
    disk: lastLine('df', '--human-readable', '--output=fstype,source,avail', folder).replace(/\s+/g, ' '),
    node: process.version,
    ours: `${packageJson.version}, ${lastLine('git', 'describe', '--always', '--dirty')}`,
  };
}
