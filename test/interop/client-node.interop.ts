/**
 * Every size, frame length, context and suite that AWS's JavaScript implementation and we can write, both ways: small
 * messages in memory, large ones as files through the engine, where several threads share them.
 */
import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { secretCopy } from '../../electron/envelope/bytes.ts';
import type { EncryptionContext } from '../../electron/envelope/context.ts';
import { strictPolicy } from '../../electron/envelope/header.ts';
import { only, testEngine } from '../engine/support.ts';
import { suiteIds } from '../envelope/reference.ts';
import { dataKey, lenientPolicy, seal } from '../envelope/support.ts';
import { scratch } from '../support/scratch.ts';
import { keyring, oldClient, openTheirs, strictClient, unwrapTheirs, wrapFor } from './client-node.ts';
import { around, contentOf, KIB, large, MIB } from './sizes.ts';

const contexts: readonly EncryptionContext[] = [
  new Map(),
  new Map([['purpose', 'interop']]),
  new Map([
    ['ключ', 'значение'],
    ['鍵', '値'],
    ['é', ''],
  ]),
  new Map([
    ['\u{1F600}', 'x'],
    ['\uFF61', 'y'],
    ['z', '\u{10FFFF}'],
  ]),
  new Map([
    ['__proto__', 'x'],
    ['constructor', 'y'],
  ]),
  new Map(Array.from({ length: 100 }, (_, index) => [`key ${index}`, 'v'.repeat(index)])),
];

describe.each([1, 16, 4096, 64 * KIB, MIB])('frames of %i bytes', (frameLength) => {
  // A frame of one byte is slow to read for them: a few hundred are enough.
  const sizes = frameLength === 1 ? [0, 1, 2, 300] : around(frameLength);

  test.each(sizes)('%i bytes of ours open there, under every context', async (size) => {
    for (const context of contexts) {
      const encryptedDataKeys = [wrapFor(dataKey, context)];
      const message = seal({ content: contentOf(size), frameLength, context, encryptedDataKeys });
      const { plaintext, messageHeader } = await strictClient.decrypt(keyring, message);
      expect(plaintext.equals(contentOf(size))).toBe(true);
      expect(new Map(Object.entries(messageHeader.encryptionContext))).toEqual(context);
    }
  });

  test.each(sizes)('%i bytes of theirs open here, in every suite, under every context', async (size) => {
    for (const [index, suiteId] of suiteIds.entries()) {
      const context = contexts[(index + size) % contexts.length] ?? new Map();
      const client = suiteId >= 0x0400 ? strictClient : oldClient;
      const options = { suiteId, frameLength, encryptionContext: Object.fromEntries(context) };
      const { result } = await client.encrypt(keyring, contentOf(size), options);
      const { content, header } = openTheirs(result, { policy: lenientPolicy });
      expect(content.equals(contentOf(size))).toBe(true);
      expect(header).toMatchObject({ suite: { id: suiteId }, frameLength });
      expect([...header.context]).toEqual(expect.arrayContaining([...context]));
    }
  });
});

describe.each([1, 2, 4])('files, in %i thread(s)', (threads) => {
  const engine = testEngine(threads);
  const context = contexts[3] ?? new Map();

  test.each(large.flatMap((size) => [false, true].map((sign) => [size, sign] as const)))(
    '%i bytes of ours open there, signed: %s',
    async (size, sign) => {
      await using folder = await scratch();
      const source = await folder.write('in', contentOf(size));
      await engine.seal({
        source,
        target: only(folder.at('out')),
        sign,
        materials: async (reserved) => {
          const whole = new Map([...context, ...reserved]);
          const key = secretCopy(dataKey);
          return { dataKey: key, encryptedDataKeys: [wrapFor(key, whole)], context: whole };
        },
      });
      const stream = createReadStream(folder.at('out')).pipe(strictClient.decryptStream(keyring));
      expect((await buffer(stream)).equals(contentOf(size))).toBe(true);
    },
  );

  test.each(
    large.flatMap((size) => [4096, 64 * KIB, MIB].map((frameLength) => [size, frameLength] as const)),
  )('%i bytes of theirs open here, signed and not, in frames of %i', async (size, frameLength) => {
    await using folder = await scratch();
    for (const suiteId of [0x0478, 0x0578]) {
      const options = { suiteId, frameLength, encryptionContext: Object.fromEntries(context) };
      const { result } = await strictClient.encrypt(keyring, contentOf(size), options);
      await writeFile(folder.at('in'), result);
      await engine.open({
        source: folder.at('in'),
        target: only(folder.at(`out ${suiteId}`)),
        policy: strictPolicy,
        dataKey: async (header) => secretCopy(unwrapTheirs(header)),
      });
      expect((await folder.read(`out ${suiteId}`)).equals(contentOf(size))).toBe(true);
    }
  });
});
