/** Signed envelopes: made by one thread, by several, and from a stream; read by AWS's rules. */
import { truncate } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { PUBLIC_KEY_FIELD } from '../../electron/envelope/context.ts';
import { bytesOf, open } from '../envelope/support.ts';
import { scratch } from '../support/scratch.ts';
import { codeOf, F, freshKey, materialsOf, only, openTo, sealTo, testEngine } from './support.ts';

const engines = { one: testEngine(1), two: testEngine(2), four: testEngine(4) };
const LARGE = 40 * F + 7;

describe.each(Object.entries(engines))('%s thread(s)', (_, engine) => {
  test.each([0, 1, F - 1, F, F + 1, 8 * 1024 * 1024, LARGE])('%i bytes', async (size) => {
    await using folder = await scratch();
    const content = bytesOf(size);
    const source = await folder.write('in', content);
    const { size: written } = await sealTo(engine, source, folder.at('out'), { sign: true });
    const envelope = await folder.read('out');
    expect(envelope.length).toBe(written);
    const opened = open(envelope, { dataKey: freshKey() });
    expect(opened.header.suite.id).toBe(0x0578);
    expect(opened.header.context.get(PUBLIC_KEY_FIELD)).toMatch(/^A.{65}==$/);
    expect(opened.content.equals(content)).toBe(true);
    await openTo(engine, folder.at('out'), folder.at('back'));
    expect((await folder.read('back')).equals(content)).toBe(true);
  });

  test('cancelled and failing jobs end, with nothing left', async () => {
    await using folder = await scratch();
    const source = await folder.write('in', bytesOf(LARGE));
    const abort = new AbortController();
    const onProgress = (stage: string): void => {
      if (stage === 'encrypting') abort.abort();
    };
    const pause = { paused: () => true, watch: () => () => undefined };
    const options = { sign: true, signal: abort.signal, onProgress, pause };
    expect(await codeOf(sealTo(engine, source, folder.at('out'), options))).toBe('cancelled');
    const unbound = async () => materialsOf();
    const target = only(folder.at('out'));
    expect(await codeOf(engine.seal({ source, target, sign: true, materials: unbound }))).toBe(
      'invalid-context',
    );
    expect(await folder.names()).toEqual(['in']);
  });
});

test('a thread that fails at once ends the one that waits for its runs', async () => {
  await using folder = await scratch();
  for (let round = 0; round < 10; round++) {
    const source = await folder.write('in', bytesOf(LARGE));
    const materials = async (reserved: ReadonlyMap<string, string>) => {
      await truncate(source, 10);
      return materialsOf(freshKey(), reserved);
    };
    const target = only(folder.at('out'));
    expect(await codeOf(engines.two.seal({ source, target, sign: true, materials }))).toBe('source-changed');
  }
  expect(await folder.names()).toEqual(['in']);
});

test('every message has a key pair of its own', async () => {
  await using folder = await scratch();
  const source = await folder.write('in', 'content');
  const keys = await Promise.all(
    ['a', 'b'].map(async (name) => {
      await sealTo(engines.two, source, folder.at(name), { sign: true });
      return open(await folder.read(name)).header.context.get(PUBLIC_KEY_FIELD);
    }),
  );
  expect(new Set(keys).size).toBe(2);
});

test('a changed byte anywhere, the footer included, is refused', async () => {
  await using folder = await scratch();
  await sealTo(engines.two, await folder.write('in', bytesOf(LARGE)), folder.at('sealed'), { sign: true });
  const envelope = await folder.read('sealed');
  for (const at of [60, 700, Math.floor(envelope.length / 2), envelope.length - 130, envelope.length - 30]) {
    const changed = Buffer.from(envelope);
    changed.writeUInt8(changed.readUInt8(at) ^ 4, at);
    const path = await folder.write('bad', changed);
    expect(await codeOf(openTo(engines.two, path, folder.at('out'))), `${at}`).not.toBe('done');
  }
  expect(await folder.names()).toEqual(['bad', 'in', 'sealed']);
});

test('from a stream', async () => {
  await using folder = await scratch();
  const content = bytesOf(3 * F + 5);
  const materials = async (reserved: ReadonlyMap<string, string>) => materialsOf(freshKey(), reserved);
  const source = Readable.from([content.subarray(0, 100), content.subarray(100)]);
  await engines.two.seal({ source, target: only(folder.at('out')), sign: true, materials });
  expect(open(await folder.read('out')).content.equals(content)).toBe(true);
});
