/**
 * The pages of the sign-in service that a person sees in a browser: "may this program act for you?", for a program that
 * waits on this computer (`/authorize`) and for one that shows a code (`/device`).
 *
 * A page that was shown is answered by its form: nothing is allowed by looking. What is wrong with the program or its
 * address is told on the page; all else is told to the program, at its address (RFC 6749, section 4.1.2.1).
 */
import { after, type Client, current, type DeviceConsent } from './grants.ts';
import type { Organisation, Person } from './organisation.ts';
import { type Answer, type Asked, type Center, type Operation, Refused, type Service } from './service.ts';

export const pages: Service = {
  refuse: (type, message, status = 400) =>
    page('This does not work', `<p>${text(message)} (${text(type)})</p>`, status),
};

export function pageOperations(center: Center): Readonly<Record<string, Operation>> {
  const operation = (name: string, run: (asked: Asked) => Answer): Operation => ({
    name,
    service: pages,
    run,
  });
  return {
    'GET /authorize': operation('AuthorizePage', (asked) => authorizePage(center, asked)),
    'POST /authorize': operation('Authorize', (asked) => authorize(center, asked)),
    'GET /device': operation('DevicePage', (asked) => devicePage(center, asked)),
    'POST /device': operation('ConfirmDevice', (asked) => confirmDevice(center, asked)),
  };
}

function authorizePage(center: Center, { query }: Asked): Answer {
  const { grants, organisation, now } = center;
  const client = current(grants.clients, one(query, 'client_id'), now());
  const redirectUri = one(query, 'redirect_uri');
  if (!client) throw new Refused('InvalidClientException', 'This program is not known');
  if (!client.redirectUris.some((registered) => registered === withoutPort(redirectUri)))
    throw new Refused('InvalidRequestException', 'This program did not register this address');
  const error = mistake(query, client);
  if (error !== null) return backTo(redirectUri, { error, state: query.get('state') ?? '' });
  const consent = {
    client,
    code: grants.secret('code-'),
    redirectUri,
    challenge: one(query, 'code_challenge'),
    expiresAt: after(now(), grants.lifetimes.code),
    decision: 'pending' as const,
  };
  // The page knows its question by a ticket: the code is for the program alone.
  const ticket = grants.secret('ticket-');
  grants.tickets.set(ticket, consent);
  return question(organisation, client, { ticket, state: one(query, 'state') }, '/authorize');
}

function authorize(center: Center, asked: Asked): Answer {
  const form = formOf(asked);
  const ticket = form.get('ticket') ?? '';
  const consent = current(center.grants.tickets, ticket, center.now());
  center.grants.tickets.delete(ticket);
  if (!consent) throw new Refused('InvalidRequestException', 'This question was answered, or is too old');
  const state = form.get('state') ?? '';
  consent.decision = decisionOf(center, form);
  if (consent.decision === 'denied') return backTo(consent.redirectUri, { error: 'access_denied', state });
  center.grants.browsers.set(consent.code, consent);
  return backTo(consent.redirectUri, { code: consent.code, state });
}

function devicePage(center: Center, { query }: Asked): Answer {
  const userCode = (query.get('user_code') ?? '').toUpperCase();
  if (userCode === '') {
    const field = '<label>Code <input name="user_code" required></label>';
    return page('Enter the code', `<form action="/device">${field} <button>Continue</button></form>`);
  }
  const { client } = waitingDevice(center, userCode);
  return question(center.organisation, client, { user_code: userCode }, '/device');
}

function confirmDevice(center: Center, asked: Asked): Answer {
  const form = formOf(asked);
  const device = waitingDevice(center, form.get('user_code') ?? '');
  device.decision = decisionOf(center, form);
  return page(
    device.decision !== 'denied' ? 'Request approved' : 'Request denied',
    '<p>You can close this window.</p>',
  );
}

function waitingDevice({ grants, now }: Center, userCode: string): DeviceConsent {
  const device = [...grants.devices.values()].find((waiting) => waiting.userCode === userCode);
  if (device && device.expiresAt > now() && device.decision === 'pending') return device;
  throw new Refused('InvalidRequestException', 'This code is not valid');
}

function decisionOf({ organisation }: Center, form: URLSearchParams): 'denied' | Person {
  const person = organisation.people.find(({ name }) => name === form.get('person'));
  return form.get('answer') === 'allow' && person ? person : 'denied';
}

/** What is wrong with what a program asks, as OAuth calls it. */
function mistake(query: URLSearchParams, { scopes, grantTypes }: Client): string | null {
  const once = ['response_type', 'state', 'code_challenge', 'code_challenge_method', 'scopes'];
  if (once.some((name) => query.getAll(name).length !== 1)) return 'invalid_request';
  if (query.get('response_type') !== 'code') return 'unsupported_response_type';
  if (!grantTypes.includes('authorization_code')) return 'unauthorized_client';
  if (query.get('code_challenge_method') !== 'S256') return 'invalid_request';
  if (!/^[A-Za-z0-9_-]{43}$/.test(query.get('code_challenge') ?? '')) return 'invalid_request';
  const asked = (query.get('scopes') ?? '').split(' ');
  return asked.every((scope) => scopes.includes(scope)) ? null : 'invalid_scope';
}

function question(
  { people, startUrl }: Organisation,
  client: Client,
  hidden: Readonly<Record<string, string>>,
  action: string,
): Answer {
  const fields = Object.entries(hidden).map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${text(value)}">`,
  );
  const options = people.map(({ name }) => `<option>${text(name)}</option>`);
  const code = hidden['user_code'];
  return page(
    `Allow ${client.name} to access your data?`,
    `<p>${text(startUrl)}</p>${code === undefined ? '' : `<p>Code: <strong>${text(code)}</strong></p>`}
<form method="post" action="${action}">${fields.join('')}
<p><label>Signed in as <select name="person">${options.join('')}</select></label></p>
<button name="answer" value="allow">Allow access</button> <button name="answer" value="deny">Deny access</button></form>`,
  );
}

function page(title: string, body: string, statusCode = 200): Answer {
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${text(title)}</title><main><h1>${text(title)}</h1>${body}</main></html>`;
  return {
    statusCode,
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
    body: html,
  };
}

/** The browser goes on to the program. */
function backTo(redirectUri: string, told: Readonly<Record<string, string>>): Answer {
  const location = new URL(redirectUri);
  for (const [name, value] of Object.entries(told)) location.searchParams.set(name, value);
  return { statusCode: 303, headers: { location: location.href, 'cache-control': 'no-store' }, body: '' };
}

const formOf = ({ body }: Asked): URLSearchParams => new URLSearchParams(Buffer.from(body).toString());
/** A parameter that is there once; otherwise nothing. */
function one(query: URLSearchParams, name: string): string {
  const [value = '', ...more] = query.getAll(name);
  return more.length === 0 ? value : '';
}
const withoutPort = (uri: string): string => uri.replace(/^(http:\/\/[^/:[\]]+|http:\/\/\[::1\]):\d+/, '$1');
const text = (raw: string): string => raw.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
