/** A case of the menu's table: files, environment and tokens, and exactly what the menu shows of them. */

export interface MenuCase {
  readonly title: string;
  /** Text or bytes of the files; none: the file is missing. */
  readonly config?: string | Uint8Array;
  readonly credentials?: string | Uint8Array;
  readonly environment?: Readonly<Record<string, string>>;
  /** Tokens of sign-ins by session name or start URL, and of `aws login` by login_session; no JSON if a string. */
  readonly tokens?: Readonly<Record<string, object | string>>;
  readonly logins?: Readonly<Record<string, object | string>>;
  /** Other things to be found in place of a file. */
  readonly prepare?: (paths: { readonly config: string; readonly credentials: string }) => Promise<unknown>;
  /** `name | kind > leaf | account | role | region | session | state`, `-` where there is none. */
  readonly menu: readonly string[];
  /** `id | name | start URL | region | state`. */
  readonly sessions?: readonly string[];
  /** `file: what is wrong`. */
  readonly problem?: string;
  /** What the AWS CLI lists, where it is not the same names; null where it fails. */
  readonly cli?: readonly string[] | null;
}

/** The time of all cases. */
export const NOW = new Date('2026-05-04T12:00:00Z');

export const KEYS = 'aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = secret\n';
export const CORP =
  '[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\n';
export const SSO = 'sso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Reader\n';
export const LEGACY =
  'sso_start_url = https://old.awsapps.com/start\nsso_region = us-east-1\nsso_account_id = 111122223333\nsso_role_name = Reader\n';
export const ROLE = 'role_arn = arn:aws:iam::444455556666:role/team/Writer\n';

export const CORP_OUT = 'session:corp | corp | https://corp.awsapps.com/start | eu-west-1 | signed-out';
export const OLD_OUT =
  'url:https://old.awsapps.com/start | old.awsapps.com | https://old.awsapps.com/start | us-east-1 | signed-out';

/** A row of a profile that cannot be used. */
export const cannot = (name: string, reason: string, region = '-'): string =>
  `${name} | unusable | - | - | ${region} | - | unusable: ${reason}`;
/** A row of a profile with static keys. */
export const keys = (name: string, region = '-', account = '-'): string =>
  `${name} | static | ${account} | - | ${region} | - | ready`;

export const ODD_NAME = 'AWS programs in JavaScript cannot read the name of its section.';
export const EMPTY = 'AWS programs in JavaScript find no settings in it.';
export const CIRCLE = 'Its source profiles go round in a circle.';
