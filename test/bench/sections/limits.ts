/** What this computer can do at best: AES-256-GCM without files, and files without AES. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { DEFAULT_FRAME_LENGTH } from '../../../electron/envelope/seal-body.ts';
import { emptyFolder, flushDisks, warm } from '../files.ts';
import { median } from '../statistics.ts';
import { formatTable } from '../table.ts';
import { formatMegabytes, formatSize } from '../units.ts';
import type { Section, Workbench } from '../workbench.ts';

export interface LimitsResult {
  readonly rows: readonly {
    readonly what: string;
    /** Median over the rounds; null where it could not be measured. */
    readonly bytesPerSecond: number | null;
  }[];
}

interface Limit {
  readonly what: string;
  /** Bytes per second. */
  readonly once: (bench: Workbench) => Promise<number>;
}

const SECONDS = '1';

const limits: readonly Limit[] = [
  rawAes(1, 64 * 1024),
  rawAes(1, DEFAULT_FRAME_LENGTH),
  rawAes(availableParallelism(), DEFAULT_FRAME_LENGTH),
  { what: 'openssl speed -evp aes-256-gcm, 64 KiB, 1 process', once: opensslSpeed },
  { what: 'cp, not synced', once: (bench) => copy(bench, 'cp', (from, to) => [from, to]) },
  {
    what: 'dd bs=4M conv=fsync',
    once: (bench) => copy(bench, 'dd', (from, to) => [`if=${from}`, `of=${to}`, 'bs=4M', 'conv=fsync']),
  },
  {
    what: 'dd bs=4M oflag=direct',
    once: (bench) => copy(bench, 'dd', (from, to) => [`if=${from}`, `of=${to}`, 'bs=4M', 'oflag=direct']),
  },
];

export const machineLimits: Section<LimitsResult> = {
  measure: async (bench) => {
    const rates = new Map<Limit, number[]>(limits.map((limit) => [limit, []]));
    for (let round = 0; round < bench.options.rounds; round++) {
      for (const [limit, values] of rates) {
        try {
          values.push(await limit.once(bench));
        } catch (error) {
          rates.delete(limit);
          bench.say(`${limit.what}: not measured (${error instanceof Error ? error.message : error})`);
        }
      }
    }
    const rows = limits.map((limit) => {
      const values = rates.get(limit);
      return { what: limit.what, bytesPerSecond: values === undefined ? null : median(values) };
    });
    return { rows };
  },

  show: ({ rows }) =>
    formatTable([
      ['The limits of this computer', 'MB/s'],
      ...rows.map(({ what, bytesPerSecond }) => [
        what,
        bytesPerSecond === null ? 'not measured' : formatMegabytes(bytesPerSecond),
      ]),
    ]),
};

function rawAes(threads: number, piece: number): Limit {
  const args = [join(import.meta.dirname, '..', 'programs', 'raw-aes.ts'), `${threads}`, `${piece}`, SECONDS];
  return {
    what: `AES-256-GCM in Node.js, pieces of ${formatSize(piece)}, threads: ${threads}`,
    once: async ({ measure }) => Number((await measure({ file: execPath, args })).stdout),
  };
}

async function opensslSpeed({ measure, setting }: Workbench): Promise<number> {
  const args = ['speed', '-elapsed', '-seconds', SECONDS, '-bytes', '65536', '-evp', 'aes-256-gcm'];
  const { stdout } = await measure({ file: setting.path('openssl'), args });
  const [, kilobytes] = /^AES-256-GCM\s+([\d.]+)k\s*$/im.exec(stdout) ?? [];
  if (kilobytes === undefined) throw new Error('what it prints is not understood');
  return Number(kilobytes) * 1000;
}

/** Bytes per second of a program that copies the large file. */
async function copy(
  bench: Workbench,
  tool: 'cp' | 'dd',
  args: (from: string, to: string) => readonly string[],
): Promise<number> {
  const { path, size } = await bench.source();
  const folder = await emptyFolder(join(bench.folder, 'copied'));
  try {
    await flushDisks(bench.measure);
    await warm(path);
    const { seconds } = await bench.measure({
      file: bench.setting.path(tool),
      args: args(path, join(folder, 'copy')),
    });
    return size / seconds;
  } finally {
    await emptyFolder(folder);
  }
}
