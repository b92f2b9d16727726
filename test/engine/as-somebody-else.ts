/**
 * A program: runs the engine without privileges, since root may read and write everything.
 *
 * Argument: JSON of `[kind, source, target]`s. Prints JSON of the codes they ended with.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine } from '../../electron/engine/engine.ts';
import { EngineError } from '../../electron/engine/errors.ts';
import { strictPolicy } from '../../electron/envelope/header.ts';

const NOBODY = 65534;
const jobs: readonly (readonly [kind: string, source: string, target: string])[] = JSON.parse(
  process.argv[2] ?? '[]',
);
const engine = createEngine({
  workerUrl: new URL('../../electron/engine/worker.ts', import.meta.url),
  workers: 1,
});

async function codeOf(kind: string, source: string, path: string): Promise<string> {
  const dataKey = new Uint8Array(32).fill(1);
  const target = { path, alternative: null };
  const encryptedDataKeys = [
    { providerId: 'x', providerInfo: new Uint8Array(1), ciphertext: new Uint8Array(1) },
  ];
  try {
    if (kind === 'seal') {
      await engine.seal({
        source,
        target,
        materials: async () => ({ dataKey, encryptedDataKeys, context: new Map() }),
      });
    } else {
      await engine.open({ source, target, policy: strictPolicy, dataKey: async () => dataKey });
    }
    return 'done';
  } catch (error) {
    return error instanceof EngineError ? error.code : String(error);
  }
}

// The thread reads our code once, while that is allowed for sure.
const own = await mkdtemp(join(tmpdir(), 'envelope-vault-test-'));
await writeFile(join(own, 'warm'), '');
await codeOf('seal', join(own, 'warm'), join(own, 'up'));
await rm(own, { recursive: true });
if (process.getuid?.() === 0) {
  process.setgroups?.([]);
  process.setgid?.(NOBODY);
  process.setuid?.(NOBODY);
}
const codes: string[] = [];
for (const [kind, source, target] of jobs) codes.push(await codeOf(kind, source, target));
await engine.close();
process.stdout.write(JSON.stringify(codes));
