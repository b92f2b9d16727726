import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AwsError } from '../../../electron/aws/errors.ts';
import { type SignInWay, signIn } from '../../../electron/aws/sign-in/sign-in.ts';
import type { SignInPrompt } from '../../../electron/aws/sign-in/way.ts';
import type { SessionSettings } from '../../../electron/aws/sign-in-sessions.ts';
import { readToken } from '../../../electron/aws/sso-token.ts';
import { ssoSession } from '../../support/identity/organisation.ts';
import { visit } from '../../support/identity/visitor.ts';

import { legacySession, network, session, signInSetting } from './setting.ts';

/** Where somebody waits, time passes at once, and not before the person has done something. */
const clock = vi.hoisted(() => ({ waited: [] as number[], acted: Promise.resolve<unknown>(null) }));
vi.mock('node:timers/promises', () => ({
  setTimeout: async (ms: number, _: unknown, { signal }: { readonly signal: AbortSignal }) => {
    await clock.acted;
    if (signal.aborted) throw Object.assign(new Error('aborted'), { name: 'AbortError', code: 'ABORT_ERR' });
    clock.waited.push(ms);
    vi.setSystemTime(Date.now() + ms);
  },
}));

const setting = signInSetting();
const ways = ['browser', 'device'] as const;
const device = {
  deviceCode: 'd',
  userCode: 'AB-CD',
  verificationUri: 'https://x.example/',
  expiresIn: 600,
  interval: 1,
};

/** A sign-in that somebody answers. */
async function signInWith(
  way: SignInWay,
  act: (prompt: SignInPrompt, cancel: () => void) => unknown,
  to: SessionSettings = session,
): Promise<void> {
  const cancelled = new AbortController();
  await signIn(to, way, network, {
    signal: cancelled.signal,
    onPrompt: (prompt) => {
      clock.acted = Promise.resolve(act(prompt, () => cancelled.abort()));
    },
  });
  await clock.acted;
}

async function failureOf(promise: Promise<unknown>): Promise<AwsError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AwsError)) throw new Error('It did not fail with an AwsError');
  return error;
}

const allow = ({ url }: SignInPrompt) => visit(url);

/** The service answers this to the next one who asks. */
function answerWith(operation: string, value: unknown): void {
  const body = JSON.stringify(value);
  const fault = { kind: 'raw', status: 200, contentType: 'application/json', body } as const;
  setting().center.fail(fault, 1, operation);
}

const cacheOf = () => readdir(join(setting().home.folder, '.aws', 'sso', 'cache'));

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  clock.waited = [];
  clock.acted = Promise.resolve();
});

afterEach(() => {
  vi.useRealTimers();
});

describe.each(ways)('signing in by %s', (way) => {
  it('keeps a token that AWS takes and that can be renewed', async () => {
    await signInWith(way, allow);
    const token = await readToken('corp');
    expect(token).toMatchObject({ startUrl: session.startUrl, region: session.region });
    expect(token?.renewal).not.toBeNull();
    expect(setting().center.calls.get('CreateToken')).toBeGreaterThan(0);
    expect(await cacheOf()).toHaveLength(1);
  });

  it('tells one page, once', async () => {
    const prompts: SignInPrompt[] = [];
    await signInWith(way, (prompt) => {
      prompts.push(prompt);
      return allow(prompt);
    });
    expect(prompts).toHaveLength(1);
    expect(prompts[0]?.userCode === null).toBe(way === 'browser');
  });

  it('is denied where the person denies it, and the former token stays', async () => {
    await setting().home.signIn('corp', { accessToken: 'former', expiresAt: '2030-01-01T00:00:00Z' });
    const error = await failureOf(signInWith(way, ({ url }) => visit(url, 'deny')));
    expect(error.code).toBe('sign-in-denied');
    expect((await readToken('corp'))?.accessToken).toBe('former');
  });

  it('ends when it is cancelled, and leaves nothing behind', async () => {
    const error = await failureOf(signInWith(way, (_, cancel) => cancel()));
    expect(error.code).toBe('cancelled');
    expect(await cacheOf()).toEqual([]);
  });

  it('does not begin where it is cancelled already', async () => {
    const onPrompt = vi.fn();
    const error = await failureOf(signIn(session, way, network, { signal: AbortSignal.abort(), onPrompt }));
    expect(error.code).toBe('cancelled');
    expect(onPrompt).not.toHaveBeenCalled();
    expect(setting().center.calls.size).toBe(0);
  });

  it.each([
    ['RegisterClient', { clientId: {}, clientSecret: 's', clientSecretExpiresAt: 4e9 }],
    ['RegisterClient', { clientId: 'c', clientSecret: 's', clientSecretExpiresAt: 'never' }],
    ['RegisterClient', { clientId: 'c', clientSecret: 's', clientSecretExpiresAt: 1e300 }],
    ['CreateToken', { accessToken: { a: 1 }, expiresIn: 60 }],
    ['CreateToken', { accessToken: 'two\nlines', expiresIn: 60 }],
    ['CreateToken', { accessToken: 'token', expiresIn: 'abc' }],
    ['CreateToken', { accessToken: 'token', expiresIn: 1e300 }],
    ['CreateToken', { accessToken: 'token', expiresIn: -1 }],
    ['CreateToken', { accessToken: 'token', expiresIn: 60, refreshToken: {} }],
  ])('keeps nothing that is no token: %s %j', async (operation, answer) => {
    answerWith(operation, answer);
    expect(await failureOf(signInWith(way, allow))).toMatchObject({
      code: 'offline',
      details: { errorName: 'UnexpectedAnswer' },
    });
    expect(await cacheOf()).toEqual([]);
  });

  it('ends after ten minutes', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
    const error = await failureOf(signInWith(way, () => vi.advanceTimersByTime(600_000)));
    expect(error.code).toBe('sign-in-timeout');
  });

  it('is offline where nobody answers', async () => {
    await setting().center.goOffline();
    const error = await failureOf(signInWith(way, allow));
    expect(error).toMatchObject({ code: 'offline', details: { errorName: 'ECONNREFUSED' } });
    await setting().center.goOnline();
  });

  it.each([
    [
      'a captive portal’s page',
      { kind: 'raw', status: 200, contentType: 'text/html', body: '<p>SECRET' },
      'offline',
    ],
    [
      'an answer that says nothing',
      { kind: 'raw', status: 200, contentType: 'application/json', body: '{}' },
      'offline',
    ],
    ['too many', { kind: 'exception', type: 'SlowDownException' }, 'throttled'],
    ['an unknown organisation', { kind: 'exception', type: 'InvalidRequestException' }, 'session-rejected'],
  ] as const)('%s is told', async (_, fault, code) => {
    setting().center.fail(fault, 1, 'RegisterClient');
    const error = await failureOf(signInWith(way, allow));
    expect(error.code).toBe(code);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('SECRET');
  });

  it('asks for the scopes of the session, which AWS may refuse', async () => {
    const scoped = ssoSession('corp').replace(/(scopes = ).*/, '$1sso:account:access, other:scope');
    await writeFile(setting().home.config, scoped);
    const error = await failureOf(signInWith(way, allow));
    expect(error).toMatchObject({
      code: 'session-rejected',
      details: { errorName: 'InvalidScopeException' },
    });
  });

  it('asks for accounts where the session names no scope', async () => {
    await writeFile(setting().home.config, ssoSession('corp').replace(/.*scopes.*\n/, ''));
    await signInWith(way, allow);
    expect((await readToken('corp'))?.renewal).not.toBeNull();
  });
});

it('several sessions are signed in to at once, each with a token of its own', async () => {
  const other = { ...session, id: 'session:other', name: 'other' };
  await writeFile(setting().home.config, `${ssoSession('corp')}${ssoSession('other')}`);
  const pages: string[] = [];
  const all = [session, other].map((one) =>
    signIn(one, 'browser', network, {
      signal: new AbortController().signal,
      onPrompt: ({ url }) => {
        pages.push(url);
        if (pages.length === 2) for (const page of pages.toReversed()) void visit(page);
      },
    }),
  );
  await Promise.all(all);
  const tokens = [await readToken('corp'), await readToken('other')].map((token) => token?.accessToken);
  expect(new Set(tokens).size).toBe(2);
  expect(tokens).not.toContain(undefined);
});

describe('signing in by browser', () => {
  it('asks with a new state and challenge each time, and comes back to this computer only', async () => {
    const queries: URLSearchParams[] = [];
    for (const _ of [1, 2]) {
      await signInWith('browser', (prompt) => {
        queries.push(new URL(prompt.url).searchParams);
        return allow(prompt);
      });
    }
    for (const name of ['state', 'code_challenge']) {
      const [first, second] = queries.map((query) => query.get(name));
      expect(first).toMatch(/^[\w-]{43}$/);
      expect(second).not.toBe(first);
    }
    expect(queries[0]?.get('redirect_uri')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/oauth\/callback$/);
    expect(queries[0]?.get('code_challenge_method')).toBe('S256');
  });

  it('shows a page at the end, and is not to be reached any more', async () => {
    const shown: { readonly url: string; readonly text: string }[] = [];
    await signInWith('browser', async (prompt) => shown.push(await allow(prompt)));
    expect(shown[0]?.text).toContain('You can close this window');
    await expect(fetch(shown[0]?.url ?? '')).rejects.toThrow();
  });

  it('ignores who comes with another state, and waits on', async () => {
    await signInWith('browser', async (prompt) => {
      const wrong = new URL(new URL(prompt.url).searchParams.get('redirect_uri') ?? '');
      wrong.search = 'code=stolen&state=wrong';
      expect((await fetch(wrong)).status).toBe(400);
      return allow(prompt);
    });
    expect(await readToken('corp')).not.toBeNull();
  });

  it('is denied where AWS does not know the code', async () => {
    const error = await failureOf(
      signInWith('browser', ({ url }) => {
        const { searchParams } = new URL(url);
        const back = new URL(searchParams.get('redirect_uri') ?? '');
        back.search = `code=made-up&state=${searchParams.get('state')}`;
        return fetch(back);
      }),
    );
    expect(error).toMatchObject({ code: 'sign-in-denied', details: { errorName: 'InvalidGrantException' } });
  });
});

describe('signing in by device', () => {
  it('goes on when the network is back', async () => {
    setting().center.fail({ kind: 'reset' }, 1, 'CreateToken');
    await signInWith('device', allow);
    expect(await readToken('corp')).not.toBeNull();
  });

  it('waits longer where AWS asks for it', async () => {
    setting().center.fail({ kind: 'exception', type: 'SlowDownException' }, 2, 'CreateToken');
    await signInWith('device', allow);
    expect(clock.waited).toEqual([1_000, 6_000, 11_000]);
  });

  it('is too late when AWS’s code has ended', async () => {
    setting().center.setLifetimes({ code: 1 });
    const error = await failureOf(signInWith('device', () => undefined));
    expect(error).toMatchObject({ code: 'sign-in-timeout', details: { errorName: 'ExpiredTokenException' } });
  });

  it.each([
    [60, 60],
    [6_000, 600],
  ])('waits, where AWS waits %i seconds, %i seconds', async (code, expected) => {
    setting().center.setLifetimes({ code });
    const ends: number[] = [];
    await signInWith('device', (prompt) => {
      ends.push(prompt.until.getTime() - Date.now());
      return allow(prompt);
    });
    expect(ends).toEqual([expected * 1_000]);
  });

  it.each([
    [3_000_000, 600],
    ['soon', 5],
    [-1, 5],
    [null, 5],
  ])('asks as often as can be, where AWS wants to be asked every %j seconds', async (interval, expected) => {
    answerWith('StartDeviceAuthorization', { ...device, interval });
    await failureOf(signInWith('device', () => undefined));
    expect(clock.waited).toEqual([expected * 1_000]);
  });

  it.each([
    ['\u0001 ht\ntps://x.example/\n--a', 'https://x.example/--a'],
    ['https:\\\\x.example\\"b c', 'https://x.example/%22b%20c'],
  ])('tells a page as a browser reads it: %j', async (page, expected) => {
    answerWith('StartDeviceAuthorization', { ...device, verificationUri: page });
    const pages: string[] = [];
    await failureOf(signInWith('device', ({ url }) => pages.push(url)));
    expect(pages).toEqual([expected]);
  });

  it.each([
    'http://sign-in.example/device',
    'file:///etc/passwd',
    'https://aws.amazon.com@evil.example/',
    'javascript:alert(1)',
    'nonsense',
  ])('tells nobody of a page that no browser should open: %s', async (page) => {
    answerWith('StartDeviceAuthorization', { ...device, verificationUri: page });
    const onPrompt = vi.fn();
    expect((await failureOf(signInWith('device', onPrompt))).code).toBe('sign-in-refused');
    expect(onPrompt).not.toHaveBeenCalled();
  });

  it.each([
    ['with lines', 'AB\nCD'],
    ['without end', 'A'.repeat(1_000)],
  ])('shows no code %s', async (_, userCode) => {
    answerWith('StartDeviceAuthorization', { ...device, userCode });
    expect((await failureOf(signInWith('device', () => undefined))).code).toBe('offline');
  });

  it('is the way of profiles without a session, whatever was asked for', async () => {
    let code: string | null = null;
    await signInWith(
      'browser',
      (prompt) => {
        code = prompt.userCode;
        return allow(prompt);
      },
      legacySession,
    );
    expect(code).not.toBeNull();
    expect(await readToken(session.startUrl)).toMatchObject({ renewal: null });
    expect(await readToken('corp')).toBeNull();
  });
});
