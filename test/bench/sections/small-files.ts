/**
 * Many small files: ours in one run, beside a plain copy, and age, which takes one file a run.
 *
 * Each round encrypts a folder and decrypts it again; what came back is compared each time. Ours syncs every file and
 * its folder; the others' time includes `sync -f` behind it, once for all. Nothing is removed before all are through:
 * ext4 makes new files slowly for a while after many were removed, and who comes next would pay for that.
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseHeader, strictPolicy } from '../../../electron/envelope/header.ts';
import { emptyFolder, flushDisks } from '../files.ts';
import { digestFolder, makeFiles } from '../folders.ts';
import type { Command } from '../measure.ts';
import { type FolderProgram, folderPrograms } from '../peers/folder-programs.ts';
import { median } from '../statistics.ts';
import { formatTable } from '../table.ts';
import { formatFigure, formatSeconds, formatSize } from '../units.ts';
import type { Section, Workbench } from '../workbench.ts';

export interface SmallFilesResult {
  readonly rows: readonly {
    readonly family: FolderProgram['family'];
    readonly title: string;
    readonly files: number;
    /** Seconds by round. */
    readonly encrypt: readonly number[];
    readonly decrypt: readonly number[];
    /** Different data keys in the envelopes of one run; null for programs that have none. */
    readonly dataKeys: number | null;
  }[];
}

interface Turn {
  readonly files: number;
  /** Seconds. */
  readonly encrypt: number;
  readonly decrypt: number;
  readonly dataKeys: number | null;
}

const FILE_SIZE = 4096;
const ROUNDS = 3;

export const smallFiles: Section<SmallFilesResult> = {
  measure: async (bench) => {
    const chosen = folderPrograms(bench.setting).filter(({ family }) => bench.has(family));
    const runs = new Map<FolderProgram, Turn[]>(chosen.map((program) => [program, []]));
    const folder = await emptyFolder(join(bench.folder, 'small-files'));
    try {
      for (let round = 0; round < Math.min(ROUNDS, bench.options.rounds); round++) {
        for (const [program, values] of runs) {
          const turn = await takeTurn(bench, program, await mkdtemp(join(folder, 'turn-')));
          values.push(turn);
          const figures = `${formatSeconds(turn.encrypt)} s, ${formatSeconds(turn.decrypt)} s`;
          bench.say(`round ${round + 1}: ${turn.files} small files: ${program.title}: ${figures}`);
        }
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    const rows = [...runs].map(([{ family, title }, values]) => ({
      family,
      title,
      files: values[0]?.files ?? 0,
      encrypt: values.map(({ encrypt }) => encrypt),
      decrypt: values.map(({ decrypt }) => decrypt),
      dataKeys: values[0]?.dataKeys ?? null,
    }));
    return { rows };
  },

  show: ({ rows }) =>
    formatTable([
      [
        `Small files of ${formatSize(FILE_SIZE)}`,
        'files',
        'rounds',
        'encrypt s',
        'files/s',
        'decrypt s',
        'files/s',
        'data keys',
      ],
      ...rows.map(({ title, files, encrypt, decrypt, dataKeys }) => [
        title,
        `${files}`,
        `${encrypt.length}`,
        ...[encrypt, decrypt].flatMap((seconds) => [
          formatSeconds(median(seconds)),
          formatFigure(files / median(seconds)),
        ]),
        `${dataKeys ?? '-'}`,
      ]),
    ]),
};

async function takeTurn(bench: Workbench, program: FolderProgram, folder: string): Promise<Turn> {
  const plain = join(folder, 'plain');
  const encrypted = join(folder, 'encrypted');
  const decrypted = join(folder, 'decrypted');
  const files = Math.min(bench.options.files, program.maxFiles);
  await makeFiles(plain, files, FILE_SIZE);
  const encrypt = await runOne(bench, program, program.encrypt, plain, encrypted);
  const dataKeys = program.family === 'ours' ? await countDataKeys(encrypted) : null;
  const decrypt = await runOne(bench, program, program.decrypt, encrypted, decrypted);
  if ((await digestFolder(decrypted)) !== (await digestFolder(plain)))
    throw new Error(`${program.title}: the wrong files came back`);
  return { files, encrypt, decrypt, dataKeys };
}

/** Seconds. */
async function runOne(
  { measure }: Workbench,
  program: FolderProgram,
  command: (from: string, to: string, names: readonly string[]) => Command,
  from: string,
  to: string,
): Promise<number> {
  await flushDisks(measure);
  const { seconds } = await measure(command(from, to, await readdir(from)));
  if (program.syncs) return seconds;
  return seconds + (await measure({ file: 'sync', args: ['-f', to] })).seconds;
}

async function countDataKeys(folder: string): Promise<number> {
  const keys = new Set<string>();
  for (const name of await readdir(folder)) {
    const { encryptedDataKeys } = parseHeader(await readFile(join(folder, name)), strictPolicy);
    for (const { ciphertext } of encryptedDataKeys) keys.add(Buffer.from(ciphertext).toString('base64'));
  }
  return keys.size;
}
