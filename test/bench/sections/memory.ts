/**
 * Peak memory of our command line by the size of the file: that of the whole process, and what of it is above the same
 * command's on an empty file.
 *
 * The files are holes, which cost nothing to read; what is written is real. A size that the disk has no room for
 * (twice, envelope and result) is left out and named.
 */
import { rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { emptyFolder, flushDisks, makeSparseFile } from '../files.ts';
import { envelope } from '../peers/programs.ts';
import { formatTable } from '../table.ts';
import { formatMegabytes, formatSeconds, formatSize } from '../units.ts';
import type { Section, Workbench } from '../workbench.ts';

interface Peak {
  /** Bytes. */
  readonly peak: number;
  readonly seconds: number;
}

export interface MemoryResult {
  /** On an empty file, bytes. */
  readonly idle: { readonly encrypt: number; readonly decrypt: number };
  readonly rows: readonly { readonly size: number; readonly encrypt: Peak; readonly decrypt: Peak }[];
  /** Sizes without room. */
  readonly leftOut: readonly number[];
}

const SPARE = 2 ** 30;

export const peakMemory: Section<MemoryResult> = {
  needs: 'time',
  measure: async (bench) => {
    const idle = await peaksOf(bench, 0);
    const rows = [];
    const leftOut = [];
    for (const size of bench.options.memory) {
      const disk = await statfs(bench.folder);
      if (disk.bavail * disk.bsize < 2 * size + SPARE) {
        leftOut.push(size);
        continue;
      }
      rows.push({ size, ...(await peaksOf(bench, size)) });
      bench.say(`memory: ${formatSize(size)}`);
    }
    return { idle: { encrypt: idle.encrypt.peak, decrypt: idle.decrypt.peak }, rows, leftOut };
  },

  show: ({ idle, rows, leftOut }) =>
    [
      formatTable([
        ['Peak memory', 'encrypt MB', 'above idle', 's', 'decrypt MB', 'above idle', 's'],
        ['empty file (idle)', formatMegabytes(idle.encrypt), '', '', formatMegabytes(idle.decrypt)],
        ...rows.map(({ size, encrypt, decrypt }) => [
          `${formatSize(size)}, sparse`,
          formatMegabytes(encrypt.peak),
          formatMegabytes(encrypt.peak - idle.encrypt),
          formatSeconds(encrypt.seconds),
          formatMegabytes(decrypt.peak),
          formatMegabytes(decrypt.peak - idle.decrypt),
          formatSeconds(decrypt.seconds),
        ]),
      ]),
      ...leftOut.map((size) => `${formatSize(size)}: left out, the disk has no room for it twice`),
    ].join('\n'),
};

async function peaksOf(bench: Workbench, size: number): Promise<{ encrypt: Peak; decrypt: Peak }> {
  const folder = await emptyFolder(join(bench.folder, 'memory'));
  const at = (name: string): string => join(folder, name);
  const run = async (...args: readonly string[]): Promise<Peak> => {
    await flushDisks(bench.measure);
    const command = envelope(bench.setting, ...args, '--practice', '--vault', bench.setting.vault);
    const { peakBytes, seconds } = await bench.measure(command);
    if (peakBytes === null) throw new Error('GNU time told no peak');
    return { peak: peakBytes, seconds };
  };
  try {
    await makeSparseFile(at('holes'), size);
    const encrypt = await run('encrypt', at('holes'));
    await rm(at('holes'));
    const decrypt = await run('decrypt', at('holes.envelope'));
    if ((await stat(at('holes'))).size !== size) throw new Error(`not ${size} bytes came back`);
    return { encrypt, decrypt };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
