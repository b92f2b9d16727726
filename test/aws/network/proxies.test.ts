import { describe, expect, it } from 'vitest';
import { findRoutes } from '../../../electron/aws/network/proxies.ts';

const PROXY = 'http://proxy.example:3128';

async function routes(env: Readonly<Record<string, string>>, host: string, port = 443, system?: string) {
  const found = await findRoutes(env, system === undefined ? undefined : async () => system)(host, port);
  return found.map((route) => route?.href ?? null);
}

describe('the environment’s proxy', () => {
  it.each([
    [{ HTTPS_PROXY: PROXY }, `${PROXY}/`],
    [{ https_proxy: PROXY, HTTPS_PROXY: 'http://other.example' }, `${PROXY}/`],
    [{ HTTPS_PROXY: 'proxy.example:3128' }, `${PROXY}/`],
    [{ HTTPS_PROXY: 'https://proxy.example' }, 'https://proxy.example/'],
    [{ HTTPS_PROXY: 'http://me:p%40ss@proxy.example:3128' }, 'http://me:p%40ss@proxy.example:3128/'],
    [{ HTTPS_PROXY: '' }, null],
    [{ HTTP_PROXY: PROXY }, null],
  ])('%j', async (env, expected) => {
    expect(await routes(env, 'kms.eu-west-1.amazonaws.com')).toEqual([expected]);
  });

  it.each(['socks5://proxy.example:1080', 'http://', 'http://[', 'file:///x'])(
    '%s is refused before anybody is contacted',
    (HTTPS_PROXY) => {
      expect(() => findRoutes({ HTTPS_PROXY })).toThrow(
        expect.objectContaining({
          code: 'profile-unusable',
          details: { reason: expect.stringContaining('HTTPS_PROXY') },
        }),
      );
    },
  );
});

describe('NO_PROXY', () => {
  it.each([
    ['*', 'kms.example', 443, true],
    ['kms.example', 'kms.example', 443, true],
    ['KMS.Example', 'kms.example', 443, true],
    ['example', 'kms.example', 443, true],
    ['.example', 'kms.example', 443, true],
    ['*.example', 'kms.example', 443, true],
    ['a.test, .example', 'kms.example', 443, true],
    ['a.test b.test', 'b.test', 443, true],
    ['ms.example', 'kms.example', 443, false],
    ['kms.example.org', 'kms.example', 443, false],
    ['kms.example:443', 'kms.example', 443, true],
    ['kms.example:8443', 'kms.example', 443, false],
    ['10.1.2.3', '10.1.2.3', 443, true],
    ['10.0.0.0/8', '10.1.2.3', 443, true],
    ['10.0.0.0/8', '11.1.2.3', 443, false],
    ['10.0.0.0/8', 'kms.example', 443, false],
    ['10.0.0.0/99', '10.1.2.3', 443, false],
    ['fd00::/8', 'fd00::1', 443, true],
    ['fd00::/8', '10.1.2.3', 443, false],
    ['fd00::1', 'fd00::1', 443, true],
    ['[fd00::1]:443', 'fd00::1', 443, true],
    ['', 'kms.example', 443, false],
    ['., ,', 'kms.example', 443, false],
  ])('%j, %s:%i: direct is %s', async (NO_PROXY, host, port, direct) => {
    const expected = [direct ? null : `${PROXY}/`];
    expect(await routes({ HTTPS_PROXY: PROXY, NO_PROXY }, host, port)).toEqual(expected);
    expect(await routes({ HTTPS_PROXY: PROXY, no_proxy: NO_PROXY }, host, port)).toEqual(expected);
    expect(await routes({ NO_PROXY }, host, port, 'PROXY proxy.example:3128')).toEqual(expected);
  });

  it.each(['127.0.0.1', 'localhost', '::1'])('is not needed for %s', async (host) => {
    expect(await routes({ HTTPS_PROXY: PROXY }, host)).toEqual([null]);
  });
});

describe('the system’s proxy', () => {
  it.each([
    ['DIRECT', [null]],
    ['PROXY proxy.example:3128', [`${PROXY}/`]],
    [
      'PROXY proxy.example:3128; HTTPS b.example:8443 ;DIRECT',
      [`${PROXY}/`, 'https://b.example:8443/', null],
    ],
    ['SOCKS5 s.example:1080; DIRECT', [null]],
    ['SOCKS s.example:1080', []],
    ['PROXY', []],
    ['PROXY [', []],
    ['', []],
  ])('%j', async (words, expected) => {
    expect(await routes({}, 'kms.example', 443, words)).toEqual(expected);
  });

  it('is none where the system cannot tell', async () => {
    const system = () => Promise.reject(new Error('no answer'));
    expect(await findRoutes({}, system)('kms.example', 443)).toEqual([null]);
  });

  it('is asked for the host and port, unless the environment names one', async () => {
    const asked: string[] = [];
    const system = async (url: string) => {
      asked.push(url);
      return 'DIRECT';
    };
    await findRoutes({}, system)('kms.example', 443);
    await findRoutes({}, system)('fd00::1', 8443);
    await findRoutes({ HTTPS_PROXY: PROXY }, system)('kms.example', 443);
    expect(asked).toEqual(['https://kms.example:443/', 'https://[fd00::1]:8443/']);
  });
});
