/**
 * STS, as far as profiles need it: who somebody is, and roles: assumed with credentials, with a code of an MFA device,
 * or with a web identity token.
 *
 * Signatures are verified for real. Trust is what `Role` says; all else about the caller's own rights is left out.
 * Source: docs.aws.amazon.com/STS/latest/APIReference; query protocol of AWS, whose errors are called by their codes
 */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Caller } from '../kms/caller.ts';
import { readSignature } from '../sigv4.ts';
import { idOf } from './callers.ts';
import { after } from './grants.ts';
import type { Role } from './organisation.ts';
import { type Answer, type Asked, type Center, type Operation, Refused, type Service } from './service.ts';

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';
/** Where it is asked, all of which have the same address. */
const REGIONS = ['us-east-1', 'us-east-2', 'us-west-2', 'eu-west-1', 'eu-central-1'];
/** Seconds that a role lasts at most which was assumed with another one. */
const CHAINED = 3600;

/** By code; all others are 400. */
const statuses: Readonly<Record<string, number>> = {
  AccessDenied: 403,
  ExpiredToken: 403,
  InvalidClientTokenId: 403,
  MissingAuthenticationToken: 403,
  SignatureDoesNotMatch: 403,
  ServiceUnavailable: 503,
};

/** How STS calls what `readSignature` finds. */
const codes: Readonly<Record<string, string>> = {
  ExpiredTokenException: 'ExpiredToken',
  UnrecognizedClientException: 'InvalidClientTokenId',
  InvalidSignatureException: 'SignatureDoesNotMatch',
  MissingAuthenticationTokenException: 'MissingAuthenticationToken',
  IncompleteSignatureException: 'IncompleteSignature',
};

export const stsService: Service = {
  refuse: (code, message, status = statuses[code] ?? 400) => {
    const error = { Type: status < 500 ? 'Sender' : 'Receiver', Code: code, Message: message };
    return xml(status, 'ErrorResponse', { Error: error, RequestId: randomUUID() });
  },
};

const sessionName = z.string().regex(/^[\w+=,.@-]{2,64}$/);
const duration = z.coerce.number().int().min(900).max(43200).default(3600);
const roleArn = z.string().regex(/^arn:aws:iam::\d{12}:role\/.+$/);
const assumeRole = z.object({
  RoleArn: roleArn,
  RoleSessionName: sessionName,
  DurationSeconds: duration,
  ExternalId: z.string().min(2).optional(),
  SerialNumber: z.string().min(9).optional(),
  TokenCode: z
    .string()
    .regex(/^\d{6}$/)
    .optional(),
});
const assumeWithWebIdentity = z.object({
  RoleArn: roleArn,
  RoleSessionName: sessionName,
  DurationSeconds: duration,
  WebIdentityToken: z.string().min(4),
});

/** By the `Action` of the form, which is the operation's name. */
export function stsOperations(center: Center): Readonly<Record<string, Operation>> {
  const operation = (name: string, run: (asked: Asked, form: Form) => Tree): Operation => ({
    name,
    service: stsService,
    run: (asked) => {
      const result = run(asked, formOf(asked));
      return xml(200, `${name}Response`, {
        [`${name}Result`]: result,
        ResponseMetadata: { RequestId: randomUUID() },
      });
    },
  });
  return {
    GetCallerIdentity: operation('GetCallerIdentity', (asked) => whoIs(callerOf(center, asked))),
    AssumeRole: operation('AssumeRole', (asked, form) => assume(center, callerOf(center, asked), form)),
    AssumeRoleWithWebIdentity: operation('AssumeRoleWithWebIdentity', (_, form) =>
      assumeByWebIdentity(center, form),
    ),
  };
}

type Form = Readonly<Record<string, string>>;

export function formOf({ headers, body }: Asked): Form {
  const type = String(headers['content-type']);
  if (!type.startsWith('application/x-www-form-urlencoded')) return {};
  return Object.fromEntries(new URLSearchParams(Buffer.from(body).toString()));
}

function callerOf({ callers, now }: Center, asked: Asked): Caller {
  const everybody = [...callers];
  const known = everybody.map(({ credentials }) => credentials);
  const signer = readSignature(asked, known, { regions: REGIONS, service: 'sts', now: now() });
  if ('type' in signer) throw new Refused(codes[signer.type] ?? signer.type, signer.message);
  const caller = everybody.find(({ credentials }) => credentials.accessKeyId === signer.accessKeyId);
  if (!caller) throw new Error(`${signer.accessKeyId} is nobody's`);
  return caller;
}

function whoIs({ accountId, arn }: Caller): Tree {
  return { Arn: arn, UserId: userId(arn), Account: accountId };
}

function userId(arn: string): string {
  const [, role, session] = /^(.*:assumed-role\/[^/]+)\/(.+)$/.exec(arn) ?? [];
  return role === undefined ? `AIDA${idOf(arn)}` : `AROA${idOf(role)}:${session}`;
}

function assume(center: Center, caller: Caller, form: Form): Tree {
  const wanted = read(assumeRole, form);
  const role = center.organisation.roles.find(({ arn }) => arn === wanted.RoleArn);
  const chained = caller.arn.includes(':assumed-role/');
  if (chained && wanted.DurationSeconds > CHAINED)
    throw new Refused('ValidationError', 'The requested DurationSeconds exceeds the 1 hour session limit');
  const trusted = role?.trusts.some((one) => [caller.accountId, caller.arn].includes(one)) === true;
  const denied = `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${wanted.RoleArn}`;
  if (!role || !trusted || role.externalId !== wanted.ExternalId) throw new Refused('AccessDenied', denied);
  if (wanted.SerialNumber !== undefined && !center.mfa.accept(wanted.SerialNumber, wanted.TokenCode ?? ''))
    throw new Refused(
      'AccessDenied',
      'MultiFactorAuthentication failed with invalid MFA one time pass code. ',
    );
  if (role.mfaDevice !== wanted.SerialNumber && role.mfaDevice !== undefined)
    throw new Refused('AccessDenied', denied);
  return session(center, role, wanted);
}

function assumeByWebIdentity(center: Center, form: Form): Tree {
  const wanted = read(assumeWithWebIdentity, form);
  const role = center.organisation.roles.find(({ arn }) => arn === wanted.RoleArn);
  if (!role || role.webIdentityToken === undefined)
    throw new Refused('AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity');
  if (role.webIdentityToken !== wanted.WebIdentityToken)
    throw new Refused('InvalidIdentityToken', 'The ID Token provided is not a valid JWT.');
  return { ...session(center, role, wanted), SubjectFromWebIdentityToken: 'pipeline' };
}

function session(
  { callers, now }: Center,
  { arn, denied = [] }: Role,
  wanted: { readonly RoleSessionName: string; readonly DurationSeconds: number },
): Record<string, Tree> {
  const [accountId = ''] = /\d{12}/.exec(arn) ?? [];
  const expiresAt = after(now(), wanted.DurationSeconds);
  const names = { roleName: arn.split('/').at(-1) ?? '', sessionName: wanted.RoleSessionName };
  const { credentials, arn: assumed } = callers.issue({ accountId, ...names, denied }, expiresAt);
  return {
    Credentials: {
      AccessKeyId: credentials.accessKeyId,
      SecretAccessKey: credentials.secretAccessKey,
      SessionToken: credentials.sessionToken ?? '',
      Expiration: expiresAt.toISOString(),
    },
    AssumedRoleUser: { Arn: assumed, AssumedRoleId: userId(assumed) },
  };
}

function read<T>(schema: z.ZodType<T>, form: Form): T {
  const parsed = schema.safeParse(form);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Refused('ValidationError', `1 validation error detected: ${issue?.path.join('.')}`);
}

type Tree = string | { readonly [name: string]: Tree };

function xml(statusCode: number, root: string, tree: Tree): Answer {
  const body = `<${root} xmlns="${NAMESPACE}">${markup(tree)}</${root}>`;
  return { statusCode, headers: { 'content-type': 'text/xml' }, body };
}

function markup(tree: Tree): string {
  if (typeof tree === 'string') return tree.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  return Object.entries(tree)
    .map(([name, value]) => `<${name}>${markup(value)}</${name}>`)
    .join('');
}
