/** Streams as source and target: the same envelopes, nothing readable on the disk, nothing out before all is authentic. */
import { readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { PassThrough, Readable, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { strictPolicy } from '../../electron/envelope/header.ts';
import { bytesOf, open, seal } from '../envelope/support.ts';
import { scratch } from '../support/scratch.ts';
import {
  codeOf,
  F,
  freshKey,
  isGone,
  materialsOf,
  only,
  sealTo,
  temporaryNames,
  testEngine,
} from './support.ts';

const engine = testEngine();
const materials = async () => materialsOf();
const policy = strictPolicy;
const dataKey = async () => freshKey();

test.each([0, 1, F - 1, F, F + 1, 5 * F])('%i bytes from a stream into a file', async (size) => {
  await using folder = await scratch();
  const content = bytesOf(size);
  const source = Readable.from(content.length === 0 ? [] : [content.subarray(0, 1), content.subarray(1)]);
  const { size: written } = await engine.seal({ source, target: only(folder.at('out')), materials });
  const envelope = await folder.read('out');
  expect(envelope.length).toBe(written);
  expect(open(envelope).content.equals(content)).toBe(true);
  expect(await folder.names()).toEqual(['out']);
});

test('there and back through streams alone', async () => {
  const content = bytesOf(3 * F + 1);
  const envelope = new PassThrough();
  const sealing = engine.seal({ source: Readable.from([content]), target: envelope, materials });
  const sealed = buffer(envelope);
  await sealing;
  envelope.end();
  const plain = new PassThrough();
  const opening = engine.open({ source: Readable.from([await sealed]), target: plain, policy, dataKey });
  const opened = buffer(plain);
  expect(await opening).toEqual({ path: '', size: content.length });
  plain.end();
  expect((await opened).equals(content)).toBe(true);
});

test('nothing comes out of an envelope whose last byte is wrong', async () => {
  await using folder = await scratch();
  await sealTo(engine, await folder.write('in', bytesOf(40 * F)), folder.at('sealed'));
  const bytes = await folder.read('sealed');
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
  for (const source of [await folder.write('bad', bytes), Readable.from([bytes])]) {
    const target = new PassThrough();
    const out: Buffer[] = [];
    target.on('data', (chunk: Buffer) => out.push(chunk));
    expect(await codeOf(engine.open({ source, target, policy, dataKey }))).toBe('tampered');
    expect(out).toEqual([]);
  }
  expect(await codeOf(engine.verify({ source: Readable.from([bytes]), policy, dataKey }))).toBe('tampered');
});

test('while a stream is worked on, no file of it has a name', async () => {
  const seen: (readonly string[])[] = [];
  const look = async () => {
    seen.push(temporaryNames(await readdir(tmpdir())));
    return freshKey();
  };
  const source = Readable.from([seal({ content: bytesOf(100), frameLength: 64 })]);
  const before = temporaryNames(await readdir(tmpdir()));
  const target = new PassThrough().resume();
  await codeOf(engine.open({ source, target, policy, dataKey: look }));
  expect(seen).toEqual([before]);
});

test('a source that breaks, and one that is cancelled: nothing left, the key gone', async () => {
  await using folder = await scratch();
  const key = freshKey();
  const broken = Readable.from(
    (async function* () {
      yield bytesOf(10);
      throw Object.assign(new Error('EIO'), { code: 'EIO', errno: -5 });
    })(),
  );
  const target = only(folder.at('out'));
  const breaking = engine.seal({ source: broken, target, materials: async () => materialsOf(key) });
  expect(await codeOf(breaking)).toBe('io-error');
  expect(isGone(key)).toBe(true);
  const abort = new AbortController();
  const endless = new PassThrough();
  endless.write(bytesOf(2 * F));
  const other = freshKey();
  const cancelled = engine.seal({
    source: endless,
    target,
    signal: abort.signal,
    onProgress: (stage) => stage === 'encrypting' && abort.abort(),
    materials: async () => materialsOf(other),
  });
  expect(await codeOf(cancelled)).toBe('cancelled');
  expect(isGone(other)).toBe(true);
  expect(await folder.names()).toEqual([]);
});

test('a source that changes is no source for a stream either', async () => {
  await using folder = await scratch();
  const source = await folder.write('in', bytesOf(36 * F));
  const out: Buffer[] = [];
  const target = new PassThrough().on('data', (chunk: Buffer) => out.push(chunk));
  const changing = async () => {
    await writeFile(source, bytesOf(36 * F, 2));
    return materialsOf();
  };
  expect(await codeOf(engine.seal({ source, target, materials: changing }))).toBe('source-changed');
  expect(out).toEqual([]);
});

test('a reader that stands still does not hold a cancelled job, one that went away ends it', async () => {
  await using folder = await scratch();
  const source = await folder.write('in', bytesOf(4 * F));
  const abort = new AbortController();
  const still = new Writable({ write: () => abort.abort() });
  const waiting = engine.seal({ source, target: still, materials, signal: abort.signal });
  expect(await codeOf(waiting)).toBe('cancelled');
  const gone = new PassThrough();
  gone.destroy();
  expect(await codeOf(engine.seal({ source, target: gone, materials }))).toBe('output-closed');
});
