/** What the tokens that lie on the disk make of profiles and sessions. */
import { CORP, LEGACY, type MenuCase, ROLE, SSO } from './menu-case.ts';

const config = `${CORP}[profile r]\n${ROLE}source_profile = s\n[profile s]\n${SSO}`;
const token = { accessToken: 't', expiresAt: '2026-05-04T20:12:00Z' };
const old = { ...token, expiresAt: '2026-05-04T12:00:00Z' };
const client = { clientId: 'c', clientSecret: 's', registrationExpiresAt: '2026-05-04T12:00:01Z' };
const renewable = { ...client, refreshToken: 'r' };

/** The menu of `config` with this state of the session. */
function menuOf(state: string): Pick<MenuCase, 'config' | 'menu' | 'sessions'> {
  const profile = state.replace('signed-in', 'ready').replace('signed-out', 'sign-in');
  return {
    config,
    menu: [
      `r | role > sso | 444455556666 | Writer | - | session:corp | ${profile}`,
      `s | sso | 111122223333 | Reader | - | session:corp | ${profile}`,
    ],
    sessions: [`session:corp | corp | https://corp.awsapps.com/start | eu-west-1 | ${state}`],
  };
}

const good = 'signed-in until 2026-05-04T20:12:00.000Z';
const tokens: readonly (readonly [title: string, token: object | string, state: string])[] = [
  ['a token that cannot be renewed', token, good],
  [
    'a token that ends in a second',
    { ...token, expiresAt: '2026-05-04T12:00:01Z' },
    'signed-in until 2026-05-04T12:00:01.000Z',
  ],
  ['a token that ends now', old, 'signed-out'],
  ['a token that can be renewed', { ...token, ...renewable }, 'signed-in'],
  ['a token that has ended and can be renewed', { ...old, ...renewable }, 'signed-in'],
  [
    'a token that a client whose registration ends now cannot renew',
    { ...token, ...renewable, registrationExpiresAt: '2026-05-04T12:00:00Z' },
    good,
  ],
  [
    'an ended token of an ended registration',
    { ...old, ...renewable, registrationExpiresAt: '2026-05-04T12:00:00Z' },
    'signed-out',
  ],
  ['a token without a client', { ...old, refreshToken: 'r' }, 'signed-out'],
  ['a client without a token', client, 'signed-out'],
  ['an expiry as the old AWS CLI writes it', { ...token, expiresAt: '2026-05-04T20:12:00UTC' }, good],
  ['an expiry that is a number', { ...token, expiresAt: 4_000_000_000_000 }, 'signed-out'],
  ['an expiry in words', { ...token, expiresAt: 'tomorrow' }, 'signed-out'],
  ['no expiry', { accessToken: 't' }, 'signed-out'],
  ['an empty token', { ...token, accessToken: '' }, 'signed-out'],
  ['a token that is an object', { ...token, accessToken: { toString: 't' } }, 'signed-out'],
  ['a token file with null', 'null', 'signed-out'],
  ['a token file with a list', '["t"]', 'signed-out'],
  ['a token file that was cut off', '{"accessToken":"t","expi', 'signed-out'],
  ['a token file that is huge', JSON.stringify({ ...token, x: 'x'.repeat(300_000) }), 'signed-out'],
  [
    'a token file with a __proto__',
    '{"__proto__":{"accessToken":"t","expiresAt":"2026-05-04T20:12:00Z"}}',
    'signed-out',
  ],
];

const accessToken = { accountId: '111122223333', expiresAt: '2026-05-04T12:15:00Z' };
const login = { accessToken, clientId: 'c', refreshToken: 'r', dpopKey: 'k' };
const ME = 'arn:aws:iam::111122223333:user/me';
const logins: readonly (readonly [title: string, login: object | string, state: string])[] = [
  ['aws login has left credentials, which the SDK renews', login, 'ready'],
  [
    'aws login has left credentials that have ended: whether they can be renewed AWS knows',
    { ...login, accessToken: { ...accessToken, expiresAt: '2026-05-04T12:00:00Z' } },
    'on-use',
  ],
  ['aws login has left nothing to renew them with', { ...login, refreshToken: undefined }, 'sign-in'],
  ['aws login has left no key to renew them with', { ...login, dpopKey: '' }, 'sign-in'],
  ['aws login has left no client', { ...login, clientId: null }, 'sign-in'],
  [
    'aws login has left no account',
    { ...login, accessToken: { expiresAt: '2026-05-04T12:15:00Z' } },
    'sign-in',
  ],
  ['aws login has left nonsense', '[]', 'sign-in'],
];

export const signedIn: readonly MenuCase[] = [
  ...tokens.map(([title, one, state]) => ({ title, tokens: { corp: one }, ...menuOf(state) })),
  { title: 'a token of another session', tokens: { other: token }, ...menuOf('signed-out') },
  {
    title: 'a token of a start URL is not one of a session with it',
    tokens: { 'https://corp.awsapps.com/start': token },
    ...menuOf('signed-out'),
  },
  {
    title: 'a token of a start URL',
    tokens: { 'https://old.awsapps.com/start': token },
    config: `[profile a]\n${LEGACY}`,
    menu: [
      'a | legacy-sso | 111122223333 | Reader | - | url:https://old.awsapps.com/start | ready until 2026-05-04T20:12:00.000Z',
    ],
    sessions: [
      `url:https://old.awsapps.com/start | old.awsapps.com | https://old.awsapps.com/start | us-east-1 | ${good}`,
    ],
  },
  {
    title: 'a role that asks for a code, on a session that is signed in',
    tokens: { corp: token },
    config: `${CORP}[profile r]\n${ROLE}mfa_serial = m\nsource_profile = s\n[profile s]\n${SSO}`,
    menu: [
      'r | role > sso | 444455556666 | Writer | - | session:corp | mfa',
      's | sso | 111122223333 | Reader | - | session:corp | ready until 2026-05-04T20:12:00.000Z',
    ],
    sessions: [`session:corp | corp | https://corp.awsapps.com/start | eu-west-1 | ${good}`],
  },
  ...logins.map(([title, one, state]) => ({
    title,
    logins: { [ME]: one },
    config: `[profile me]\nlogin_session = ${ME}\n`,
    menu: [`me | login | 111122223333 | - | - | - | ${state}`],
  })),
];
