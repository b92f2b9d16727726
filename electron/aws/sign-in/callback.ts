/**
 * Where the browser comes back to with the code of a sign-in: a server on 127.0.0.1, for one answer.
 *
 * Guarantees: only this computer reaches it, at an address that no other web page can be made to use (the host must be
 * its own); only the answer with the state of this sign-in counts, and only the first one; whatever else comes changes
 * nothing; it is gone when the sign-in has ended.
 * Source: RFC 8252, sections 7.3 and 8.3; RFC 6749, section 4.1.2
 */
import { timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { AwsError } from '../errors.ts';
import { headers, type Page, pages } from './callback-page.ts';

export const CALLBACK_PATH = '/oauth/callback';

export interface Callback {
  /** Where the browser is to come back to. */
  readonly redirectUri: string;
  /** The code; rejects with AwsError `sign-in-denied`. Never settles where nobody comes. */
  readonly code: Promise<string>;
  readonly close: () => void;
}

/** What a request says about the sign-in. */
type Answer =
  | { readonly page: Page; readonly code: string }
  | { readonly page: Page; readonly denied: true }
  | { readonly page: Page };

/** Waits on a free port. Rejects with the system's error where there is none. */
export async function listenForCallback(state: string): Promise<Callback> {
  let settle: (answer: Answer) => void = () => undefined;
  const code = new Promise<string>((resolve, reject) => {
    settle = (answer) => {
      if ('code' in answer) resolve(answer.code);
      if ('denied' in answer) reject(new AwsError('sign-in-denied', { errorName: 'access_denied' }));
    };
  });
  // Who cancels does not wait for it.
  code.catch(() => undefined);
  let origin = '';
  const server = createServer((request, response) => {
    const answer = read(request, origin, state);
    response.writeHead(answer.page.status, headers);
    response.once('close', () => settle(answer));
    response.end(answer.page.html);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  origin = `http://127.0.0.1:${port}`;
  return {
    redirectUri: `${origin}${CALLBACK_PATH}`,
    code,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function read(
  { method, url = '', headers: { host } }: IncomingMessage,
  origin: string,
  state: string,
): Answer {
  const target = URL.canParse(url, origin) ? new URL(url, origin) : null;
  const isHere = target?.origin === origin && `http://${host}` === origin;
  if (method !== 'GET' || !isHere || target.pathname !== CALLBACK_PATH) return { page: pages.notHere };
  const { searchParams } = target;
  const [one = '', ...more] = searchParams.getAll('state');
  if (more.length > 0 || !isSame(one, state)) return { page: pages.notOurs };
  const codes = searchParams.getAll('code');
  if (searchParams.has('error')) return { page: pages.denied, denied: true };
  const [code = ''] = codes;
  return codes.length === 1 && code !== '' ? { page: pages.allowed, code } : { page: pages.notOurs };
}

/** In a time that tells nothing of where they differ. */
function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
