/** Other programs on this computer that a test needs: where they are, or that they are missing. */
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
