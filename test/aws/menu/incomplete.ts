/** Files in which something is missing or contradicts itself: each profile is there and says what. */
import {
  CIRCLE,
  CORP,
  CORP_OUT,
  cannot,
  EMPTY,
  KEYS,
  keys,
  LEGACY,
  type MenuCase,
  OLD_OUT,
  ROLE,
  SSO,
} from './menu-case.ts';

const nowhere = (name: string): string => `Profile "${name}" says nowhere how to get credentials.`;
const REGION = 'Its region is not the name of an AWS region.';

export const incomplete: readonly MenuCase[] = [
  {
    title: 'a region alone',
    config: '[default]\nregion = eu-west-1\n',
    menu: [cannot('default', nowhere('default'), 'eu-west-1')],
  },
  {
    title: 'keys without the secret',
    config: '[profile a]\naws_access_key_id = A\n',
    menu: [cannot('a', nowhere('a'))],
  },
  {
    title: 'sections without settings',
    config: '[profile a]\n[default]\n',
    menu: [cannot('default', EMPTY), cannot('a', EMPTY)],
  },
  {
    title: 'settings without values',
    config: '[profile a]\naws_access_key_id =\naws_secret_access_key =\n',
    menu: [cannot('a', EMPTY)],
  },
  {
    title: 'no such session',
    config: `[profile a]\n${SSO}`,
    menu: [cannot('a', 'Its section [sso-session corp] does not exist.')],
  },
  {
    title: 'half a session',
    config: `[sso-session corp]\nsso_region = eu-west-1\n[profile a]\n${SSO}`,
    menu: [cannot('a', 'Profile "a" lacks sso_start_url.')],
  },
  {
    title: 'a session without a role chosen yet: its session is there to sign in to',
    config: `${CORP}[profile a]\nsso_session = corp\n`,
    menu: [cannot('a', 'Profile "a" lacks sso_account_id, sso_role_name.')],
    sessions: [CORP_OUT],
  },
  {
    title: 'a start URL without a role chosen yet',
    config: '[profile a]\nsso_start_url = https://old.awsapps.com/start\nsso_region = us-east-1\n',
    menu: [cannot('a', 'Profile "a" lacks sso_account_id, sso_role_name.')],
    sessions: [OLD_OUT],
  },
  {
    title: 'an account alone',
    config: '[profile a]\nsso_account_id = 111122223333\n',
    menu: [cannot('a', 'Profile "a" lacks sso_start_url, sso_region, sso_role_name.')],
  },
  {
    title: 'a session that counts, whatever the profile says of it besides',
    config: `${CORP}[profile a]\n${SSO}sso_start_url = https://else.example\nsso_region = us-east-1\n`,
    menu: ['a | sso | 111122223333 | Reader | - | session:corp | sign-in'],
    sessions: [CORP_OUT],
  },
  {
    title: 'a role on nobody',
    config: `[profile a]\n${ROLE}source_profile = nobody\n`,
    menu: [cannot('a', 'Its source profile "nobody" does not exist.')],
  },
  {
    title: 'a role on a profile that has nothing',
    config: `[profile a]\n${ROLE}source_profile = b\n[profile b]\nregion = eu-west-1\n`,
    menu: [cannot('a', nowhere('b')), cannot('b', nowhere('b'), 'eu-west-1')],
  },
  {
    title: 'a role on nothing',
    config: `[profile a]\n${ROLE}`,
    menu: [cannot('a', 'It has a role_arn, but neither source_profile nor credential_source.')],
  },
  {
    title: 'a role on two things',
    config: `[profile a]\n${ROLE}credential_source = Environment\nsource_profile = b\n`,
    menu: [cannot('a', 'It has both source_profile and credential_source.')],
  },
  {
    title: 'a role on a source that AWS does not know',
    config: `[profile a]\n${ROLE}credential_source = environment\n`,
    menu: [cannot('a', 'Its credential_source is not one that AWS knows.')],
  },
  {
    title: 'a role whose ARN is none',
    config: `[profile k]\n${KEYS}[profile a]\nrole_arn = Writer\nsource_profile = k\n`,
    menu: ['a | role > static | - | - | - | - | ready', keys('k')],
  },
  {
    title: 'a circle of one',
    config: `[profile a]\n${ROLE}source_profile = a\n`,
    menu: [cannot('a', CIRCLE)],
  },
  {
    title: 'a circle of three, and a way into it',
    config: ['ab', 'bc', 'ca', 'da']
      .map(([name, source]) => `[profile ${name}]\n${ROLE}source_profile = ${source}\n`)
      .join(''),
    menu: ['a', 'b', 'c', 'd'].map((name) => cannot(name, CIRCLE)),
  },
  {
    title: 'a role comes before static keys, those before a program, that before SSO, that before aws login',
    config:
      `${CORP}[profile a]\n${ROLE}${KEYS}source_profile = d\n[profile b]\n${KEYS}credential_process = x\n` +
      `[profile c]\ncredential_process = x\n${SSO}[profile d]\n${SSO}login_session = arn:aws:iam::1:user/me\n`,
    menu: [
      'a | role > sso | 444455556666 | Writer | - | session:corp | sign-in',
      keys('b'),
      'c | credential-process | - | - | - | - | on-use',
      'd | sso | 111122223333 | Reader | - | session:corp | sign-in',
    ],
    sessions: [CORP_OUT],
  },
  {
    title: 'accounts that are none',
    config: `${CORP}[profile a]\nsso_session = corp\nsso_account_id = 1234\nsso_role_name = R\n[profile k]\n${KEYS}aws_account_id = 0x1\n`,
    menu: ['a | sso | - | R | - | session:corp | sign-in', keys('k')],
    sessions: [CORP_OUT],
  },
  {
    title: 'a region that is a host',
    config: `[profile a]\nregion = evil.example/\n${KEYS}`,
    menu: [cannot('a', REGION)],
  },
  {
    title: 'a region in capitals',
    config: `[profile a]\nregion = EU-WEST-1\n${KEYS}`,
    menu: [cannot('a', REGION)],
  },
  {
    title: 'sign-in regions and start URLs that would lead elsewhere',
    config:
      `[sso-session a]\nsso_start_url = https://x.example\nsso_region = evil.example/\n[sso-session b]\nsso_start_url = http://x.example\nsso_region = us-east-1\n` +
      `[profile a]\n${SSO.replace('corp', 'a')}[profile b]\n${SSO.replace('corp', 'b')}[profile c]\n${LEGACY.replace('https://old.awsapps.com/start', 'javascript:alert(1)')}`,
    menu: [
      cannot('a', 'Its sso_region is not the name of an AWS region.'),
      cannot('b', 'Its sso_start_url is not an https address.'),
      cannot('c', 'Its sso_start_url is not an https address.'),
    ],
  },
];
