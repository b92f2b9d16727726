/** Files that are right, but not as one expects them: the menu has what the SDK reads. */
import { CORP, CORP_OUT, cannot, EMPTY, KEYS, keys, type MenuCase, ODD_NAME, SSO } from './menu-case.ts';

const profile = (name: string): string => `[profile ${name}]\n${KEYS}`;
const PREFIXED = 'In the credentials file, the names of profiles stand without "profile".';
const LONG = 'x'.repeat(5_000);

export const odd: readonly MenuCase[] = [
  { title: 'comments only', config: '# [profile a]\n; [profile b]\n  # [profile c]\n', menu: [] },
  {
    title: 'comments behind and between',
    config: `[profile a] # mine\n; note\n${KEYS}# end\n`,
    menu: [keys('a')],
  },
  {
    title: 'CRLF',
    config: `${profile('a')}region = eu-west-1\n`.replaceAll('\n', '\r\n'),
    menu: [keys('a', 'eu-west-1')],
  },
  { title: 'a byte order mark', config: `\uFEFF${profile('a')}`, cli: null, menu: [keys('a')] },
  {
    title: 'a byte order mark before [default]',
    credentials: `\uFEFF[default]\n${KEYS}`,
    cli: null,
    menu: [keys('default')],
  },
  { title: 'no newline at the end', config: profile('a').trimEnd(), menu: [keys('a')] },
  { title: 'old Mac line ends', config: profile('a').replaceAll('\n', '\r'), menu: [cannot('a', EMPTY)] },
  {
    title: 'spaces and tabs around everything',
    config: `\t[profile a]  \n  region\t=  eu-west-1\t\n${KEYS}`,
    menu: [keys('a', 'eu-west-1')],
  },
  {
    title: 'no space around =',
    config: `[profile a]\nregion=eu-west-1\n${KEYS.replaceAll(' = ', '=')}`,
    menu: [keys('a', 'eu-west-1')],
  },
  {
    title: 'quotes around names',
    config: `${profile('"a"')}${profile("'b'")}`,
    menu: [keys('a'), keys('b')],
  },
  {
    title: 'every character that is allowed',
    config: profile('a-b_c@d+e.f%g:h/i'),
    menu: [keys('a-b_c@d+e.f%g:h/i')],
  },
  { title: 'several spaces before the name', config: profile('   a'), menu: [cannot('a', ODD_NAME)] },
  { title: 'a tab before the name', config: `[profile\ta]\n${KEYS}`, menu: [keys('a')] },
  { title: 'spaces inside the brackets', config: `[ profile a ]\n${KEYS}`, menu: [] },
  {
    title: 'names with spaces',
    config: `${profile('"my profile"')}${profile('your profile')}`,
    cli: ['my profile'],
    menu: [cannot('my profile', ODD_NAME), cannot('your profile', ODD_NAME)],
  },
  { title: 'a name with an umlaut', config: profile('büro'), menu: [cannot('büro', ODD_NAME)] },
  {
    title: 'a name that writes from right to left',
    config: profile('a\u202Enimda'),
    menu: [cannot('a\u202Enimda', ODD_NAME)],
  },
  {
    title: 'a name with an escape sequence',
    config: profile('a\u001B[31m'),
    menu: [cannot('a\u001B[31m', ODD_NAME)],
  },
  { title: 'an emoji as a name', config: profile('🔑'), menu: [cannot('🔑', ODD_NAME)] },
  { title: 'a very long name', config: profile(LONG), menu: [keys(LONG)] },
  {
    title: 'no name at all',
    config: `[profile]\n${KEYS}[profile ]\n${KEYS}[]\n${KEYS}`,
    cli: null,
    menu: [],
  },
  {
    title: 'sections without "profile"',
    config: `[a]\n${KEYS}[preview]\ncloudfront = true\n`,
    cli: [],
    menu: [cannot('a', 'In the config file, its section has to be called [profile a].')],
  },
  {
    title: 'a section without "profile" beside the profile',
    config: `[a]\nregion = eu-west-1\n[profile a]\n${KEYS}`,
    menu: [keys('a')],
  },
  {
    title: '"profile" in credentials',
    credentials: `${profile('a')}${profile('é')}[profile.b]\n${KEYS}`,
    menu: ['profile a', 'profile é', 'profile.b'].sort().map((name) => cannot(name, PREFIXED)),
  },
  {
    title: '[profile default] comes before [default]',
    config: `[default]\n${KEYS}region = eu-west-1\n[profile default]\n${KEYS}region = us-east-1\n`,
    menu: [keys('default', 'us-east-1')],
  },
  {
    title: 'a session in credentials, which nobody reads',
    config: `[profile a]\n${SSO}`,
    credentials: CORP,
    cli: ['a', 'sso-session corp'],
    menu: [cannot('a', 'Its section [sso-session corp] does not exist.')],
  },
  {
    title: 'a section twice',
    config: `[profile a]\nregion = eu-west-1\n${profile('b')}[profile a]\n${KEYS}`,
    cli: null,
    menu: [keys('a', 'eu-west-1'), keys('b')],
  },
  {
    title: 'a setting twice: the last one counts',
    config: `[profile a]\nregion = eu-west-1\nregion = us-east-1\n${KEYS}`,
    cli: null,
    menu: [keys('a', 'us-east-1')],
  },
  {
    title: 'a comment behind a value',
    config: `[profile a]\nregion = eu-west-1 # Ireland\n${KEYS}`,
    menu: [keys('a', 'eu-west-1')],
  },
  {
    title: '# and ; in a value, without a space before them',
    config: `${CORP}[profile a]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = A#b;c\n`,
    menu: ['a | sso | 111122223333 | A#b;c | - | session:corp | sign-in'],
    sessions: [CORP_OUT],
  },
  {
    title: '= in a value',
    config: `${CORP}[profile a]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = A=b\n`,
    menu: ['a | sso | 111122223333 | A=b | - | session:corp | sign-in'],
    sessions: [CORP_OUT],
  },
  {
    title: 'nested settings',
    config: `[profile a]\ns3 =\n  region = eu-west-1\n  max_concurrent_requests = 20\n${KEYS}`,
    menu: [keys('a')],
  },
  {
    title: 'nested settings that look like a credential process',
    config: '[profile a]\ns3 =\n  credential_process = x\nregion = eu-west-1\n',
    menu: [cannot('a', 'Profile "a" says nowhere how to get credentials.', 'eu-west-1')],
  },
  {
    title: 'an indented section',
    config: `[profile a]\n${KEYS}  [profile b]\n${KEYS}`,
    cli: null,
    menu: [keys('a'), keys('b')],
  },
  {
    title: 'lines before the first section',
    config: `region = eu-west-1\n${KEYS}${profile('a')}`,
    cli: null,
    menu: [keys('a')],
  },
  {
    title: 'lines that say nothing',
    config: `[profile a]\nnonsense\n= x\n[profile b\n${KEYS}`,
    cli: null,
    menu: [keys('a')],
  },
  {
    title: 'settings in capitals',
    config: `[profile a]\n${KEYS.toUpperCase()}`,
    menu: [cannot('a', 'Profile "a" says nowhere how to get credentials.')],
  },
  { title: 'an empty value', config: `[profile a]\n${KEYS}region =\n`, menu: [keys('a')] },
  {
    title: 'an empty section beside a full one of the same name',
    config: '[profile a]\n',
    credentials: `[a]\n${KEYS}`,
    menu: [keys('a')],
  },
  {
    title: 'empty sections in both files',
    config: '[profile a]\n',
    credentials: '[a]\n',
    menu: [cannot('a', EMPTY)],
  },
  {
    title: 'a tilde before the config file',
    environment: { AWS_CONFIG_FILE: '~/.aws/config' },
    config: `${CORP}[profile a]\n${SSO}`,
    menu: ['a | sso | 111122223333 | Reader | - | session:corp | sign-in'],
    sessions: [CORP_OUT],
  },
];
