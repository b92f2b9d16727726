/** Credentials that come from elsewhere: programs, tokens, `aws login`, the environment, containers and instances. */
import { cannot, type MenuCase, ROLE } from './menu-case.ts';

const MFA = 'mfa_serial = arn:aws:iam::111122223333:mfa/me\n';
const ENVIRONMENT = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' };
const WRITER = '444455556666 | Writer | - | -';
const WEB = `${ROLE}web_identity_token_file = /run/token\n`;

export const elsewhere: readonly MenuCase[] = [
  {
    title: 'web identity',
    config: `[profile w]\n${WEB}`,
    menu: [`w | web-identity | ${WRITER} | on-use`],
  },
  {
    title: 'a program that gives credentials, with the account that it says',
    config:
      '[profile p]\ncredential_process = "/opt/my tool" --json\naws_account_id = 111122223333\nregion = eu-west-1\n',
    menu: ['p | credential-process | 111122223333 | - | eu-west-1 | - | on-use'],
  },
  {
    title: 'roles on web identity and on a program',
    config: `[profile w]\n${WEB}[profile p]\ncredential_process = x\n[profile a]\n${ROLE}source_profile = w\n[profile b]\n${ROLE}source_profile = p\n`,
    menu: [
      `a | role > web-identity | ${WRITER} | on-use`,
      `b | role > credential-process | ${WRITER} | on-use`,
      'p | credential-process | - | - | - | - | on-use',
      `w | web-identity | ${WRITER} | on-use`,
    ],
  },
  {
    title: 'a code for a role on a program',
    config: `[profile p]\ncredential_process = x\n[profile r]\n${ROLE}${MFA}source_profile = p\n`,
    menu: [
      'p | credential-process | - | - | - | - | on-use',
      `r | role > credential-process | ${WRITER} | mfa`,
    ],
  },
  {
    title: 'aws login of a user and of a role, and a role on one',
    config:
      '[profile me]\nlogin_session = arn:aws:iam::111122223333:user/me\n' +
      '[profile fed]\nlogin_session = arn:aws:sts::111122223333:assumed-role/Admin/me\nregion = us-east-1\n' +
      `[profile r]\n${ROLE}source_profile = me\n`,
    menu: [
      'fed | login | 111122223333 | Admin | us-east-1 | - | sign-in',
      'me | login | 111122223333 | - | - | - | sign-in',
      `r | role > login | ${WRITER} | sign-in`,
    ],
  },
  {
    title: 'access keys in the environment, and a role on them',
    environment: { ...ENVIRONMENT, AWS_REGION: 'eu-north-1', AWS_ACCOUNT_ID: '111122223333' },
    config: `[profile r]\n${ROLE}credential_source = Environment\n`,
    menu: [
      'env: Environment | environment | 111122223333 | - | eu-north-1 | - | ready',
      `r | role > environment | ${WRITER} | ready`,
    ],
  },
  {
    title: 'access keys in the environment that expire later',
    environment: {
      ...ENVIRONMENT,
      AWS_DEFAULT_REGION: 'eu-north-1',
      AWS_CREDENTIAL_EXPIRATION: '2026-05-04T15:00:00+02:00',
    },
    menu: ['env: Environment | environment | - | - | eu-north-1 | - | ready until 2026-05-04T13:00:00.000Z'],
  },
  {
    title: 'access keys in the environment that have expired',
    environment: { ...ENVIRONMENT, AWS_CREDENTIAL_EXPIRATION: '2026-05-04T12:00:00Z' },
    config: `[profile r]\n${ROLE}credential_source = Environment\n`,
    menu: [
      'env: Environment | environment | - | - | - | - | unusable: The access keys in the environment have expired.',
      cannot('r', 'The access keys in the environment have expired.'),
    ],
  },
  {
    title: 'a role on an environment without keys',
    environment: { AWS_ACCESS_KEY_ID: 'A' },
    config: `[profile r]\n${ROLE}credential_source = Environment\n`,
    menu: [cannot('r', 'There are no access keys in the environment.')],
  },
  {
    title: 'a container, and a role on it',
    environment: { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/v2/credentials' },
    config: `[profile r]\n${ROLE}credential_source = EcsContainer\n`,
    menu: [
      'container: Container | container | - | - | - | - | on-use',
      `r | role > container | ${WRITER} | on-use`,
    ],
  },
  {
    title: 'a role on a container outside of one',
    config: `[profile r]\n${ROLE}credential_source = EcsContainer\n`,
    menu: [cannot('r', 'It takes its credentials from a container of AWS, and this is none.')],
  },
  {
    title: 'a role on an instance',
    config: `[profile r]\n${ROLE}credential_source = Ec2InstanceMetadata\n`,
    menu: [`r | role > instance | ${WRITER} | on-use`],
  },
  {
    title: 'a role on a profile that only says where credentials come from',
    config: `[profile r]\n${ROLE}source_profile = i\n[profile i]\ncredential_source = Ec2InstanceMetadata\n`,
    menu: [
      cannot('i', 'Profile "i" says nowhere how to get credentials.'),
      `r | role > instance | ${WRITER} | on-use`,
    ],
  },
];
