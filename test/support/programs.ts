/** Other programs on this computer that a test needs: whether they are there, and running them. */
import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Whether a program is on the PATH; where it is not, says that `what` is not tried. */
export function hasProgram(name: string, what: string): boolean {
  const found = (process.env['PATH'] ?? '').split(delimiter).some((folder) => isProgram(join(folder, name)));
  if (!found) console.warn(`${what} is not tried: there is no ${name} on the PATH`);
  return found;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Resolves however the program ends; rejects where it cannot be started. */
export function run(
  command: string,
  args: readonly string[],
  environmentVariables: NodeJS.ProcessEnv,
): Promise<Run> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { env: environmentVariables, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      if (error === null) resolve({ code: 0, stdout, stderr });
      else if (typeof error.code === 'number') resolve({ code: error.code, stdout, stderr });
      else reject(error);
    });
  });
}
