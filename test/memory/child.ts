/**
 * The process whose memory is looked at: it does what its parent says, and says when it is done.
 *
 * `ours` composes engine, key service and vault as the app does; `stock` is the control, the SDK as it comes, whose
 * caller zeroes each `Plaintext` at once.
 */
import { GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
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
  readonly do: 'encrypt' | 'decrypt';
  readonly files: readonly string[];
  /** Stop when a part is done. */
  readonly hold?: true;
  /** Share data keys, as the files of a drop do. */
  readonly shared?: true;
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
const clients = keyArns.map(() => createAwsKms({ region, endpoint, credentials }));
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
      return order.hold ? hold(order.do, order.files) : workIn(order);
  }
}

async function workIn({ do: what, files, shared }: Work): Promise<readonly string[]> {
  if (!shared) return work(what, files, {});
  const batch = createBatch();
  return work(what, files, { batch }).finally(() => batch.clear());
}

function never(): never {
  throw new Error('no client');
}

type Options = Parameters<typeof vault.encrypt>[0];

function work(
  what: 'encrypt' | 'decrypt',
  files: readonly string[],
  options: Pick<Options, 'signal' | 'pause' | 'onProgress' | 'batch'>,
): Promise<readonly string[]> {
  const results = files.map((source) => {
    const common = { ...options, source, profileId: 'aws:test', outputFolder: null };
    return what === 'encrypt'
      ? vault.encrypt({ ...common, onConflict: 'replace', keyId: keyArn, otherKeyIds, context: new Map() })
      : vault.decrypt({
          ...common,
          onConflict: 'replace',
          keys: { named: keyArns },
          headerDigest: null,
          outputName: `${source}.opened`,
        });
  });
  return Promise.all(results.map((result) => result.then(() => 'done', String)));
}

/**
 * Begins with the files, and holds them when a part is done: they are let go for moments until it is. Progress that
 * stands still says that they are held.
 */
function hold(what: 'encrypt' | 'decrypt', files: readonly string[]): Promise<unknown> {
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
    const results = work(what, files, { signal: cancelling.signal, pause, onProgress });
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
