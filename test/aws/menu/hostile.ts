/** Files that want to break the program that reads them. */
import { CORP, CORP_OUT, cannot, KEYS, keys, type MenuCase, ROLE, SSO } from './menu-case.ts';

const FORBIDDEN = 'has a section whose name breaks programs in JavaScript.';
const MANY = 10_000;
const numbers = Array.from({ length: MANY }, (_, index) => String(index).padStart(5, '0'));

/** Sections that must not be read, and the names in the menu when one stands in the config. */
const forbidden: readonly (readonly [section: string, ...names: string[]])[] = [
  ['[__proto__]', '__proto__', 'a', 'good'],
  ['[profile __proto__]', '__proto__', 'a', 'good'],
  ['[profile "__proto__"]', '__proto__', 'a', 'good'],
  ['[profile.__proto__]', '__proto__', 'a', 'good'],
  ['[constructor]', 'a', 'constructor', 'good'],
  ['[profile constructor]', 'a', 'constructor', 'good'],
  ['[profile.toString]', 'a', 'good', 'toString'],
  ['[sso-session hasOwnProperty]', 'a', 'good'],
  ['[services valueOf]', 'a', 'good'],
  [' [constructor] # comment', 'a', 'constructor', 'good'],
];

export const hostile: readonly MenuCase[] = [
  ...forbidden.map(([section, ...names]) => ({
    title: `${section} in config`,
    config: `[profile a]\n${KEYS}${section}\nrole_arn = x\nkeys = y\n`,
    credentials: `[good]\n${KEYS}`,
    menu: names.map((name) =>
      name === 'good' ? keys(name) : cannot(name, `The file "config" ${FORBIDDEN}`),
    ),
    problem: 'config: ForbiddenSectionName',
    // That of AWS knows neither a prefix with a dot nor a profile without one.
    ...(/^ ?\[(?:profile\.|[^ \]]+\])/.test(section) && { cli: ['a', 'good'] }),
  })),
  {
    title: '[__proto__] in credentials',
    config: `[profile a]\n${KEYS}`,
    credentials: `[good]\n${KEYS}[__proto__]\nrole_arn = x\n`,
    menu: [
      cannot('__proto__', `The file "credentials" ${FORBIDDEN}`),
      keys('a'),
      cannot('good', `The file "credentials" ${FORBIDDEN}`),
    ],
    problem: 'credentials: ForbiddenSectionName',
  },
  {
    title: 'settings named like members of every object',
    config: `[profile a]\n__proto__ = x\nconstructor = y\ntoString = z\nhasOwnProperty =\n  a = b\n${KEYS}`,
    menu: [keys('a')],
  },
  {
    title: 'roles on, and sessions named, members of every object',
    config: `[profile a]\n${ROLE}source_profile = constructor\n[profile b]\n${ROLE}source_profile = __proto__\n[profile c]\n${SSO.replace('corp', 'toString')}`,
    menu: [
      cannot('a', 'Its source profile "constructor" does not exist.'),
      cannot('b', 'Its source profile "__proto__" does not exist.'),
      cannot('c', 'Its section [sso-session toString] does not exist.'),
    ],
  },
  {
    title: 'a credential_source named like a member of every object',
    config: `[profile a]\n${ROLE}credential_source = constructor\n`,
    menu: [cannot('a', 'Its credential_source is not one that AWS knows.')],
  },
  {
    title: 'a session whose name is a path, and a start URL with a password',
    config: `[sso-session ../../x]\nsso_start_url = https://user:secret@corp.example/start\nsso_region = eu-west-1\n[profile a]\n${SSO.replace('corp', '../../x')}`,
    menu: ['a | sso | 111122223333 | Reader | - | session:../../x | sign-in'],
    sessions: ['session:../../x | ../../x | https://user:secret@corp.example/start | eu-west-1 | signed-out'],
  },
  {
    title: `${MANY} profiles`,
    credentials: numbers.map((name) => `[${name}]\n${KEYS}`).join(''),
    menu: numbers.map((name) => keys(name)),
  },
  {
    title: `${MANY} profiles of one session`,
    config: CORP + numbers.map((name) => `[profile ${name}]\n${SSO}`).join(''),
    menu: numbers.map((name) => `${name} | sso | 111122223333 | Reader | - | session:corp | sign-in`),
    sessions: [CORP_OUT],
  },
  {
    title: `${MANY} roles, each on the one before`,
    config: numbers
      .map(
        (name, index) =>
          `[profile ${name}]\n${index === 0 ? KEYS : `${ROLE}source_profile = ${numbers[index - 1]}\n`}`,
      )
      .join(''),
    menu: numbers.map((name, index) => {
      if (index === 0) return keys(name);
      return index <= 32
        ? `${name} | role > static | 444455556666 | Writer | - | - | ready`
        : cannot(name, 'It has more than 32 source profiles.');
    }),
  },
  {
    title: 'one line of a million brackets',
    config: `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}\n[profile a]\n${KEYS}`,
    menu: [keys('a')],
  },
];
