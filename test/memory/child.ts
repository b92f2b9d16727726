/**
 * The process whose memory is looked at: it does what its parent says, and says when it is done.
 *
 * `ours` composes engine, key service and vault as the app does; `stock` is the control, the SDK as it comes, whose
 * caller zeroes each `Plaintext` at once.
 */
import { availableParallelism } from 'node:os';
import { GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { createEngine } from '../../electron/engine/engine.ts';
import { strictPolicy } from '../../electron/envelope/header.ts';
import { createAwsKms } from '../../electron/kms/aws-kms.ts';
import { createVault } from '../../electron/vault/vault.ts';

export interface Setting {
  readonly region: string;
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** The first generates the data keys, the others encrypt them. */
  readonly keyArns: readonly [string, ...string[]];
  readonly notesFolder: string;
}

export type Order =
  | { readonly do: 'encrypt' | 'decrypt'; readonly files: readonly string[]; readonly cancelAfterMs?: number }
  | { readonly do: 'stock'; readonly calls: number }
  | { readonly do: 'settle' };

const setting: Setting = JSON.parse(process.argv[2] ?? '{}');
const { region, endpoint, credentials, keyArns } = setting;
const [keyArn, ...otherKeyIds] = keyArns;
/** In turn, as keys in several regions have clients of their own. */
const clients = keyArns.map(() => createAwsKms({ region, endpoint, credentials }));
let turn = 0;
const engine = createEngine({
  workerUrl: new URL('../../electron/engine/thread/worker.ts', import.meta.url),
  workers: Math.min(2, availableParallelism()),
  notesFolder: setting.notesFolder,
});
const vault = createVault({
  engine,
  kmsFor: async () => clients[turn++ % clients.length] ?? never(),
  policy: strictPolicy,
});

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
    default: {
      const signal = order.cancelAfterMs === undefined ? undefined : AbortSignal.timeout(order.cancelAfterMs);
      const results = order.files.map((source) => work(order.do, source, signal));
      return Promise.all(results.map((result) => result.then(() => 'done', String)));
    }
  }
}

function never(): never {
  throw new Error('no client');
}

function work(what: 'encrypt' | 'decrypt', source: string, signal: AbortSignal | undefined) {
  const common = {
    source,
    profileId: 'aws:test',
    signal,
    onConflict: 'replace' as const,
    outputFolder: null,
  };
  return what === 'encrypt'
    ? vault.encrypt({ ...common, keyId: keyArn, otherKeyIds, context: new Map(), sign: false, check: false })
    : vault.decrypt({ ...common, headerDigest: null, outputName: `${source}.opened` });
}

process.on('message', (order: Order) => {
  run(order).then(
    (value) => process.send?.({ value }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.once('disconnect', () => process.exit());
process.send?.({ value: 'ready' });
