/** Any change to an envelope's bytes: a coded refusal, no file under the final name, no temporary file, source kept. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { strictPolicy } from '../../electron/envelope/header.ts';
import { bytesOf, open, randomFrom, reference } from '../envelope/support.ts';
import { type Scratch, scratch } from '../support/scratch.ts';
import { codeOf, F, freshKey, isGone, openTo, sealTo, testEngine } from './support.ts';

const engine = testEngine();
const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function envelopeOf(folder: Scratch, size: number): Promise<Buffer> {
  await sealTo(engine, await folder.write('in', bytesOf(size)), folder.at('good'));
  return folder.read('good');
}

/** Opens `bytes` as a file; answers the code, having made sure that nothing else happened. */
async function refusal(folder: Scratch, bytes: Uint8Array): Promise<string> {
  const source = await folder.write('bad', bytes);
  const key = freshKey();
  const before = await folder.names();
  const code = await codeOf(openTo(engine, source, folder.at('out'), { key }));
  if (code === 'done') throw new Error('it was opened');
  expect(await folder.names()).toEqual(before);
  expect(hash(await folder.read('bad'))).toBe(hash(bytes));
  return code;
}

const flipped = (bytes: Uint8Array, at: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
};

describe('one bit', () => {
  const sizes = [0, 1, 2 * F + 5];
  test.each(sizes)('anywhere in the header of %i bytes of content', async (size) => {
    await using folder = await scratch();
    const message = await envelopeOf(folder, size);
    const { length } = open(message).header;
    for (let at = 0; at < length; at++)
      expect(await refusal(folder, flipped(message, at))).toMatch(/^[a-z-]+$/);
  });

  test('in each part of the body names the part', async () => {
    await using folder = await scratch();
    const message = await envelopeOf(folder, 2 * F + 5);
    const body = open(message).header.length;
    const second = body + F + 32;
    const final = second + F + 32;
    const places: readonly (readonly [number, string])[] = [
      [body, 'invalid-envelope'],
      [body + 3, 'invalid-envelope'],
      [body + 4, 'tampered'],
      [body + 16, 'tampered'],
      [body + 16 + F - 1, 'tampered'],
      [body + 16 + F, 'tampered'],
      [body + 16 + F + 15, 'tampered'],
      [second, 'invalid-envelope'],
      [second + 16 + 100, 'tampered'],
      [final, 'invalid-envelope'],
      [final + 4, 'invalid-envelope'],
      [final + 8, 'tampered'],
      [final + 20, 'invalid-envelope'],
      [final + 24, 'tampered'],
      [message.length - 1, 'tampered'],
    ];
    for (const [at, code] of places)
      expect([at, await refusal(folder, flipped(message, at))]).toEqual([at, code]);
  });
});

describe('length', () => {
  test('truncated anywhere: refused, at a frame’s end too', async () => {
    await using folder = await scratch();
    const message = await envelopeOf(folder, 2 * F + 5);
    const body = open(message).header.length;
    const ends = [
      1,
      2,
      4,
      body - 17,
      body - 1,
      body,
      body + 1,
      body + 16,
      body + F + 31,
      body + F + 32,
      body + F + 33,
    ];
    const later = [
      body + 2 * (F + 32) - 1,
      body + 2 * (F + 32),
      body + 2 * (F + 32) + 4,
      message.length - 16,
    ];
    for (const end of [...ends, ...later, message.length - 1]) {
      expect([end, await refusal(folder, message.subarray(0, end))]).toEqual([end, 'truncated']);
    }
    const next = randomFrom(3);
    for (let i = 0; i < 50; i++) {
      expect(await refusal(folder, message.subarray(0, 1 + next(message.length - 1)))).toBe('truncated');
    }
  });

  test.each([1, 16, 100_000, 3 * 1024 * 1024])('%i bytes after the end: refused', async (more) => {
    await using folder = await scratch();
    const message = await envelopeOf(folder, F + 5);
    expect(await refusal(folder, Buffer.concat([message, Buffer.alloc(more)]))).toBe('trailing-bytes');
  });

  test('two envelopes one after the other: refused', async () => {
    await using folder = await scratch();
    const message = await envelopeOf(folder, F);
    expect(await refusal(folder, Buffer.concat([message, message]))).toBe('trailing-bytes');
  });

  test('frames swapped, doubled, left out: refused', async () => {
    await using folder = await scratch();
    const message = await envelopeOf(folder, 3 * F);
    const body = open(message).header.length;
    const frame = (n: number) => message.subarray(body + (n - 1) * (F + 32), body + n * (F + 32));
    const head = message.subarray(0, body);
    const tail = message.subarray(body + 3 * (F + 32));
    for (const order of [[2, 1, 3], [1, 1, 2, 3], [1, 3], []]) {
      expect(await refusal(folder, Buffer.concat([head, ...order.map(frame), tail]))).toBe(
        'invalid-envelope',
      );
    }
  });
});

describe('not for this program', () => {
  const zip = Buffer.concat([Buffer.from('PK\x03\x04\x14\0'), bytesOf(4096)]);
  const version = (n: number) => Buffer.concat([Buffer.of(n), bytesOf(4096)]);
  const cases: readonly (readonly [string, Uint8Array, string])[] = [
    ['an empty file', Buffer.alloc(0), 'not-an-envelope'],
    ['a ZIP', zip, 'not-an-envelope'],
    ['text', Buffer.from('Dear Sir or Madam'), 'not-an-envelope'],
    ['zeros', Buffer.alloc(100_000), 'not-an-envelope'],
    ['a newer version of the format', version(3), 'unsupported-version'],
    [
      'a suite that nobody knows',
      Buffer.concat([Buffer.of(2, 0x09, 0x99), bytesOf(4096)]),
      'unsupported-suite',
    ],
    [
      'a suite without commitment',
      reference({ suite: 0x0178, content: Buffer.of(1), frameLength: 64 }).bytes,
      'uncommitted-suite',
    ],
  ];
  test.each(cases)('%s', async (_, bytes, code) => {
    await using folder = await scratch();
    expect(await refusal(folder, bytes)).toBe(code);
    if (code === 'uncommitted-suite') return;
    expect(await codeOf(engine.inspect({ source: folder.at('bad'), policy: strictPolicy }))).toBe(code);
  });

  test('random bytes, many times', async () => {
    await using folder = await scratch();
    for (let seed = 0; seed < 60; seed++) {
      const bytes = bytesOf(1 + seed * 37, seed);
      if (seed % 2 === 0) bytes[0] = 2;
      expect(await refusal(folder, bytes)).toMatch(
        /^(not-an-envelope|unsupported-(version|suite)|truncated)$/,
      );
    }
  });
});

test('another data key: refused by the commitment, and the key is gone', async () => {
  await using folder = await scratch();
  await envelopeOf(folder, F);
  const key = freshKey(8);
  expect(await codeOf(openTo(engine, folder.at('good'), folder.at('out'), { key }))).toBe(
    'key-commitment-failed',
  );
  expect(isGone(key)).toBe(true);
  expect(await folder.names()).toEqual(['good', 'in']);
});

test('what is opened is what was read first: a header changed meanwhile is not trusted', async () => {
  await using folder = await scratch();
  const message = await envelopeOf(folder, F);
  const source = await folder.write('bad', message);
  const opening = engine.open({
    source,
    target: { path: folder.at('out'), whenTaken: 'fail' },
    policy: strictPolicy,
    dataKey: async () => {
      await folder.write('bad', flipped(message, 20));
      return freshKey();
    },
  });
  expect(await codeOf(opening)).toBe('source-changed');
  expect(await folder.names()).toEqual(['bad', 'good', 'in']);
});
