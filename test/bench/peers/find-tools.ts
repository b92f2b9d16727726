/**
 * Finds the tools, installing those that are missing where that is allowed: Debian packages as root, PyPI packages in
 * a virtual environment of the project's cache folder. What cannot be had is told, with the command that would get it.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { canInstallPackages, installCommand, installPackages } from '../../../scripts/apt.ts';
import { project } from '../../../scripts/runtime.ts';
import type { Tool, ToolName } from './tools.ts';

/** A path and what it says of its version, or why it is not there. */
export type FoundTool =
  | { readonly path: string; readonly version: string }
  | { readonly path: null; readonly missing: string };

export type FoundTools = ReadonlyMap<ToolName, FoundTool>;

const environment = join(project, 'node_modules', '.cache', 'envelope-vault', 'bench-python');

export function findTools(wanted: readonly Tool[], install: boolean): FoundTools {
  const absent = wanted.filter((tool) => pathOf(tool) === null);
  const problem = install ? installAll(absent) : null;
  return new Map(wanted.map((tool) => [tool.name, find(tool, problem)]));
}

function find(tool: Tool, problem: string | null): FoundTool {
  const path = pathOf(tool);
  if (path !== null) return { path, version: versionOf(path, tool) };
  const how = 'debian' in tool.from ? installCommand([tool.from.debian]) : `pip install ${tool.from.pypi}`;
  return { path: null, missing: `${how}${problem === null ? '' : ` (${problem})`}` };
}

/** Answers what went wrong, or null. */
function installAll(absent: readonly Tool[]): string | null {
  const debian = absent.flatMap(({ from }) => ('debian' in from ? from.debian : []));
  const pypi = absent.flatMap(({ from }) => ('pypi' in from ? from.pypi : []));
  try {
    if (debian.length > 0 && canInstallPackages()) {
      console.error(`Installing with apt-get: ${debian.join(' ')} …`);
      installPackages(debian);
    }
    if (pypi.length > 0) {
      console.error(`Installing with pip: ${pypi.join(' ')} …`);
      run('python3', '-m', 'venv', environment);
      run(join(environment, 'bin', 'pip'), 'install', '--quiet', '--disable-pip-version-check', ...pypi);
    }
    return null;
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'it could not be installed';
  }
}

const run = (file: string, ...args: readonly string[]) => execFileSync(file, args, { stdio: 'pipe' });

function pathOf({ commands }: Tool): string | null {
  const folders = [join(environment, 'bin'), ...(process.env['PATH'] ?? '').split(':')];
  const paths = commands.flatMap((command) => folders.map((folder) => join(folder, command)));
  return paths.find(isProgram) ?? null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function versionOf(path: string, { version }: Tool): string {
  const { stdout, stderr } = spawnSync(path, version, { encoding: 'utf8' });
  return `${stdout}\n${stderr}`.trim().split('\n')[0] ?? '';
}
