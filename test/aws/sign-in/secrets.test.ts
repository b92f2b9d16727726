/** Whatever AWS answers, even where it repeats every secret there is: no failure and no output of ours has one. */
import { inspect } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { freshToken } from '../../../electron/aws/sign-in/fresh-token.ts';
import { listAccounts, listRoles, roleCredentials } from '../../../electron/aws/sign-in/portal.ts';
import { signIn } from '../../../electron/aws/sign-in/sign-in.ts';
import { signOut } from '../../../electron/aws/sign-in/sign-out.ts';
import { writeToken } from '../../../electron/aws/sso-token.ts';
import { asFailure } from '../../../electron/aws-failure.ts';
import { visit } from '../../support/identity/visitor.ts';
import { searchFor } from '../../support/key-search.ts';
import { network, session, signInSetting } from './setting.ts';
import { kept, signedIn } from './tokens.ts';

const setting = signInSetting();

/** For all that was given out. */
const search = () =>
  searchFor(
    setting()
      .center.secrets()
      .map((text) => ({ name: text.slice(0, 8), bytes: Buffer.from(text) })),
  );

/** All that can be seen of an error, in any way that somebody might write it down. */
const seen = (error: unknown): Buffer =>
  Buffer.from(
    [
      inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true, maxStringLength: null }),
      JSON.stringify(error),
      String(error),
      error instanceof Error ? `${error.stack} ${inspect(error.cause)}` : '',
    ].join('\n'),
  );

const { signal } = new AbortController();
const sign = (way: 'browser' | 'device') =>
  signIn(session, way, network, { signal, onPrompt: ({ url }) => void visit(url) });
const expired = async () => writeToken('corp', { ...(await kept()), expiresAt: new Date(0) });
const role = { accountId: '111122223333', roleName: 'Developer' };

/** What is done, and the operation of AWS's that it fails in. */
const actions = {
  RegisterClient: () => sign('browser'),
  StartDeviceAuthorization: () => sign('device'),
  CreateToken: () => sign('browser'),
  'CreateToken to renew': async () => {
    await expired();
    return freshToken(session, network);
  },
  ListAccounts: () => listAccounts(session, network),
  ListAccountRoles: () => listRoles(session, role.accountId, network),
  GetRoleCredentials: () => roleCredentials(session, role, network),
  Logout: () => signOut(session, network),
} as const;

/** Answers with every secret in it. */
const faults = (said: string) => [
  ...[
    'InvalidGrantException',
    'UnauthorizedException',
    'ForbiddenException',
    'InvalidRequestException',
    said,
  ].map((type) => ({ kind: 'exception', type, message: said }) as const),
  { kind: 'raw', status: 200, contentType: 'application/json', body: `{"${said}":` } as const,
  { kind: 'raw', status: 502, contentType: 'text/html', body: `<p>${said}` } as const,
  { kind: 'raw', status: 200, contentType: 'application/json', body: `{"x":"${said}"}`, cut: true } as const,
];

afterEach(() => {
  vi.restoreAllMocks();
});

describe('no secret is in a failure', () => {
  it('which this search would find', async () => {
    const { accessToken } = await signedIn();
    const found = search().in(seen(new Error('x', { cause: { headers: [accessToken] } })));
    expect(found).not.toEqual([]);
  });

  it.each(Object.entries(actions))('of %s', async (name, act) => {
    const written: string[] = [];
    for (const stream of [process.stdout, process.stderr]) {
      vi.spyOn(stream, 'write').mockImplementation((text) => {
        written.push(String(text));
        return true;
      });
    }
    await signedIn();
    const said = [...setting().center.secrets()].join(' ');
    const errors: Buffer[] = [];
    for (const fault of faults(said)) {
      await signedIn();
      setting().center.fail(fault, 1, name.replace(/ .*/, ''));
      const error: unknown = await act().then(
        () => null,
        (reason: unknown) => reason,
      );
      // A token that is refused is renewed, and all is well.
      if (error === null) continue;
      expect(error).toMatchObject({ name: 'AwsError' });
      errors.push(seen(error), seen(asFailure(error)));
    }
    expect(errors.length).toBeGreaterThan(0);
    const all = search();
    expect(errors.flatMap((error) => all.in(error))).toEqual([]);
    expect(all.in(Buffer.from(written.join('')))).toEqual([]);
  });
});
