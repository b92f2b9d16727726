/**
 * Many small files with an AWS profile, against a key service that answers late, or throttles: one data key for all, and
 * a data key for each.
 *
 * The key service runs in the bench's process, over HTTP on the loopback interface. It counts what arrives; the command line
 * must have said no less. Each row is one run, both ways, of which no file may fail.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { awsServer } from '../../cli/aws-server.ts';
import type { KmsServer } from '../../support/kms-server.ts';
import { emptyFolder, flushDisks } from '../files.ts';
import { digestFolder, makeFiles } from '../folders.ts';
import type { Measured } from '../measure.ts';
import { envelope } from '../peers/programs.ts';
import { formatTable } from '../table.ts';
import { formatFigure, formatSeconds, formatSize } from '../units.ts';
import type { Section, Workbench } from '../workbench.ts';

type DataKeys = 'shared' | 'per-file';

/** One way through all files. */
export interface Pass {
  readonly seconds: number;
  /** Attempts, as the key service counted them, and those of them that it throttled. */
  readonly calls: number;
  readonly throttled: number;
  /** Whether the person was told of the throttling. */
  readonly told: boolean;
}

export interface KeyServiceRow {
  /** Milliseconds. */
  readonly latency: number;
  /** Calls a second; null for any number. */
  readonly quota: number | null;
  readonly dataKeys: DataKeys;
  readonly files: number;
  readonly encrypt: Pass;
  readonly decrypt: Pass;
}

export interface KeyServiceResult {
  readonly rows: readonly KeyServiceRow[];
}

type Scene = Pick<KeyServiceRow, 'latency' | 'quota' | 'dataKeys'>;

const FILE_SIZE = 4096;

const services: readonly Omit<Scene, 'dataKeys'>[] = [
  { latency: 0, quota: null },
  { latency: 30, quota: null },
  { latency: 200, quota: null },
  { latency: 30, quota: 100 },
];
const policies: readonly DataKeys[] = ['shared', 'per-file'];
const scenes: readonly Scene[] = services.flatMap((service) =>
  policies.map((dataKeys) => ({ ...service, dataKeys })),
);

export const keyService: Section<KeyServiceResult> = {
  measure: async (bench) => {
    const folder = await emptyFolder(join(bench.folder, 'key-service'));
    const plain = join(folder, 'plain');
    try {
      await makeFiles(plain, bench.options.files, FILE_SIZE);
      const rows: KeyServiceRow[] = [];
      for (const scene of scenes) {
        const row = await play(bench, scene, plain, await mkdtemp(join(folder, 'scene-')));
        bench.say(cells(row).join('  '));
        rows.push(row);
      }
      return { rows };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },

  show: ({ rows }) => {
    const pass = (name: string) => [`${name} s`, 'files/s', 'calls', 'throttled'];
    const heads = ['KMS', 'data keys', 'files', ...pass('encrypt'), ...pass('decrypt'), 'told'];
    return `Files of ${formatSize(FILE_SIZE)}, and what KMS takes\n${formatTable([heads, ...rows.map(cells)])}`;
  },
};

function cells({ latency, quota, dataKeys, files, encrypt, decrypt }: KeyServiceRow): readonly string[] {
  const pass = ({ seconds, calls, throttled }: Pass) => [
    formatSeconds(seconds),
    formatFigure(files / seconds),
    `${calls}`,
    `${throttled}`,
  ];
  const told = encrypt.told || decrypt.told ? 'yes' : '-';
  const service = `${latency} ms${quota === null ? '' : `, ${quota}/s`}`;
  return [service, dataKeys, `${files}`, ...pass(encrypt), ...pass(decrypt), told];
}

async function play(bench: Workbench, scene: Scene, plain: string, folder: string): Promise<KeyServiceRow> {
  const { latency, quota, dataKeys } = scene;
  const home = join(folder, 'home');
  await mkdir(home);
  const limits = { latency, ...(quota !== null && { quota }) };
  await using aws = await awsServer(
    { at: (name) => join(home, name) },
    { profile: 'bench', ...limits },
    'bench',
  );
  const run = async (
    verb: 'encrypt' | 'decrypt',
    from: string,
    to: string,
    ...options: readonly string[]
  ) => {
    await flushDisks(bench.measure);
    const args = [verb, '--profile', 'bench', ...options, '--recursive', '--output', to, `${from}/.`];
    const command = envelope({ ...bench.setting, home }, ...args);
    const operation = verb === 'encrypt' ? 'GenerateDataKey' : 'Decrypt';
    return passOf(aws.server, operation, () =>
      bench.measure({ ...command, env: { ...command.env, ...aws.env } }),
    );
  };
  const [sealed, opened] = [join(folder, 'sealed'), join(folder, 'opened')];
  const encrypt = await run('encrypt', plain, sealed, '--data-keys', dataKeys);
  const decrypt = await run('decrypt', sealed, opened);
  if ((await digestFolder(opened)) !== (await digestFolder(plain)))
    throw new Error('the wrong files came back');
  return { ...scene, files: bench.options.files, encrypt, decrypt };
}

async function passOf(server: KmsServer, operation: string, run: () => Promise<Measured>): Promise<Pass> {
  const throttledBefore = server.throttled();
  const { seconds, stderr } = await run();
  const calls = server.calls.get(operation) ?? 0;
  const throttled = server.throttled() - throttledBefore;
  const [, said = '0'] = /, (\d+) KMS calls?$/m.exec(stderr) ?? [];
  // An attempt whose connection broke before it arrived is said, too.
  if (Number(said) < calls) throw new Error(`${calls} calls arrived, and ${said} were said`);
  const told = stderr.includes('AWS asked us to slow down');
  if (told !== throttled > 0)
    throw new Error(`${throttled} calls were throttled, and that was ${told ? '' : 'not '}told`);
  return { seconds, calls, throttled, told };
}
