/** The credentials that a chain of profiles begins with, by their kind. */
import { fromEnv, fromHttp, fromInstanceMetadata, fromLoginCredentials } from '@aws-sdk/credential-providers';
import type { Settings } from '../config-files.ts';
import { AwsError } from '../errors.ts';
import type { Leaf } from '../profile-chain.ts';
import { roleCredentials } from '../sign-in/portal.ts';
import type { SessionSettings } from '../sign-in-sessions.ts';
import { inAwsErrors } from '../translate-identity-error.ts';
import { assumeRoleWithToken, type Where } from './assume-role.ts';
import { credentialsOfProgram } from './program.ts';
import type { Credentials } from './shared.ts';

export interface LeafOptions {
  /** Name and settings of the profile that the leaf is in. */
  readonly name: string;
  readonly settings: Settings;
  /** Of a leaf that signs in. */
  readonly session: SessionSettings | undefined;
  readonly where: Where;
}

/** For the servers of containers and instances, which are near. */
const nearby = { timeout: 1_000, maxRetries: 2 };

/** Rejects with AwsError. Here programs are run and servers asked, and nowhere before. */
export async function leafCredentials(leaf: Leaf, options: LeafOptions): Promise<Credentials> {
  const { name, settings, session, where } = options;
  switch (leaf.kind) {
    case 'static':
      return staticCredentials(settings);
    case 'environment':
      return inAwsErrors(fromEnv()());
    case 'container':
      return inAwsErrors(fromHttp(nearby)());
    case 'instance':
      return inAwsErrors(fromInstanceMetadata(nearby)());
    case 'web-identity':
      return assumeRoleWithToken(settings, where);
    case 'credential-process':
      return credentialsOfProgram(settings['credential_process'] ?? '');
    case 'login':
      return loginCredentials(name, where);
    case 'sso':
    case 'legacy-sso': {
      const { sso_account_id: accountId = '', sso_role_name: roleName = '' } = settings;
      if (session === undefined) throw new AwsError('sign-in-needed');
      return roleCredentials(session, { accountId, roleName }, where.network);
    }
    case 'unusable':
      throw new AwsError('profile-unusable', { reason: leaf.reason });
  }
}

function staticCredentials(settings: Settings): Credentials {
  const sessionToken = settings['aws_session_token'];
  return {
    accessKeyId: settings['aws_access_key_id'] ?? '',
    secretAccessKey: settings['aws_secret_access_key'] ?? '',
    ...(sessionToken && { sessionToken }),
  };
}

/** What `aws login` has left; the SDK renews it. */
async function loginCredentials(profile: string, { region, network }: Where): Promise<Credentials> {
  const clientConfig = { region, ...network.clientOptions('signin') };
  const { httpAgent, httpsAgent } = clientConfig.requestHandler;
  try {
    return await inAwsErrors(fromLoginCredentials({ profile, clientConfig })(), 'sign-in-needed');
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== 'sign-in-needed') throw error;
    throw new AwsError(error.code, { ...error.details, command: `aws login --profile ${profile}` });
  } finally {
    httpAgent.destroy();
    httpsAgent.destroy();
  }
}
