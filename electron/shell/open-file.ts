/**
 * Files that the system hands over: arguments of the first start, of a second one, and macOS's `open-file`.
 *
 * Arguments are paths or `file:` URLs; relative paths belong to the folder that the start happened in. Switches and
 * whatever does not name a file are passed over.
 */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Absolute paths of the files in a start's `argv`: behind the executable and, unless the app is packaged, behind the
 * app's own folder.
 */
export function filesInArguments(
  argv: readonly string[],
  packaged: boolean,
  workingFolder: string,
): readonly string[] {
  const [, ...args] = argv;
  const names = args.filter((arg) => arg !== '' && !arg.startsWith('-')).slice(packaged ? 0 : 1);
  return names.flatMap((name) => toPath(name, workingFolder) ?? []).filter(isFile);
}

/** The paths in what a second start sent along, which is another process's word: strings that name files, or nothing. */
export function filesInMessage(message: unknown): readonly string[] {
  const files = typeof message === 'object' && message !== null && 'files' in message ? message.files : null;
  return Array.isArray(files)
    ? files.filter((file): file is string => typeof file === 'string').filter(isFile)
    : [];
}

function toPath(arg: string, workingFolder: string): string | null {
  if (!arg.startsWith('file:')) return resolve(workingFolder, arg);
  try {
    return fileURLToPath(arg);
  } catch {
    return null;
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  } catch {
    return false;
  }
}
