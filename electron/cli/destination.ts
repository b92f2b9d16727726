/** Where results go: what `--output` means, as `cp` understands its last argument. */
import { stat } from 'node:fs/promises';
import { basename, dirname, sep } from 'node:path';
import { type FileCommand, STANDARD_STREAM } from './command.ts';
import { UsageError } from './option-values.ts';

export type Destination =
  /** Beside each source; for what comes from standard input, standard output. */
  | { readonly kind: 'beside' }
  | { readonly kind: 'stdout' }
  /** To be made where it is not there. */
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'name'; readonly folder: string; readonly name: string };

type Asked = Pick<FileCommand, 'files' | 'output' | 'recursive'>;

/** Throws `UsageError` for an output that does not go with the files. */
export async function destinationOf({ files, output, recursive }: Asked): Promise<Destination> {
  const fromStdin = files.includes(STANDARD_STREAM);
  const single = files.length === 1 && !recursive;
  if (output === null) return fromStdin && single ? { kind: 'stdout' } : { kind: 'beside' };
  if (output === STANDARD_STREAM) {
    if (!single) throw new UsageError('only one file can go to standard output, and no folder');
    return { kind: 'stdout' };
  }
  const isFolderName = output.endsWith('/') || output.endsWith(sep);
  if (single && !isFolderName && !(await isFolder(output)))
    return { kind: 'name', folder: dirname(output), name: basename(output) };
  if (fromStdin) throw new UsageError('what comes from standard input has no name: say --output NAME');
  return { kind: 'folder', path: output };
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (status) => status.isDirectory(),
    () => false,
  );
