/**
 * Files that the system hands over: arguments of the first start, of a second one, and macOS's `open-file`.
 *
 * Arguments are paths or `file:` URLs; relative paths belong to the folder that the start happened in. Switches and
 * whatever does not name a file are passed over.
 */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute paths of the files among `args` (without the program and, unpackaged, the app's folder). */
export function filesInArguments(args: readonly string[], workingFolder: string): readonly string[] {
  return args
    .filter((arg) => arg !== '' && !arg.startsWith('-'))
    .flatMap((arg) => toPath(arg, workingFolder) ?? [])
    .filter(isFile);
}

/** The program's own arguments: behind the executable, and behind the app's folder when it is not packaged. */
export const ownArguments = (argv: readonly string[], packaged: boolean): readonly string[] =>
  argv.slice(packaged ? 1 : 2);

function toPath(arg: string, workingFolder: string): string | null {
  if (!arg.startsWith('file:')) return resolve(workingFolder, arg);
  try {
    return fileURLToPath(arg);
  } catch {
    return null;
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
