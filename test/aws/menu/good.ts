/** Files as people and the AWS CLI write them. */
import { CORP, CORP_OUT, KEYS, keys, LEGACY, type MenuCase, OLD_OUT, ROLE, SSO } from './menu-case.ts';

const MFA = 'mfa_serial = arn:aws:iam::111122223333:mfa/me\n';
const WRITER = '444455556666 | Writer | - | -';
const READER = 'sso | 111122223333 | Reader | - | session:corp';

export const good: readonly MenuCase[] = [
  { title: 'no files at all', menu: [] },
  { title: 'an empty config', config: '', menu: [] },
  { title: 'static keys', config: `[default]\n${KEYS}`, menu: [keys('default')] },
  {
    title: 'static keys with region, session token and account',
    config: `[profile dev]\nregion = eu-central-1\noutput = json\n${KEYS}aws_session_token = t\naws_account_id = 111122223333\n`,
    menu: [keys('dev', 'eu-central-1', '111122223333')],
  },
  {
    title: 'a credentials file alone',
    credentials: `[default]\n${KEYS}[dev]\n${KEYS}region = us-west-2\n`,
    menu: [keys('default'), keys('dev', 'us-west-2')],
  },
  {
    title: 'regions in config, keys in credentials',
    config: '[default]\nregion = eu-west-1\n[profile dev]\nregion = us-east-1\n',
    credentials: `[default]\n${KEYS}[dev]\n${KEYS}`,
    menu: [keys('default', 'eu-west-1'), keys('dev', 'us-east-1')],
  },
  {
    title: 'the same setting in both files: that of credentials counts',
    config: '[profile dev]\nregion = eu-west-1\n',
    credentials: `[dev]\n${KEYS}region = us-west-1\n`,
    menu: [keys('dev', 'us-west-1')],
  },
  {
    title: 'default first, the others by name',
    credentials: ['b', 'B', '10', '9', 'default', 'a-b', 'a'].map((name) => `[${name}]\n${KEYS}`).join(''),
    menu: ['default', '10', '9', 'B', 'a', 'a-b', 'b'].map((name) => keys(name)),
  },
  {
    title: 'a session and its profile',
    config: `${CORP}sso_registration_scopes = sso:account:access\n[profile dev]\nregion = eu-central-1\n${SSO}`,
    menu: ['dev | sso | 111122223333 | Reader | eu-central-1 | session:corp | sign-in'],
    sessions: [CORP_OUT],
  },
  { title: 'a session without profiles', config: CORP, menu: [], sessions: [CORP_OUT] },
  {
    title: 'two sessions, three profiles',
    config:
      `${CORP}[sso-session partner]\nsso_start_url = https://d-123.awsapps.com/start/#\nsso_region = us-east-2\n` +
      `[profile a]\n${SSO}[profile b]\n${SSO}[profile p]\nsso_session = partner\nsso_account_id = 777788889999\nsso_role_name = Audit\n`,
    menu: [
      `a | ${READER} | sign-in`,
      `b | ${READER} | sign-in`,
      'p | sso | 777788889999 | Audit | - | session:partner | sign-in',
    ],
    sessions: [
      CORP_OUT,
      'session:partner | partner | https://d-123.awsapps.com/start/# | us-east-2 | signed-out',
    ],
  },
  {
    title: 'profiles without a session of their own share the start URL',
    config: `[profile a]\n${LEGACY}[profile b]\n${LEGACY}`,
    menu: ['a', 'b'].map(
      (name) =>
        `${name} | legacy-sso | 111122223333 | Reader | - | url:https://old.awsapps.com/start | sign-in`,
    ),
    sessions: [OLD_OUT],
  },
  {
    title: 'a role on static keys',
    config: `[profile k]\n${KEYS}[profile r]\n${ROLE}source_profile = k\nregion = eu-west-1\n`,
    menu: [keys('k'), 'r | role > static | 444455556666 | Writer | eu-west-1 | - | ready'],
  },
  {
    title: 'a role on its own static keys',
    config: `[profile r]\n${ROLE}${KEYS}source_profile = r\n`,
    menu: [`r | role > static | ${WRITER} | ready`],
  },
  {
    title: 'a role on SSO takes its state and session',
    config: `${CORP}[profile s]\n${SSO}[profile r]\n${ROLE}source_profile = s\n`,
    menu: ['r | role > sso | 444455556666 | Writer | - | session:corp | sign-in', `s | ${READER} | sign-in`],
    sessions: [CORP_OUT],
  },
  {
    title: 'a role on SSO without a session',
    config: `[profile s]\n${LEGACY}[profile r]\n${ROLE}source_profile = s\n`,
    menu: [
      'r | role > legacy-sso | 444455556666 | Writer | - | url:https://old.awsapps.com/start | sign-in',
      's | legacy-sso | 111122223333 | Reader | - | url:https://old.awsapps.com/start | sign-in',
    ],
    sessions: [OLD_OUT],
  },
  {
    title: 'a role on a role on SSO',
    config: `${CORP}[profile s]\n${SSO}[profile m]\nrole_arn = arn:aws:iam::777788889999:role/Middle\nsource_profile = s\n[profile r]\n${ROLE}source_profile = m\n`,
    menu: [
      'm | role > sso | 777788889999 | Middle | - | session:corp | sign-in',
      'r | role > sso | 444455556666 | Writer | - | session:corp | sign-in',
      `s | ${READER} | sign-in`,
    ],
    sessions: [CORP_OUT],
  },
  {
    title: 'a role that asks for a code',
    config: `[profile k]\n${KEYS}[profile r]\n${ROLE}${MFA}source_profile = k\n`,
    menu: [keys('k'), `r | role > static | ${WRITER} | mfa`],
  },
  {
    title: 'a code that is asked for further down',
    config: `[profile k]\n${KEYS}[profile m]\n${ROLE}${MFA}source_profile = k\n[profile r]\n${ROLE}source_profile = m\n`,
    menu: [keys('k'), `m | role > static | ${WRITER} | mfa`, `r | role > static | ${WRITER} | mfa`],
  },
  {
    title: 'a code after a sign-in: the sign-in comes first',
    config: `${CORP}[profile s]\n${SSO}[profile r]\n${ROLE}${MFA}source_profile = s\n`,
    menu: ['r | role > sso | 444455556666 | Writer | - | session:corp | sign-in', `s | ${READER} | sign-in`],
    sessions: [CORP_OUT],
  },
  {
    title: 'other partitions',
    config: `[profile k]\n${KEYS}region = cn-north-1\n[profile g]\nrole_arn = arn:aws-us-gov:iam::444455556666:role/Gov\nsource_profile = k\nregion = us-gov-west-1\n`,
    menu: ['g | role > static | 444455556666 | Gov | us-gov-west-1 | - | ready', keys('k', 'cn-north-1')],
  },
  {
    title: 'services, plugins and other sections beside a profile',
    config: `[plugins]\ncli = x\n[services local]\nkms =\n  endpoint_url = https://kms.example\n[profile a]\nservices = local\n${KEYS}`,
    menu: [keys('a')],
  },
];
