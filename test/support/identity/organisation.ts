/**
 * What an organisation has set up in IAM Identity Center and IAM, as the tests' double knows it: where its people sign
 * in, which roles of which accounts are assigned to them, and which roles can be assumed from there.
 */

export interface Person {
  readonly name: string;
  /** Names of the roles that the person has, by account (12 digits). */
  readonly assignments: Readonly<Record<string, readonly string[]>>;
}

export interface Account {
  /** 12 digits. */
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

/** A role of IAM. Only who its trust policy names may assume it. */
export interface Role {
  readonly arn: string;
  /** Accounts (12 digits) and ARNs of users and roles. */
  readonly trusts: readonly string[];
  /** Number or ARN of the MFA device without whose code nobody gets the role. */
  readonly mfaDevice?: string;
  readonly externalId?: string;
  /** The one web identity token that gets the role. */
  readonly webIdentityToken?: string;
  /** What its account does not let it do, e.g. `kms:List*`. */
  readonly denied?: readonly string[];
}

export interface Organisation {
  readonly startUrl: string;
  /** Of the sign-in service. */
  readonly region: string;
  /** Who signs in is the first, where the page is not told otherwise. */
  readonly people: readonly Person[];
  readonly accounts: readonly Account[];
  readonly roles: readonly Role[];
}

/** How long things are valid, in seconds. */
export interface Lifetimes {
  /** Of a program's registration. */
  readonly client: number;
  /** Of a code that a browser or a device is waiting with. */
  readonly code: number;
  readonly accessToken: number;
  /** From signing in until a refresh token renews no more. */
  readonly session: number;
  /** Of the credentials that a signed-in person gets for a role. */
  readonly roleCredentials: number;
}

export const lifetimes: Lifetimes = {
  client: 90 * 24 * 3600,
  code: 600,
  accessToken: 3600,
  session: 8 * 3600,
  roleCredentials: 3600,
};

const payroll = { id: '111122223333', name: 'Payroll', email: 'payroll@corp.example' };
const archive = { id: '444455556666', name: 'Archive', email: 'archive@corp.example' };

/** One that has a little of everything. */
export const corp: Organisation = {
  startUrl: 'https://corp.awsapps.com/start',
  region: 'us-east-1',
  people: [
    {
      name: 'alice',
      assignments: { [payroll.id]: ['Developer', 'Auditor'], [archive.id]: ['Reader'] },
    },
  ],
  accounts: [payroll, archive],
  roles: [
    { arn: `arn:aws:iam::${archive.id}:role/Writer`, trusts: [payroll.id] },
    {
      arn: `arn:aws:iam::${archive.id}:role/Guarded`,
      trusts: [payroll.id],
      mfaDevice: `arn:aws:iam::${payroll.id}:mfa/alice`,
    },
    { arn: `arn:aws:iam::${archive.id}:role/Deploy`, trusts: [], webIdentityToken: 'token-of-the-pipeline' },
  ],
};

/** The `[sso-session]` of an organisation, for a config file. */
export function ssoSession(name: string, { startUrl, region }: Organisation = corp): string {
  return section(`sso-session ${name}`, {
    sso_start_url: startUrl,
    sso_region: region,
    sso_registration_scopes: 'sso:account:access',
  });
}

/** A profile for a config file, with these settings. */
export const profile = (name: string, settings: Readonly<Record<string, string>>): string =>
  section(name === 'default' ? name : `profile ${name}`, settings);

/**
 * A config file with a profile of each kind: `dev` (signs in to the session `corp`), `old` (signs in without a session),
 * `writer` (a role assumed from `dev`) and `guarded` (the same with MFA).
 */
export function configText(organisation: Organisation = corp): string {
  const { startUrl, region, roles } = organisation;
  const [writer, guarded] = roles;
  const assigned = { sso_account_id: payroll.id, sso_role_name: 'Developer', region };
  return [
    ssoSession('corp', organisation),
    profile('dev', { sso_session: 'corp', ...assigned }),
    profile('old', { sso_start_url: startUrl, sso_region: region, ...assigned }),
    profile('writer', { role_arn: writer?.arn ?? '', source_profile: 'dev', region }),
    profile('guarded', {
      role_arn: guarded?.arn ?? '',
      source_profile: 'dev',
      mfa_serial: guarded?.mfaDevice ?? '',
      region,
    }),
  ].join('\n');
}

function section(title: string, settings: Readonly<Record<string, string>>): string {
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}\n`);
  return `[${title}]\n${lines.join('')}`;
}
