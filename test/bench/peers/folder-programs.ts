/**
 * The programs that are compared over many small files, as data: what each is called with to encrypt all files of the
 * folder `from`, which are `names`, into the folder `to`, and to decrypt them again.
 */
import type { Command } from '../measure.ts';
import { envelope } from './programs.ts';
import type { Setting } from './setting.ts';

type Job = (from: string, to: string, names: readonly string[]) => Command;

export interface FolderProgram {
  /** What `--only` calls it. */
  readonly family: 'ours' | 'cp' | 'age';
  readonly title: string;
  /** Whether it brings its files to the disk itself. */
  readonly syncs: boolean;
  /** Programs that take one file a run get no more files than this. */
  readonly maxFiles: number;
  readonly encrypt: Job;
  readonly decrypt: Job;
}

/** For each file of the working folder, as a person would write it: the rest of the arguments are $2, $3, … */
const forEach = (script: string, from: string, to: string, ...rest: readonly string[]): Command => ({
  file: 'sh',
  args: ['-ec', `mkdir "$1"; for name in *; do ${script}; done`, 'sh', to, ...rest],
  cwd: from,
});

export function folderPrograms(setting: Setting): readonly FolderProgram[] {
  const { path, ageKey, vault } = setting;
  const ours =
    (verb: 'encrypt' | 'decrypt'): Job =>
    (from, to, names) => ({
      ...envelope(setting, verb, '--practice', '--vault', vault, '--output', to, ...names),
      cwd: from,
    });
  const cp: Job = (from, to) => ({ file: path('cp'), args: ['-r', from, to] });
  return [
    {
      family: 'ours',
      title: 'envelope (ours), one run',
      syncs: true,
      maxFiles: Number.POSITIVE_INFINITY,
      encrypt: ours('encrypt'),
      decrypt: ours('decrypt'),
    },
    {
      family: 'cp',
      title: 'cp -r, sync -f',
      syncs: false,
      maxFiles: Number.POSITIVE_INFINITY,
      encrypt: cp,
      decrypt: cp,
    },
    {
      family: 'age',
      title: 'age, one run a file, sync -f',
      syncs: false,
      maxFiles: 1000,
      encrypt: (from, to) =>
        forEach('"$2" -e -i "$3" -o "$1/$name.age" "$name"', from, to, path('age'), ageKey),
      decrypt: (from, to) =>
        forEach('"$2" -d -i "$3" -o "$1/$' + '{name%.age}" "$name"', from, to, path('age'), ageKey),
    },
  ];
}
