/** File systems that do less than others, or fail: never a half file, never a replaced one, and the true reason. */
import { describe, expect, test } from 'vitest';
import { open } from '../envelope/support.ts';
import { scratch } from '../support/scratch.ts';
import { codeOf, faultyEngine, openTo, sealTo, testEngine } from './support.ts';

const sound = testEngine();

// exFAT under Windows answers EISDIR (libuv maps ERROR_INVALID_FUNCTION so).
describe.each(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EISDIR'])(
  'a file system without hard links (%s)',
  (code) => {
    test('the file is made, and is what it would be otherwise', async () => {
      await using folder = await scratch();
      await using engine = faultyEngine({ fail: { linkSync: code } });
      const source = await folder.write('in', 'content');
      await sealTo(engine, source, folder.at('sealed'));
      await openTo(engine, folder.at('sealed'), folder.at('out'));
      expect(String(await folder.read('out'))).toBe('content');
      expect(await folder.names()).toEqual(['in', 'out', 'sealed']);
    });

    test('a file that is there, or appears, is not replaced', async () => {
      await using folder = await scratch();
      await using engine = faultyEngine({ fail: { linkSync: code } });
      const source = await folder.write('in', 'content');
      await folder.write('out', 'theirs');
      const target = { path: folder.at('out'), whenTaken: { before: 'out ', after: '' } };
      expect((await sealTo(engine, source, target)).path).toBe(folder.at('out 2'));
      expect(String(await folder.read('out'))).toBe('theirs');
      expect(await folder.names()).toEqual(['in', 'out', 'out 2']);
    });

    test('a rename that fails leaves nothing', async () => {
      await using folder = await scratch();
      await using engine = faultyEngine({ fail: { linkSync: code, renameSync: 'ENOSPC' } });
      const source = await folder.write('in', 'content');
      expect(await codeOf(sealTo(engine, source, folder.at('out')))).toBe('disk-full');
      expect(await folder.names()).toEqual(['in']);
    });
  },
);

describe('a file system that does less than others', () => {
  test.each(['fchmodSync', 'futimesSync', 'statfsSync'])(
    '%s refused (FAT, some network drives): the file is made',
    async (call) => {
      await using folder = await scratch();
      await using engine = faultyEngine({ fail: { [call]: 'EPERM' } });
      await sealTo(engine, await folder.write('in', 'content'), folder.at('out'));
      expect(String(open(await folder.read('out')).content)).toBe('content');
      expect(await folder.names()).toEqual(['in', 'out']);
    },
  );
});

test('the first error counts, also when the temporary file cannot be removed', async () => {
  await using folder = await scratch();
  await using engine = faultyEngine({ fail: { unlinkSync: 'EIO' } });
  await sealTo(sound, await folder.write('in', 'content'), folder.at('sealed'));
  const bytes = await folder.read('sealed');
  await folder.write('cut', bytes.subarray(0, bytes.length - 1));
  expect(await codeOf(openTo(engine, folder.at('cut'), folder.at('out')))).toBe('truncated');
  expect(await folder.names()).not.toContain('out');
});

test('a folder that forbids removing: the file is there, complete, and that is what the job says', async () => {
  await using folder = await scratch();
  await using engine = faultyEngine({ fail: { unlinkSync: 'EPERM' } });
  const source = await folder.write('in', 'content');
  expect((await sealTo(engine, source, folder.at('out'))).path).toBe(folder.at('out'));
  expect(String(open(await folder.read('out')).content)).toBe('content');
});
