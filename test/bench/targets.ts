/** What the figures are held against, as data. A target is met, missed, or was not measured. */

import type { ProgramName } from './peers/programs.ts';
import type { KeyServiceResult } from './sections/key-service.ts';
import type { LargeFileResult } from './sections/large-file.ts';
import type { LimitsResult } from './sections/limits.ts';
import type { MemoryResult } from './sections/memory.ts';
import type { SmallFilesResult } from './sections/small-files.ts';
import type { WorkersResult } from './sections/workers.ts';
import { median, medianRatio } from './statistics.ts';
import { formatTable } from './table.ts';
import { formatFigure } from './units.ts';

/** Sections that were not run are null. */
export interface Results {
  limits: LimitsResult | null;
  'large-file': LargeFileResult | null;
  workers: WorkersResult | null;
  'small-files': SmallFilesResult | null;
  'key-service': KeyServiceResult | null;
  memory: MemoryResult | null;
}

interface Target {
  readonly what: string;
  readonly bound: 'at most' | 'at least';
  readonly value: number;
  readonly unit: string;
  /** null where it was not measured. */
  readonly measured: (results: Results) => number | null;
}

export interface Judged extends Omit<Target, 'measured'> {
  readonly measured: number | null;
  readonly verdict: 'met' | 'missed' | 'not measured';
}

type Direction = 'encrypt' | 'decrypt';

/** Seconds of one program over seconds of another. */
const timeRatio =
  (direction: Direction, of: ProgramName, over: ProgramName) =>
  (results: Results): number | null => {
    const seconds = (name: ProgramName): readonly number[] =>
      results['large-file']?.rows.find((row) => row.name === name)?.[direction].seconds ?? [];
    return medianRatio(seconds(of), seconds(over));
  };

/** The worst of all sizes and both directions, in MB; null also where a size was left out. */
function memoryAboveIdle({ memory }: Results): number | null {
  if (memory === null || memory.leftOut.length > 0) return null;
  const { idle, rows } = memory;
  const above = rows.flatMap(({ encrypt, decrypt }) => [
    encrypt.peak - idle.encrypt,
    decrypt.peak - idle.decrypt,
  ]);
  return Math.max(...above) / 1e6;
}

const ourSmallFiles = (results: Results) =>
  results['small-files']?.rows.find(({ family }) => family === 'ours') ?? null;

function smallFileRate(results: Results): number | null {
  const ours = ourSmallFiles(results);
  return ours === null ? null : ours.files / median(ours.encrypt);
}

/** The most calls of a run with one data key, in both directions and with every key service. */
function callsOfOneKey(results: Results): number | null {
  const rows = results['key-service']?.rows.filter(({ dataKeys }) => dataKeys === 'shared') ?? [];
  const calls = rows.flatMap(({ encrypt, decrypt }) => [encrypt.calls, decrypt.calls]);
  return calls.length === 0 ? null : Math.max(...calls);
}

/** Files a second over the quota, with a data key each; the slower direction. */
function shareOfQuota(results: Results): number | null {
  const row = results['key-service']?.rows.find(
    ({ quota, dataKeys }) => quota !== null && dataKeys === 'per-file',
  );
  if (row === undefined || row.quota === null) return null;
  return row.files / Math.max(row.encrypt.seconds, row.decrypt.seconds) / row.quota;
}

const loopDelay = ({ workers }: Results): number | null =>
  workers?.rows.find((row) => row.workers === workers.appWorkers)?.delay.p99 ?? null;

export const targets: readonly Target[] = [
  {
    what: 'encrypt, synced: time of cp followed by sync -d',
    bound: 'at most',
    value: 1,
    unit: 'x',
    measured: timeRatio('encrypt', 'ours', 'cp-sync'),
  },
  {
    what: 'encrypt, synced: as fast as age',
    bound: 'at least',
    value: 2,
    unit: 'x',
    measured: timeRatio('encrypt', 'age', 'ours'),
  },
  {
    what: 'encrypt, synced: as fast as client-node at 64 KiB',
    bound: 'at least',
    value: 8,
    unit: 'x',
    measured: timeRatio('encrypt', 'client-node-64k', 'ours'),
  },
  {
    what: 'decrypt, synced: time of cp followed by sync -d',
    bound: 'at most',
    value: 1.1,
    unit: 'x',
    measured: timeRatio('decrypt', 'ours', 'cp-sync'),
  },
  {
    what: 'peak memory above idle, any size and direction',
    bound: 'at most',
    value: 200,
    unit: 'MB',
    measured: memoryAboveIdle,
  },
  {
    what: 'small files encrypted in one run',
    bound: 'at least',
    value: 3000,
    unit: 'files/s',
    measured: smallFileRate,
  },
  {
    what: 'data keys of such a run',
    bound: 'at most',
    value: 1,
    unit: 'keys',
    measured: (results) => ourSmallFiles(results)?.dataKeys ?? null,
  },
  {
    what: 'calls of KMS with one data key, each way',
    bound: 'at most',
    value: 1,
    unit: 'calls',
    measured: callsOfOneKey,
  },
  {
    what: 'files with a data key each, of a quota of 100/s',
    bound: 'at least',
    value: 0.9,
    unit: 'x',
    measured: shareOfQuota,
  },
  {
    what: 'event loop delay at full speed, p99',
    bound: 'at most',
    value: 16,
    unit: 'ms',
    measured: loopDelay,
  },
];

export function judge(results: Results): readonly Judged[] {
  return targets.map(({ measured: find, ...target }) => {
    const measured = find(results);
    if (measured === null) return { ...target, measured, verdict: 'not measured' };
    const met = target.bound === 'at most' ? measured <= target.value : measured >= target.value;
    return { ...target, measured, verdict: met ? 'met' : 'missed' };
  });
}

export const showTargets = (judged: readonly Judged[]): string =>
  formatTable([
    ['Target', 'wanted', 'measured', ''],
    ...judged.map(({ what, bound, value, unit, measured, verdict }) => [
      what,
      `${bound} ${value} ${unit}`,
      measured === null ? '-' : `${formatFigure(measured)} ${unit}`,
      verdict,
    ]),
  ]);
