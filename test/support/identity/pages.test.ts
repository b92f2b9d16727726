/** Registering at the double of IAM Identity Center, and its page in the browser: what they give, and what they refuse. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type IdentityCenter, startIdentityCenter } from '../identity-center.ts';
import { askPerson, authorizeLink, CALLBACK, refusal, register, SCOPE } from './program.ts';
import { answerPage } from './visitor.ts';

let center: IdentityCenter;

beforeEach(async () => {
  center = await startIdentityCenter();
});
afterEach(() => center.close());

describe('registering', () => {
  it.each([
    ['another type', { clientType: 'confidential' }, 'invalid_client_metadata'],
    ['no name', { clientName: '' }, 'invalid_request'],
    ['an unknown scope', { scopes: ['sso:everything'] }, 'invalid_scope'],
    ['no scope', { scopes: [] }, 'invalid_request'],
    ['an unknown grant', { grantTypes: ['password'] }, 'unsupported_grant_type'],
    [
      'an address elsewhere',
      { redirectUris: ['http://corp.example/oauth/callback'] },
      'invalid_redirect_uri',
    ],
    ['a name of this computer', { redirectUris: ['http://127.0.0.1.corp.example/'] }, 'invalid_redirect_uri'],
    ['no address', { redirectUris: [] }, 'invalid_request'],
    ['no issuer', { issuerUrl: undefined }, 'invalid_request'],
    ['an unknown issuer', { issuerUrl: 'https://other.awsapps.com/start' }, 'invalid_request'],
  ])('with %s is refused', async (_, other, expected) => {
    expect(await refusal(register(center, other))).toBe(expected);
  });

  it('is JSON', async () => {
    const body = '{"clientName":"test","clientType":"public"}';
    const post = (type: string) =>
      fetch(`${center.url}/client/register`, { method: 'POST', body, headers: { 'content-type': type } });
    expect((await post('application/json')).status).toBe(200);
    expect((await post('text/plain')).status).toBe(400);
  });
});

describe('the page in the browser', () => {
  it('sends the code to the program, with its state', async () => {
    const { address, told } = await askPerson(center, await register(center));
    expect(address).toBe(CALLBACK);
    expect(told).toEqual({ code: expect.any(String), state: 'a state & more' });
    expect(center.calls.get('AuthorizePage')).toBe(1);
  });

  it('is asked with all scopes that the program registered for', async () => {
    const scopes = [SCOPE, 'codewhisperer:analysis'];
    const { link } = authorizeLink(center, await register(center, { scopes }), { scopes: scopes.join(' ') });
    expect((await answerPage(link.href)).headers.get('location')).toContain('?code=');
  });

  it('tells the program that the person refused', async () => {
    const { told } = await askPerson(center, await register(center), 'deny');
    expect(told).toEqual({ error: 'access_denied', state: 'a state & more' });
  });

  it.each([
    ['another kind of answer', { response_type: 'token' }, 'unsupported_response_type'],
    ['an open challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['a challenge that is none', { code_challenge: 'short' }, 'invalid_request'],
    ['another scope', { scopes: 'sso:everything' }, 'invalid_scope'],
    ['a scope besides', { scopes: `${SCOPE} codewhisperer:analysis` }, 'invalid_scope'],
  ])('tells the program of %s, and asks nothing', async (_, other, error) => {
    const { link } = authorizeLink(center, await register(center), other);
    const { status, headers } = await fetch(link, { redirect: 'manual' });
    expect(status).toBe(303);
    expect(headers.get('location')).toBe(`${CALLBACK}?error=${error}&state=a+state+%26+more`);
  });

  it.each(['response_type', 'state', 'code_challenge', 'code_challenge_method', 'scopes'])(
    'wants %s once',
    async (name) => {
      const { link } = authorizeLink(center, await register(center));
      const doubled = new URL(link);
      doubled.searchParams.append(name, link.searchParams.get(name) ?? '');
      link.searchParams.delete(name);
      for (const wrong of [link, doubled]) {
        const { headers } = await fetch(wrong, { redirect: 'manual' });
        expect(headers.get('location')).toContain('?error=invalid_request&');
      }
    },
  );

  it.each([
    ['an unknown program', { client_id: 'somebody' }],
    ['an address elsewhere', { redirect_uri: 'http://corp.example/oauth/callback' }],
    ['another path', { redirect_uri: 'http://127.0.0.1:4321/other' }],
    ['another name of this computer', { redirect_uri: 'http://localhost:4321/oauth/callback' }],
    [
      'an address that only begins like it',
      { redirect_uri: 'http://127.0.0.1:4321@corp.example/oauth/callback' },
    ],
  ])('goes nowhere for %s', async (_, other) => {
    const { link } = authorizeLink(center, await register(center), other);
    const answered = await fetch(link, { redirect: 'manual' });
    expect(answered.status).toBe(400);
    expect(answered.headers.get('location')).toBeNull();
    expect(await answered.text()).not.toContain('<form');
  });

  it('is answered once', async () => {
    const { link } = authorizeLink(center, await register(center));
    const page = await (await fetch(link)).text();
    const ticket = /name="ticket" value="([^"]+)"/.exec(page)?.[1] ?? '';
    const body = new URLSearchParams({ ticket, state: '', person: 'alice', answer: 'allow' });
    const post = () => fetch(`${center.url}/authorize`, { method: 'POST', body, redirect: 'manual' });
    expect((await post()).status).toBe(303);
    expect((await post()).status).toBe(400);
  });

  it('shows names as text', async () => {
    const { link } = authorizeLink(center, await register(center, { clientName: '<b>"&' }));
    expect(await (await fetch(link)).text()).not.toContain('<b>');
  });
});
