/** Sign-ins under way: one tab a click, one sign-in a session, no link in the state, and nothing after it was taken back. */
import { describe, expect, test, vi } from 'vitest';
import type { SignInView } from '../../electron/contract/state.ts';
import { failure } from '../../electron/vault/explain.ts';
import type { SignInOptions } from '../../electron/vault/identity-port.ts';
import { createSignIns } from '../../electron/vault/sign-ins.ts';
import { failureCode, settle } from './fakes.ts';

const link = 'https://oidc.eu-west-1.amazonaws.com/authorize?state=s3cret';
const until = '2026-01-01T00:10:00Z';
const prompt = { url: link, userCode: null, until };

function start(openLink: (url: string) => Promise<void> = async () => {}) {
  const asked: {
    readonly sessionId: string;
    readonly way: string;
    readonly options: SignInOptions;
    readonly finish: () => void;
    readonly fail: (error: unknown) => void;
  }[] = [];
  const states: (readonly SignInView[])[] = [];
  const opened = vi.fn(openLink);
  const onSignedIn = vi.fn(async () => {});
  const signIns = createSignIns({
    signIn: (sessionId, way, options) =>
      new Promise((finish, fail) => asked.push({ sessionId, way, options, finish, fail })),
    openLink: opened,
    onChange: (state) => states.push(state),
    onSignedIn,
  });
  return { signIns, asked, states, opened, onSignedIn };
}

test('goes from starting to waiting to nothing, opens one tab, and keeps the link', async () => {
  const { signIns, asked, states, opened, onSignedIn } = start();
  signIns.start('session:corp', 'browser');
  expect(states.at(-1)).toEqual([
    { sessionId: 'session:corp', way: 'browser', state: { status: 'starting' } },
  ]);
  expect(opened).not.toHaveBeenCalled();
  expect(await failureCode(() => signIns.link('session:corp'))).toBe('unknown-handle');
  asked[0]?.options.onPrompt(prompt);
  expect(states.at(-1)).toMatchObject([{ state: { status: 'waiting', userCode: null, until } }]);
  expect(opened.mock.calls).toEqual([[link]]);
  expect(signIns.link('session:corp')).toBe(link);
  expect(JSON.stringify(states)).not.toContain('s3cret');
  asked[0]?.finish();
  await settle();
  expect(states.at(-1)).toEqual([]);
  expect(onSignedIn.mock.calls).toEqual([['session:corp']]);
  expect(opened).toHaveBeenCalledOnce();
});

test('a session without a name in the config knows the device way only', () => {
  const { signIns, asked, states } = start();
  signIns.start('url:https://corp.example/start', 'browser');
  expect(asked[0]?.way).toBe('device');
  expect(states.at(-1)).toMatchObject([{ way: 'device' }]);
});

test('several sessions at once, each by itself', async () => {
  const { signIns, asked, states } = start();
  signIns.start('session:a', 'browser');
  signIns.start('session:b', 'device');
  asked[1]?.options.onPrompt({ ...prompt, userCode: 'ABCD-EFGH' });
  asked[0]?.finish();
  await settle();
  expect(states.at(-1)).toMatchObject([
    { sessionId: 'session:b', way: 'device', state: { status: 'waiting', userCode: 'ABCD-EFGH' } },
  ]);
});

test('one that failed is shown until it is tried again or taken back', async () => {
  const { signIns, asked, states } = start();
  signIns.start('session:corp', 'browser');
  asked[0]?.fail(failure('offline'));
  await settle();
  expect(states.at(-1)).toMatchObject([{ state: { status: 'failed', error: { code: 'offline' } } }]);
  signIns.start('session:corp', 'device');
  expect(states.at(-1)).toMatchObject([{ way: 'device', state: { status: 'starting' } }]);
  signIns.cancel('session:corp');
  expect(states.at(-1)).toEqual([]);
});

describe('taken back', () => {
  test('it ends, and nothing of it is shown, opened or taken for a sign-in afterwards', async () => {
    const { signIns, asked, states, opened, onSignedIn } = start();
    signIns.start('session:corp', 'browser');
    signIns.cancel('session:corp');
    expect(asked[0]?.options.signal?.aborted).toBe(true);
    asked[0]?.options.onPrompt(prompt);
    asked[0]?.finish();
    await settle();
    expect(states.at(-1)).toEqual([]);
    expect(opened).not.toHaveBeenCalled();
    expect(onSignedIn).not.toHaveBeenCalled();
  });

  test('by another one for the same session, whose state alone is shown', async () => {
    const { signIns, asked, states, opened } = start();
    signIns.start('session:corp', 'browser');
    signIns.start('session:corp', 'device');
    asked[0]?.fail(failure('cancelled'));
    asked[0]?.options.onPrompt(prompt);
    await settle();
    expect(states.at(-1)).toMatchObject([{ way: 'device', state: { status: 'starting' } }]);
    expect(opened).not.toHaveBeenCalled();
  });

  test('all of them, when the program ends', () => {
    const { signIns, asked } = start();
    for (const name of ['a', 'b']) signIns.start(`session:${name}`, 'browser');
    signIns.close();
    expect(asked.map(({ options }) => options.signal?.aborted)).toEqual([true, true]);
  });
});

test('without a browser the link can still be copied', async () => {
  const { signIns, asked, states } = start(() => Promise.reject(new Error('no browser')));
  signIns.start('session:corp', 'browser');
  asked[0]?.options.onPrompt(prompt);
  await settle();
  expect(states.at(-1)).toMatchObject([{ state: { status: 'waiting' } }]);
  expect(signIns.link('session:corp')).toBe(link);
});
