/**
 * Every AWS profile on this computer, with what the files tell about it.
 *
 * Guarantees: nobody is contacted and nothing is executed; no profile is left out that the AWS CLI would list,
 * those that cannot be used say why; the list is sorted, `default` first.
 */
import { type ConfigFiles, hasTildeConfigPath, loadConfigFiles, type Settings } from './config-files.ts';
import { type AwsProfileKind, type Leaf, resolveChain } from './profile-chain.ts';
import { hasFreshToken } from './sso-token.ts';

export interface AwsProfile {
  /** `aws:` and the name. */
  readonly id: string;
  readonly name: string;
  readonly kind: AwsProfileKind;
  /** 12 digits, of the account that the profile's credentials are in. */
  readonly accountId: string | null;
  readonly roleName: string | null;
  /** The profile's own; the environment's AWS_REGION is not looked at. */
  readonly region: string | null;
  /** Session to sign in to, also where a role's source profile needs it. */
  readonly ssoSession: string | null;
  /** Whether it can be used now, as far as files tell. */
  readonly ready: boolean;
  /** Why it cannot be used at all. */
  readonly unusable: string | null;
}

const ACCOUNT = /^[0-9]{12}$/;
const REGION = /^[a-z][a-z0-9]{0,15}(?:-[a-z0-9]{1,16}){1,5}$/;
const TILDE = 'AWS_CONFIG_FILE begins with "~", which sign-in sessions do not work with: use the full path.';

/** Lists all profiles; rejects with AwsError `config-broken`. A computer without AWS has none. */
export async function listProfiles(now: Date = new Date()): Promise<readonly AwsProfile[]> {
  const files = await loadConfigFiles();
  const seen = [...files.profiles.keys()].map((name) => describeProfile(files, name, now));
  const unseen = [...files.invisible].map(([name, reason]) => unusableProfile(name, {}, reason));
  return [...(await Promise.all(seen)), ...unseen].sort(defaultFirst);
}

/** Describes one profile of the files, which must be in `files.profiles`. */
export async function describeProfile(files: ConfigFiles, name: string, now: Date): Promise<AwsProfile> {
  const settings = files.profiles.get(name) ?? {};
  const { kind, leaf, mfa } = resolveChain(files, name);
  const region = settings['region'] ?? null;
  if (leaf.kind === 'unusable') return unusableProfile(name, settings, leaf.reason);
  if (leaf.kind === 'sso' && leaf.session !== null && hasTildeConfigPath()) {
    return unusableProfile(name, settings, TILDE);
  }
  if (region !== null && !REGION.test(region)) {
    return unusableProfile(name, settings, 'Its region is not the name of an AWS region.');
  }
  return {
    id: `aws:${name}`,
    name,
    kind,
    ...identityOf(settings, kind),
    region,
    ssoSession: leaf.kind === 'sso' ? leaf.session : null,
    ready: !mfa && (await isReady(leaf, now)),
    unusable: null,
  };
}

async function isReady(leaf: Leaf, now: Date): Promise<boolean> {
  switch (leaf.kind) {
    case 'static':
      return true;
    case 'environment':
      return Boolean(process.env['AWS_ACCESS_KEY_ID'] && process.env['AWS_SECRET_ACCESS_KEY']);
    case 'sso':
      return hasFreshToken(leaf.session ?? leaf.startUrl, now);
    default:
      return false;
  }
}

function unusableProfile(name: string, settings: Settings, reason: string): AwsProfile {
  const region = settings['region'];
  return {
    id: `aws:${name}`,
    name,
    kind: 'unusable',
    accountId: null,
    roleName: null,
    region: region !== undefined && REGION.test(region) ? region : null,
    ssoSession: null,
    ready: false,
    unusable: reason,
  };
}

function identityOf(
  settings: Settings,
  kind: AwsProfileKind,
): { readonly accountId: string | null; readonly roleName: string | null } {
  switch (kind) {
    case 'sso':
    case 'legacy-sso':
      return { accountId: account(settings['sso_account_id']), roleName: settings['sso_role_name'] ?? null };
    case 'role':
    case 'web-identity':
      return roleOf(settings['role_arn']);
    case 'login':
      return roleOf(settings['login_session']);
    default:
      return { accountId: account(settings['aws_account_id']), roleName: null };
  }
}

/** Of `arn:aws:iam::ACCOUNT:role/PATH/NAME` and `arn:aws:sts::ACCOUNT:assumed-role/NAME/SESSION`. */
function roleOf(arn: string | undefined) {
  const [, , , , accountId, resource = ''] = arn?.split(':') ?? [];
  const [type, ...names] = resource.split('/');
  const roleName = type === 'role' ? names.at(-1) : type === 'assumed-role' ? names[0] : undefined;
  return { accountId: account(accountId), roleName: roleName ?? null };
}

function account(text: string | undefined): string | null {
  return text !== undefined && ACCOUNT.test(text) ? text : null;
}

function defaultFirst(a: AwsProfile, b: AwsProfile): number {
  if ((a.name === 'default') !== (b.name === 'default')) return a.name === 'default' ? -1 : 1;
  return a.name < b.name ? -1 : 1;
}
