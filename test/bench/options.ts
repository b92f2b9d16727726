/** What `npm run bench -- …` is asked to do. */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { project } from '../../scripts/runtime.ts';
import { parseSize } from './units.ts';

export const SECTIONS = ['limits', 'large-file', 'workers', 'small-files', 'key-service', 'memory'] as const;
export type SectionName = (typeof SECTIONS)[number];

/** Programs that can be compared; of some there are several settings, which are chosen together. */
export const FAMILIES = [
  'ours',
  'cp',
  'age',
  'openssl',
  '7z',
  'gpg',
  'client-node',
  'aws-encryption-cli',
] as const;
export type Family = (typeof FAMILIES)[number];

export interface Options {
  /** Bytes of the large file. */
  readonly size: number;
  readonly rounds: number;
  /** How many small files. */
  readonly files: number;
  /** Bytes of each file whose peak memory is looked at. */
  readonly memory: readonly number[];
  /** Programs to compare. */
  readonly only: readonly Family[];
  readonly sections: readonly SectionName[];
  /** Where the figures go. */
  readonly json: string;
  /** Where files are made: its disk is what is measured. */
  readonly folder: string;
  /** Whether missing programs may be installed. */
  readonly install: boolean;
}

export const HELP = `Usage: npm run bench -- [OPTIONS]

  --size 2G                large file (K, M, G are powers of 1024)
  --rounds 5               of everything; slow programs take part in fewer
  --files 10000            small files, of 4 KiB each
  --memory 100M,2G,20G     files, of holes, whose peak memory is looked at
  --only ours,cp,…         of: ${FAMILIES.join(', ')}
  --sections limits,…      of: ${SECTIONS.join(', ')}
  --json FILE              default: test-results/bench.json
  --folder DIR             on the disk to measure; default: the project's cache folder
  --no-install             install nothing
`;

/** The arguments cannot be understood; the message says why. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Answers null when help is asked for. Throws `UsageError`. */
export function readOptions(args: readonly string[]): Options | null {
  const values = parse(args);
  if (values.help) return null;
  return {
    size: size('size', values.size),
    rounds: count('rounds', values.rounds),
    files: count('files', values.files),
    memory: values.memory.split(',').map((one) => size('memory', one)),
    only: choice('only', values.only, FAMILIES),
    sections: choice('sections', values.sections, SECTIONS),
    json: resolve(values.json),
    folder: resolve(values.folder),
    install: values.install,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowNegative: true,
      options: {
        size: { type: 'string', default: '2G' },
        rounds: { type: 'string', default: '5' },
        files: { type: 'string', default: '10000' },
        memory: { type: 'string', default: '100M,2G,20G' },
        only: { type: 'string', default: FAMILIES.join(',') },
        sections: { type: 'string', default: SECTIONS.join(',') },
        json: { type: 'string', default: join(project, 'test-results', 'bench.json') },
        folder: { type: 'string', default: join(project, 'node_modules', '.cache', 'envelope-vault') },
        install: { type: 'boolean', default: true },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'not understood');
  }
}

function size(name: string, text: string): number {
  const bytes = parseSize(text);
  if (bytes === null || bytes === 0) throw new UsageError(`--${name}: "${text}" is not a size such as 256M`);
  return bytes;
}

function count(name: string, text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new UsageError(`--${name}: "${text}" is not a number from 1 on`);
  return Number(text);
}

function choice<T extends string>(name: string, text: string, known: readonly T[]): readonly T[] {
  return text.split(',').map((word) => {
    const found = known.find((one) => one === word);
    if (found === undefined) throw new UsageError(`--${name}: "${word}" is none of ${known.join(', ')}`);
    return found;
  });
}
