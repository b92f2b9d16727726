/** File systems that do less than others, or fail: never a half file, never a replaced one, and the true reason. */
import fs, { link, rename, unlink } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { open } from '../envelope/support.ts';
import { scratch } from '../support/scratch.ts';
import { codeOf, openTo, sealTo, testEngine } from './support.ts';

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  return { ...real, link: vi.fn(real.link), rename: vi.fn(real.rename), unlink: vi.fn(real.unlink) };
});

const engine = testEngine();
const real = await vi.importActual<typeof import('node:fs/promises')>('node:fs/promises');
const systemFailure = (code: string): Error => Object.assign(new Error(code), { code, errno: -1 });

beforeEach(() => {
  vi.mocked(link).mockImplementation(real.link);
  vi.mocked(rename).mockImplementation(real.rename);
  vi.mocked(unlink).mockImplementation(real.unlink);
});
afterEach(() => {
  vi.clearAllMocks();
});

// exFAT under Windows answers EISDIR (libuv maps ERROR_INVALID_FUNCTION so).
describe.each(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EISDIR'])(
  'a file system without hard links (%s)',
  (code) => {
    beforeEach(() => {
      vi.mocked(link).mockRejectedValue(systemFailure(code));
    });

    test('the file is made, and is what it would be otherwise', async () => {
      await using folder = await scratch();
      const source = await folder.write('in', 'content');
      await sealTo(engine, source, folder.at('sealed'));
      await openTo(engine, folder.at('sealed'), folder.at('out'));
      expect(String(await folder.read('out'))).toBe('content');
      expect(await folder.names()).toEqual(['in', 'out', 'sealed']);
      expect(rename).toHaveBeenCalledTimes(2);
    });

    test('a file that is there, or appears, is not replaced', async () => {
      await using folder = await scratch();
      const source = await folder.write('in', 'content');
      await folder.write('out', 'theirs');
      const target = { path: folder.at('out'), whenTaken: (n: number) => `out ${n}` };
      expect((await sealTo(engine, source, target)).path).toBe(folder.at('out 2'));
      expect(String(await folder.read('out'))).toBe('theirs');
      expect(await folder.names()).toEqual(['in', 'out', 'out 2']);
    });

    test('a rename that fails leaves nothing', async () => {
      await using folder = await scratch();
      const source = await folder.write('in', 'content');
      vi.mocked(rename).mockRejectedValue(systemFailure('ENOSPC'));
      expect(await codeOf(sealTo(engine, source, folder.at('out')))).toBe('disk-full');
      expect(await folder.names()).toEqual(['in']);
    });
  },
);

describe('a file system that does less than others', () => {
  const handleOf = async (path: string) => {
    const handle = await fs.open(path);
    const prototype: unknown = Object.getPrototypeOf(handle);
    await handle.close();
    return prototype as fs.FileHandle;
  };

  test.each(['chmod', 'utimes'] as const)(
    '%s refused (FAT, some network drives): the file is made',
    async (call) => {
      await using folder = await scratch();
      const source = await folder.write('in', 'content');
      const prototype = await handleOf(source);
      const spy = vi.spyOn(prototype, call).mockRejectedValue(systemFailure('EPERM'));
      try {
        await sealTo(engine, source, folder.at('out'));
        expect(spy).toHaveBeenCalled();
      } finally {
        spy.mockRestore();
      }
      expect(String(open(await folder.read('out')).content)).toBe('content');
      expect(await folder.names()).toEqual(['in', 'out']);
    },
  );

  test('a folder that cannot be synced: the file is made', async () => {
    await using folder = await scratch();
    const source = await folder.write('in', 'content');
    const prototype = await handleOf(source);
    const sync = prototype.sync;
    const spy = vi
      .spyOn(prototype, 'sync')
      .mockImplementationOnce(function (this: fs.FileHandle) {
        return sync.call(this);
      })
      .mockRejectedValueOnce(systemFailure('EINVAL'));
    try {
      expect(await codeOf(sealTo(engine, source, folder.at('out')))).toBe('done');
      expect(spy).toHaveBeenCalledTimes(2);
    } finally {
      spy.mockRestore();
    }
    expect(await folder.names()).toEqual(['in', 'out']);
  });

  test('a sync that fails: no file, nothing left', async () => {
    await using folder = await scratch();
    const source = await folder.write('in', 'content');
    const spy = vi.spyOn(await handleOf(source), 'sync').mockRejectedValue(systemFailure('EIO'));
    try {
      expect(await codeOf(sealTo(engine, source, folder.at('out')))).toBe('io-error');
    } finally {
      spy.mockRestore();
    }
    expect(await folder.names()).toEqual(['in']);
  });
});

test('the first error counts, also when the temporary file cannot be removed', async () => {
  await using folder = await scratch();
  const source = await folder.write('in', 'not an envelope, but long enough to begin like one');
  await sealTo(engine, source, folder.at('sealed'));
  const bytes = await folder.read('sealed');
  await folder.write('cut', bytes.subarray(0, bytes.length - 1));
  vi.mocked(unlink).mockRejectedValue(systemFailure('EIO'));
  expect(await codeOf(openTo(engine, folder.at('cut'), folder.at('out')))).toBe('truncated');
  expect(await folder.names()).not.toContain('out');
});

test('a folder that forbids removing: the file is there, complete, and that is what the job says', async () => {
  await using folder = await scratch();
  const source = await folder.write('in', 'content');
  vi.mocked(unlink).mockRejectedValue(systemFailure('EPERM'));
  expect((await sealTo(engine, source, folder.at('out'))).path).toBe(folder.at('out'));
  expect(String(open(await folder.read('out')).content)).toBe('content');
});
