/** Who AWS says a profile is: STS GetCallerIdentity, which nobody needs a permission for. */
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { ProfileAccess } from './credentials.ts';
import { AwsError, inDetail } from './errors.ts';
import { inAwsErrors } from './translate-identity-error.ts';

export interface Caller {
  /** 12 digits. */
  readonly accountId: string;
  readonly arn: string;
  /** Last part of the ARN: the user, or the name of the role's session, which SSO makes of the person's user name. */
  readonly userName: string;
  /** As people know it: of a role that Identity Center made, its permission set. null for a user. */
  readonly roleName: string | null;
}

const ARN =
  /^arn:aws(?:-[a-z]+){0,3}:(?:iam|sts)::(?<account>[0-9]{12}):(?<kind>[a-z-]+)(?:\/(?<path>[\w+=,.@/-]{1,512}))?$/;
/** Of roles that Identity Center makes for permission sets. */
const RESERVED = /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/;

/** Rejects with AwsError, `cancelled` where `signal` aborted. */
export async function callerIdentity(
  { profile, credentials, stsRegion: region, network }: ProfileAccess,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<Caller> {
  return inDetail({ profile: profile.name }, async () => {
    const client = new STSClient({
      region,
      credentials: await credentials(),
      ...network.clientOptions('sts'),
    });
    const command = new GetCallerIdentityCommand({});
    const sent = client.send(command, signal === undefined ? {} : { abortSignal: signal });
    const { Arn } = await inAwsErrors(sent).finally(() => client.destroy());
    return callerOf(Arn ?? '');
  });
}

function callerOf(arn: string): Caller {
  const { account, kind = '', path = '' } = ARN.exec(arn)?.groups ?? {};
  if (account === undefined) throw new AwsError('offline', { errorName: 'UnexpectedAnswer' });
  const parts = path.split('/');
  const role = kind === 'assumed-role' ? (parts[0] ?? '') : null;
  return {
    accountId: account,
    arn,
    userName: parts.at(-1) || kind,
    roleName: role === null ? null : (RESERVED.exec(role)?.[1] ?? role),
  };
}
