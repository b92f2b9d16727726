import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Callback, listenForCallback } from '../../../electron/aws/sign-in/callback.ts';

const STATE = 'the-state-of-this-sign-in';

let callback: Callback;

beforeEach(async () => {
  callback = await listenForCallback(STATE);
});

afterEach(() => callback.close());

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** Asks as nobody's browser would. */
function ask(path: string, options: { method?: string; host?: string } = {}): Promise<Answer> {
  const { hostname, port } = new URL(callback.redirectUri);
  const headers = options.host === undefined ? {} : { host: options.host };
  return new Promise((resolve, reject) => {
    request({ hostname, port, path, headers, method: options.method ?? 'GET' }, (response) => {
      let text = '';
      response.on('data', (part) => {
        text += part;
      });
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
    })
      .on('error', reject)
      .end();
  });
}

const HERE = '/oauth/callback';

/** Whether the sign-in has ended, now that all requests before were answered. */
const state = (): Promise<string> =>
  Promise.race([
    callback.code.then(
      () => 'code',
      () => 'denied',
    ),
    new Promise<string>((resolve) => setImmediate(resolve, 'waiting')),
  ]);

describe('the address that a sign-in comes back to', () => {
  it('is of this computer only', () => {
    expect(callback.redirectUri).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/oauth\/callback$/);
  });

  it('takes the code', async () => {
    expect(await ask(`${HERE}?code=the-code&state=${STATE}`)).toMatchObject({ status: 200 });
    expect(await callback.code).toBe('the-code');
  });

  it('takes the first code only', async () => {
    await ask(`${HERE}?code=first&state=${STATE}`);
    await ask(`${HERE}?code=second&state=${STATE}`);
    expect(await callback.code).toBe('first');
  });

  it('hears that it is refused', async () => {
    await ask(`${HERE}?error=access_denied&state=${STATE}`);
    await expect(callback.code).rejects.toMatchObject({ code: 'sign-in-denied' });
  });

  it.each([
    ['another path', '/', {}, 404],
    ['another path that begins alike', `${HERE}/?code=c&state=${STATE}`, {}, 404],
    ['another method', `${HERE}?code=c&state=${STATE}`, { method: 'POST' }, 404],
    [
      'another host, as of a page that has renamed itself',
      `${HERE}?code=c&state=${STATE}`,
      { host: 'evil.example' },
      404,
    ],
    ['the same host at another port', `${HERE}?code=c&state=${STATE}`, { host: '127.0.0.1' }, 404],
    ['another host in its target', `http://evil.example${HERE}?code=c&state=${STATE}`, {}, 404],
    ['a target that is none', '//', {}, 404],
    ['no state', `${HERE}?code=c`, {}, 400],
    ['a wrong state', `${HERE}?code=c&state=${STATE.replace('the', 'thE')}`, {}, 400],
    ['a shorter state', `${HERE}?code=c&state=${STATE.slice(1)}`, {}, 400],
    ['two states', `${HERE}?code=c&state=${STATE}&state=${STATE}`, {}, 400],
    ['a refusal with a wrong state', `${HERE}?error=access_denied&state=wrong`, {}, 400],
    ['no code', `${HERE}?state=${STATE}`, {}, 400],
    ['an empty code', `${HERE}?code=&state=${STATE}`, {}, 400],
    ['two codes', `${HERE}?code=a&code=b&state=${STATE}`, {}, 400],
  ])('waits on after %s', async (_, path, options, status) => {
    expect(await ask(path, options)).toMatchObject({ status });
    expect(await state()).toBe('waiting');
  });

  it.each([
    `${HERE}?code=%3Cscript%3EREFLECTED&state=${STATE}`,
    `${HERE}?error=REFLECTED&error_description=REFLECTED&state=${STATE}`,
    `${HERE}?code=c&state=REFLECTED`,
    '/REFLECTED',
  ])('shows a page of its own, which can do nothing: %s', async (path) => {
    const { headers, text } = await ask(path);
    expect(text).toMatch(/^<!doctype html>/);
    expect(text).not.toContain('REFLECTED');
    expect(text).not.toMatch(/<(?:script|style|img|link)|\son\w+=/);
    expect(headers).toMatchObject({
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    });
  });

  it('is gone when it is closed', async () => {
    callback.close();
    await expect(ask(HERE)).rejects.toThrow();
  });

  it('takes the code of a browser that does not wait for the page', async () => {
    const { port } = new URL(callback.redirectUri);
    const visitor = connect(Number(port), '127.0.0.1');
    visitor.write(`GET ${HERE}?code=c&state=${STATE} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n\r\n`, () =>
      visitor.resetAndDestroy(),
    );
    expect(await callback.code).toBe('c');
  });

  it('waits for nobody who has not said all when it is closed', async () => {
    const visitor = connect(Number(new URL(callback.redirectUri).port), '127.0.0.1');
    await once(visitor, 'connect');
    visitor.write('GET /');
    await ask('/');
    callback.close();
    visitor.on('error', () => undefined);
    await once(visitor, 'close');
  });

  it.runIf(process.platform === 'linux')('does not listen at other addresses of the computer', async () => {
    const visitor = connect(Number(new URL(callback.redirectUri).port), '127.0.0.2');
    const [error] = await once(visitor, 'error');
    expect(error).toMatchObject({ code: 'ECONNREFUSED' });
  });
});
