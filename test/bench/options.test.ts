import { describe, expect, test } from 'vitest';
import { FAMILIES, readOptions, SECTIONS, UsageError } from './options.ts';
import { formatSize, parseSize } from './units.ts';

test('nothing said: the whole run', () => {
  expect(readOptions([])).toMatchObject({
    size: 2 * 2 ** 30,
    rounds: 5,
    files: 10_000,
    memory: [100 * 2 ** 20, 2 * 2 ** 30, 20 * 2 ** 30],
    only: FAMILIES,
    sections: SECTIONS,
    install: true,
  });
});

test('everything said', () => {
  const said = '--size 3M --rounds 1 --files 7 --memory 1K,5 --only age,ours --sections memory --no-install';
  const options = readOptions([...said.split(' '), '--json', '/a/b.json', '--folder', '/c']);
  expect(options).toEqual({
    size: 3 * 2 ** 20,
    rounds: 1,
    files: 7,
    memory: [1024, 5],
    only: ['age', 'ours'],
    sections: ['memory'],
    json: '/a/b.json',
    folder: '/c',
    install: false,
  });
});

test('help is asked for', () => {
  expect(readOptions(['--help'])).toBeNull();
});

describe('not understood', () => {
  test.each([
    ['--size', '2GB'],
    ['--size', '0'],
    ['--size', '-1'],
    ['--memory', '1M,'],
    ['--rounds', '0'],
    ['--rounds', '1.5'],
    ['--files', 'many'],
    ['--only', 'ours,rar'],
    ['--only', ''],
    ['--sections', 'small'],
    ['--fast', 'yes'],
    ['file', ''],
  ])('%s %s', (...args) => {
    expect(() => readOptions(args)).toThrow(UsageError);
  });
});

test.each([
  ['0', '0 B'],
  ['100', '100 B'],
  ['4K', '4 KiB'],
  ['1536K', '1.5 MiB'],
  ['2G', '2 GiB'],
])('%s is %s', (text, formatted) => {
  expect(formatSize(parseSize(text) ?? Number.NaN)).toBe(formatted);
});
