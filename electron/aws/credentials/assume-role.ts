/** Credentials of roles, by STS. */
import {
  AssumeRoleCommand,
  type AssumeRoleCommandOutput,
  AssumeRoleWithWebIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import type { Settings } from '../config-files.ts';
import { AwsError } from '../errors.ts';
import type { ProfileNetwork } from '../network.ts';
import { readRegularFile } from '../read-file.ts';
import { inAwsErrors } from '../translate-identity-error.ts';
import type { Credentials } from './shared.ts';

export interface Where {
  /** AWS region that STS is asked in. */
  readonly region: string;
  readonly network: ProfileNetwork;
}

/** Asks the person for the code that a device (its ARN or number) shows. */
export type MfaCode = (profileName: string, device: string) => Promise<string>;

/** Bytes; those of Kubernetes have a few thousand. */
const MAX_TOKEN = 65_536;

export interface Role {
  /** Name and settings of its profile. */
  readonly name: string;
  readonly settings: Settings;
  /** Who assumes it. */
  readonly source: Credentials;
  /** Without it a role that needs a code is `mfa-needed`. */
  readonly mfaCode: MfaCode | undefined;
}

/** Rejects with AwsError, and with what `mfaCode` rejects with. */
export async function assumeRole(
  { name, settings, source, mfaCode }: Role,
  where: Where,
): Promise<Credentials> {
  const device = settings['mfa_serial'];
  if (device && mfaCode === undefined) throw new AwsError('mfa-needed');
  const seconds = Number(settings['duration_seconds']);
  const command = new AssumeRoleCommand({
    ...roleOf(settings),
    ...(settings['external_id'] && { ExternalId: settings['external_id'] }),
    ...(Number.isInteger(seconds) && seconds > 0 && { DurationSeconds: seconds }),
    ...(device && { SerialNumber: device, TokenCode: await mfaCode?.(name, device) }),
  });
  return ask(where, source, (client) => client.send(command));
}

/** The role in a profile's `settings`, with the token in a file. Rejects with AwsError. */
export async function assumeRoleWithToken(settings: Settings, where: Where): Promise<Credentials> {
  const token = await readRegularFile(settings['web_identity_token_file'] ?? '', MAX_TOKEN).catch(() => {
    throw new AwsError('profile-unusable', { reason: 'Its web_identity_token_file cannot be read.' });
  });
  const command = new AssumeRoleWithWebIdentityCommand({
    ...roleOf(settings),
    WebIdentityToken: token.toString('utf8').trim(),
  });
  // Nobody signs this request: the token is who asks.
  return ask(where, { accessKeyId: '', secretAccessKey: '' }, (client) => client.send(command));
}

/** The name shows in CloudTrail. */
const roleOf = (settings: Settings) => ({
  RoleArn: settings['role_arn'],
  RoleSessionName: settings['role_session_name'] || `envelope-vault-${Date.now()}`,
});

async function ask(
  { region, network }: Where,
  credentials: Credentials,
  send: (client: STSClient) => Promise<Pick<AssumeRoleCommandOutput, 'Credentials'>>,
): Promise<Credentials> {
  const client = new STSClient({ region, credentials, ...network.clientOptions('sts') });
  const answer = await inAwsErrors(send(client)).finally(() => client.destroy());
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.Credentials ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration)
    throw new AwsError('offline', { errorName: 'UnexpectedAnswer' });
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiration: Expiration,
  };
}
