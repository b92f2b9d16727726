/** From the moment that a result has its name nothing of it is taken back, whatever is said or done then. */
import { describe, expect, test } from 'vitest';
import { open } from '../envelope/support.ts';
import { scratch } from '../support/scratch.ts';
import type { Faults } from './faulty-worker.ts';
import { codeOf, faultyEngine, materialsOf } from './support.ts';

/** Encrypts `in` as `out` with these faults, where the key is `ready` in a batch; answers the code. */
async function sealing(path: (name: string) => string, faults: Faults, replace: boolean, ready: boolean) {
  await using engine = faultyEngine(faults);
  const sealing = engine.seal({
    source: path('in'),
    target: { path: path('out'), whenTaken: replace ? 'replace' : 'fail' },
    materials: async () => materialsOf(),
    readyMaterials: () => (ready ? materialsOf() : null),
  });
  return await codeOf(sealing);
}

describe.each([
  ['alone', false],
  ['in a batch', true],
])('%s', (_how, ready) => {
  describe.each<[string, Faults, boolean]>([
    ['by a link', {}, false],
    ['by a rename over a file', {}, true],
    ['by a rename, where there are no links', { fail: { linkSync: 'EPERM' } }, false],
  ])('named %s', (_way, faults, replace) => {
    test('somebody takes it away at once: it is whole, and the job does not say where it should be', async () => {
      await using folder = await scratch();
      await folder.write('in', 'content');
      if (replace) await folder.write('out', 'old');
      const code = await sealing(folder.at, { naming: 'taken', ...faults }, replace, ready);
      expect(code).toBe('io-error');
      expect(String(open(await folder.read('taken')).content)).toBe('content');
      expect(await folder.names()).toEqual(['in', 'taken']);
    });

    // link(2): "on NFS filesystems, the return code may be wrong"
    test('a network drive says that it has no name: it is whole, and the job says so', async () => {
      await using folder = await scratch();
      await folder.write('in', 'content');
      if (replace) await folder.write('out', 'old');
      const code = await sealing(folder.at, { naming: 'denied', ...faults }, replace, ready);
      expect(code).toBe('done');
      expect(String(open(await folder.read('out')).content)).toBe('content');
      expect(await folder.names()).toEqual(['in', 'out']);
    });
  });
});
