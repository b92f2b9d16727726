/**
 * One large file through every program, encrypted and decrypted.
 *
 * Rounds are interleaved, in another order each. Before each measured run what it reads is in the page
 * cache and nothing waits to be written. What a program made is decrypted, compared once with the source, and removed
 * before the next one's turn. A program that fails is named and takes part no more.
 */
import { basename, join } from 'node:path';
import { digestFile, emptyFolder, flushDisks, warm } from '../files.ts';
import type { Command } from '../measure.ts';
import { type Program, type ProgramName, programs } from '../peers/programs.ts';
import { median, medianRatio } from '../statistics.ts';
import { formatTable } from '../table.ts';
import { formatFigure, formatMegabytes, formatSeconds, formatSize } from '../units.ts';
import type { Section, SourceFile, Workbench } from '../workbench.ts';

/** By round. */
export interface Series {
  readonly seconds: readonly number[];
  /** The most in any round, bytes; null where it cannot be told. */
  readonly peakBytes: number | null;
}

export interface LargeFileRow {
  readonly name: ProgramName;
  readonly title: string;
  readonly encrypt: Series;
  readonly decrypt: Series;
}

export interface LargeFileResult {
  readonly size: number;
  readonly rows: readonly LargeFileRow[];
}

interface Run {
  readonly seconds: number;
  readonly peakBytes: number | null;
}

interface Turn {
  readonly encrypt: Run;
  readonly decrypt: Run;
}

export const largeFile: Section<LargeFileResult> = {
  measure: async (bench) => {
    const source = await bench.source();
    const taken = new Map<Program, Turn[]>(
      programs(bench.setting)
        .filter(({ family }) => bench.has(family))
        .map((program) => [program, []]),
    );
    for (let round = 0; round < bench.options.rounds; round++) {
      for (const program of orderOf([...taken.keys()], round)) {
        if (round >= program.maxRounds) continue;
        try {
          const { encrypt, decrypt } = await takeTurn(bench, program, source, round === 0);
          taken.get(program)?.push({ encrypt, decrypt });
          const figures = `${formatSeconds(encrypt.seconds)} s, ${formatSeconds(decrypt.seconds)} s`;
          bench.say(`round ${round + 1}: ${program.title}: ${figures}`);
        } catch (error) {
          taken.delete(program);
          bench.fail(program.title, error);
        }
      }
    }
    const rows = [...taken].map(([{ name, title }, turns]) => ({
      name,
      title,
      encrypt: series(turns.map(({ encrypt }) => encrypt)),
      decrypt: series(turns.map(({ decrypt }) => decrypt)),
    }));
    return { size: source.size, rows };
  },

  show: ({ size, rows }) =>
    [
      [
        `One file of ${formatSize(size)}: random bytes, in the page cache. From the start of a process to its end, and that of`,
        'sync -d behind it, but for ours, which syncs by itself, and cp alone. Rounds are interleaved; time/ours is the',
        'median of the ratios of the rounds. All of the AWS Encryption SDK write suite 0x0478, as ours does.',
      ].join('\n'),
      ...(['encrypt', 'decrypt'] as const).map((direction) => showDirection(direction, size, rows)),
    ].join('\n\n'),
};

/** Each round begins with another program, and every other goes backwards: nobody always follows the same one. */
function orderOf<T>(all: readonly T[], round: number): readonly T[] {
  const start = round % all.length;
  const order = [...all.slice(start), ...all.slice(0, start)];
  return round % 2 === 0 ? order : order.reverse();
}

async function takeTurn(
  bench: Workbench,
  program: Program,
  source: SourceFile,
  compare: boolean,
): Promise<Turn> {
  const name = basename(source.path);
  const encrypted = join(await emptyFolder(join(bench.folder, 'encrypted')), `${name}${program.suffix}`);
  const decrypted = join(await emptyFolder(join(bench.folder, 'decrypted')), name);
  try {
    const encrypt = await runOne(bench, program, program.encrypt, source.path, encrypted);
    const decrypt = await runOne(bench, program, program.decrypt, encrypted, decrypted);
    if (compare && (await digestFile(decrypted)) !== source.digest)
      throw new Error('the wrong bytes came back');
    return { encrypt, decrypt };
  } finally {
    await emptyFolder(join(bench.folder, 'encrypted'));
    await emptyFolder(join(bench.folder, 'decrypted'));
  }
}

async function runOne(
  { measure }: Workbench,
  program: Program,
  command: (from: string, to: string) => Command,
  from: string,
  to: string,
): Promise<Run> {
  await flushDisks(measure);
  await warm(from);
  const { seconds, peakBytes } = await measure(command(from, to));
  if (program.sync !== 'sync -d') return { seconds, peakBytes };
  const sync = await measure({ file: 'sync', args: ['-d', to] });
  return { seconds: seconds + sync.seconds, peakBytes };
}

function series(runs: readonly Run[]): Series {
  const peaks = runs.flatMap(({ peakBytes }) => peakBytes ?? []);
  return {
    seconds: runs.map(({ seconds }) => seconds),
    peakBytes: peaks.length === 0 ? null : Math.max(...peaks),
  };
}

function showDirection(
  direction: 'encrypt' | 'decrypt',
  size: number,
  rows: readonly LargeFileRow[],
): string {
  const ours = rows.find(({ name }) => name === 'ours')?.[direction].seconds ?? [];
  const body = rows.map(({ title, [direction]: { seconds, peakBytes } }) => {
    const ratio = medianRatio(seconds, ours);
    return [
      title,
      `${seconds.length}`,
      formatSeconds(median(seconds)),
      formatSeconds(Math.min(...seconds)),
      formatSeconds(Math.max(...seconds)),
      formatMegabytes(size / median(seconds)),
      ratio === null ? '-' : `${formatFigure(ratio)} x`,
      peakBytes === null ? '-' : formatMegabytes(peakBytes),
    ];
  });
  const heads = [direction, 'rounds', 'median s', 'min s', 'max s', 'MB/s', 'time/ours', 'peak MB'];
  return formatTable([heads, ...body]);
}
