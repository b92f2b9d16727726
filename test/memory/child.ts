/**
 * The process whose memory is looked at: it does what its parent says, and says when it is done.
 *
 * `ours` composes engine, key service and vault as the app does; `stock` is the control, the SDK as it comes, whose
 * caller zeroes each `Plaintext` at once.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { createNetwork } from '../../electron/aws/network.ts';
import { createEngine, type PauseSwitch } from '../../electron/engine/engine.ts';
import { strictPolicy } from '../../electron/envelope/header.ts';
import { createAwsKms } from '../../electron/kms/aws-kms.ts';
import { createBatch } from '../../electron/vault/batch.ts';
import { createVault } from '../../electron/vault/vault.ts';

export interface Setting {
  readonly region: string;
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** The first generates the data keys, the others encrypt them. */
  readonly keyArns: readonly [string, ...string[]];
  readonly notesFolder: string;
  /** Threads that share a large file. */
  readonly workers: number;
  /** URL of the engine's worker, or of one that dies. */
  readonly worker: string;
}

export interface Work {
  readonly do: 'encrypt' | 'decrypt' | 'verify';
  readonly files: readonly string[];
  /** `signed` ones are checked after encrypting, too; `shared` ones share their data keys; `streams` come and go as such. */
  readonly as?: 'signed' | 'shared' | 'streams';
  /** Stop when a part is done. */
  readonly hold?: true;
}

export type Order =
  /** Answers how each file ended; where it is to be held, `held` as soon as all threads stand still. */
  | Work
  /** What is held goes on, or is cancelled, or has its threads ended; answers how each file ended. */
  | { readonly do: 'go on' | 'cancel' | 'close' }
  | { readonly do: 'stock'; readonly calls: number }
  | { readonly do: 'settle' };

const setting: Setting = JSON.parse(process.argv[2] ?? '{}');
const { region, endpoint, credentials, keyArns, notesFolder, workers } = setting;
const [keyArn, ...otherKeyIds] = keyArns;
/** In turn, as keys in several regions have clients of their own. */
const files = {
  profiles: new Map(),
  ssoSessions: new Map(),
  services: new Map(),
  invisible: new Map(),
  problem: null,
};
const network = await createNetwork().of(files, null);
const clients = keyArns.map(() => createAwsKms({ region, endpoint, credentials, agents: network.agents() }));
let turn = 0;
const engine = createEngine({ workerUrl: new URL(setting.worker), workers, notesFolder });
const vault = createVault({
  engine,
  kmsFor: async () => clients[turn++ % clients.length] ?? never(),
  policy: strictPolicy,
});

interface Held {
  readonly results: Promise<readonly string[]>;
  readonly cancel: () => void;
  readonly goOn: () => void;
}
let held: Held | null = null;

async function run(order: Order): Promise<unknown> {
  switch (order.do) {
    case 'stock': {
      const client = new KMSClient({ region, endpoint, credentials });
      for (let call = 0; call < order.calls; call++) {
        const output = await client.send(new GenerateDataKeyCommand({ KeyId: keyArn, NumberOfBytes: 32 }));
        output.Plaintext?.fill(0);
      }
      client.destroy();
      return null;
    }
    case 'settle':
      // Twice: finalizers of the first free what the second collects.
      for (let time = 0; time < 2; time++) {
        globalThis.gc?.();
        await new Promise((resolve) => setImmediate(resolve));
      }
      return null;
    case 'go on':
    case 'cancel':
    case 'close':
      if (order.do === 'cancel') held?.cancel();
      else if (order.do === 'close') await engine.close();
      else held?.goOn();
      return held?.results;
    default:
      return order.hold ? hold(order) : work(order, {});
  }
}

function never(): never {
  throw new Error('no client');
}

type Options = Pick<Parameters<typeof vault.encrypt>[0], 'signal' | 'pause' | 'onProgress'>;

async function work({ do: what, files, as }: Work, options: Options): Promise<readonly string[]> {
  const batch = as === 'shared' ? createBatch() : undefined;
  const one = async (source: string): Promise<string> => {
    const input = as === 'streams' ? createReadStream(source) : undefined;
    const result = what === 'encrypt' ? `${source}.envelope` : `${source}.opened`;
    const sink = as === 'streams' && what !== 'verify' ? createWriteStream(result) : undefined;
    const place = { outputFolder: null, outputName: result, onConflict: 'replace', sink } as const;
    const common = { ...options, source, input, batch, profileId: 'aws:test' };
    const sealing = { keyId: keyArn, otherKeyIds, context: new Map<string, string>() };
    const marks = { sign: as === 'signed', check: as === 'signed' };
    const opening = { keys: { named: keyArns }, headerDigest: null };
    if (what === 'encrypt') await vault.encrypt({ ...common, ...place, ...sealing, ...marks });
    else if (what === 'decrypt') await vault.decrypt({ ...common, ...place, ...opening });
    else await vault.verify({ ...common, ...opening });
    if (sink !== undefined) await finished(sink.end());
    return 'done';
  };
  try {
    return await Promise.all(files.map((source) => one(source).catch(String)));
  } finally {
    batch?.clear();
  }
}

/**
 * Begins with the files, and holds them when a part is done: they are let go for moments until it is. Progress that
 * stands still says that they are held.
 */
function hold(given: Work): Promise<unknown> {
  const cancelling = new AbortController();
  const watchers = new Set<() => void>();
  let paused = true;
  const set = (value: boolean): void => {
    paused = value;
    for (const changed of watchers) changed();
  };
  const pause: PauseSwitch = {
    paused: () => paused,
    watch: (changed) => {
      watchers.add(changed);
      return () => watchers.delete(changed);
    },
  };
  return new Promise((resolve) => {
    let before = 0;
    const onProgress = (_stage: string, done: number, total: number): void => {
      if (!paused) return;
      if (done < total / 8) {
        set(false);
        setImmediate(() => set(true));
      } else if (done === before) resolve('held');
      before = done;
    };
    const results = work(given, { signal: cancelling.signal, pause, onProgress });
    held = { results, cancel: () => cancelling.abort(), goOn: () => set(false) };
    results.then(resolve);
  });
}

process.on('message', (order: Order) => {
  run(order).then(
    (value) => process.send?.({ value }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.once('disconnect', () => process.exit());
process.send?.({ value: 'ready' });
