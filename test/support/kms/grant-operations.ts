/** What makes, lists and ends grants (grants.ts). */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { checkDryRun } from '../../../electron/kms/practice/crypto-operations.ts';
import { invalid, malformed, PracticeException } from '../../../electron/kms/practice/exception.ts';
import {
  type Input,
  optionalInteger,
  optionalString,
  optionalStrings,
  requiredString,
} from '../../../electron/kms/practice/input.ts';
import type { Output } from '../../../electron/kms/practice/operation.ts';
import { page } from '../../../electron/kms/practice/page.ts';
import { authorizeAtHome, type Call, denied, findKey, type Target, targetOf } from './call.ts';
import { checkNotPending } from './change-key.ts';
import { type Grant, grantIdOf, tokenOf } from './grants.ts';
import { isPrincipal } from './policy.ts';

/** What a grant here can be for. Others that AWS has are refused, also the right to make further grants. */
const grantable = [
  ...[
    'Decrypt',
    'Encrypt',
    'GenerateDataKey',
    'GenerateDataKeyWithoutPlaintext',
    'ReEncryptFrom',
    'ReEncryptTo',
  ],
  ...['DescribeKey', 'GetPublicKey', 'RetireGrant'],
];
const PRINCIPAL = /^arn:aws:iam::\d{12}:(root|user\/.+|role\/.+)$/;
const pairs = z.record(z.string(), z.string());
const constraints = z
  .strictObject({ EncryptionContextEquals: pairs.optional(), EncryptionContextSubset: pairs.optional() })
  .refine((given) => Object.keys(given).length === 1);

export async function createGrant(call: Call, target: Target): Promise<Output> {
  const { input, now, caller } = call;
  const asked = {
    name: optionalString(input, 'Name', 1, 256) ?? '',
    grantee: readPrincipal(requiredString(input, 'GranteePrincipal', 1, 256)),
    retiring: input.has('RetiringPrincipal')
      ? readPrincipal(requiredString(input, 'RetiringPrincipal', 1, 256))
      : null,
    issuer: caller.accountId,
    operations: readOperations(input),
    constraint: readConstraint(input),
  };
  checkNotPending(target);
  if (target.key.state === 'Disabled')
    throw new PracticeException('DisabledException', `${target.arn} is disabled.`);
  checkDryRun(input);
  const same = target.facts.grants.find((grant) => asked.name !== '' && shape(grant) === shape(asked));
  const grant: Grant = same ?? { ...asked, id: randomBytes(32).toString('hex'), created: now() };
  if (!same) target.facts.grants = [...target.facts.grants, grant];
  return { GrantId: grant.id, GrantToken: tokenOf(grant.id) };
}

/** A grant of the same name and members is the same grant: CreateGrant can be repeated. */
function shape({
  name,
  grantee,
  retiring,
  issuer,
  operations,
  constraint,
}: Omit<Grant, 'id' | 'created'>): string {
  const context = constraint && [[...constraint.pairs].sort(), constraint.exactly];
  return JSON.stringify([name, grantee, retiring, issuer, [...operations].sort(), context]);
}

export async function listGrants({ input }: Call, target: Target): Promise<Output> {
  const id = optionalString(input, 'GrantId', 1, 128);
  const grantee = optionalString(input, 'GranteePrincipal', 1, 256);
  const grants = target.facts.grants
    .filter((grant) => (id ?? grant.id) === grant.id && (grantee ?? grant.grantee) === grant.grantee)
    .map((grant) => ({ target, grant }));
  return grantPage(input, grants);
}

/** All grants that the principal may retire, whosever the keys are. */
export async function listRetirableGrants(call: Call): Promise<Output> {
  const principal = readPrincipal(requiredString(call.input, 'RetiringPrincipal', 1, 256));
  authorizeAtHome(call, 'ListRetirableGrants');
  const all = await grantsInRegion(call);
  return grantPage(
    call.input,
    all.filter(({ grant }) => grant.retiring === principal),
  );
}

/** By the retiring principal, or by the grantee where RetireGrant is among the operations; policies have no say. */
export async function retireGrant(call: Call): Promise<Output> {
  const { input, caller } = call;
  const token = optionalString(input, 'GrantToken', 1, 8_192);
  const id = token === undefined ? requiredString(input, 'GrantId', 1, 128) : grantIdOf(token);
  const named = token === undefined ? await findKey(call, requiredString(input, 'KeyId', 1, 2_048)) : null;
  const found = (await grantsInRegion(call)).find(({ grant }) => grant.id === id);
  if (!found || (token === undefined && named?.arn !== found.target.arn)) throw noGrant(id);
  const { grant, target } = found;
  const mine = grant.retiring !== null && isPrincipal(grant.retiring, caller);
  const given = grant.operations.includes('RetireGrant') && isPrincipal(grant.grantee, caller);
  if (!mine && !given) throw denied(call, 'RetireGrant', target);
  checkDryRun(input);
  end(target, id);
  return {};
}

export async function revokeGrant({ input }: Call, target: Target): Promise<Output> {
  const id = requiredString(input, 'GrantId', 1, 128);
  if (!target.facts.grants.some((grant) => grant.id === id)) throw noGrant(id);
  checkDryRun(input);
  end(target, id);
  return {};
}

interface Found {
  readonly target: Target;
  readonly grant: Grant;
}

async function grantsInRegion({ realms, region }: Call): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const realm of realms.inRegion(region)) {
    for (const key of (await realm.store.read()).keys) {
      const target = targetOf(realm, key);
      found.push(...target.facts.grants.map((grant) => ({ target, grant })));
    }
  }
  return found;
}

function end({ facts }: Target, id: string): void {
  facts.grants = facts.grants.filter((grant) => grant.id !== id);
}

function grantPage(input: Input, found: readonly Found[]): Output {
  const limit = optionalInteger(input, 'Limit', 1, 100) ?? 50;
  const marker = optionalString(input, 'Marker', 1, 1_024);
  const { items, ...rest } = page(found, ({ grant }) => grant.id, limit, marker);
  return { Grants: items.map(grantOutput), ...rest };
}

function grantOutput({ target, grant }: Found): Output {
  const { constraint } = grant;
  const kind = constraint?.exactly ? 'EncryptionContextEquals' : 'EncryptionContextSubset';
  return {
    KeyId: target.arn,
    GrantId: grant.id,
    Name: grant.name,
    CreationDate: grant.created,
    GranteePrincipal: grant.grantee,
    ...(grant.retiring !== null && { RetiringPrincipal: grant.retiring }),
    IssuingAccount: `arn:aws:iam::${grant.issuer}:root`,
    Operations: grant.operations,
    ...(constraint && { Constraints: { [kind]: Object.fromEntries(constraint.pairs) } }),
  };
}

function readOperations(input: Input): readonly string[] {
  const operations = optionalStrings(input, 'Operations', 32);
  if (operations.length === 0) throw invalid("Value at 'operations' must not be empty");
  const foreign = operations.find((operation) => !grantable.includes(operation));
  if (foreign !== undefined) throw invalid(`The practice KMS has no grants for ${foreign}`);
  return operations;
}

function readConstraint(input: Input): Grant['constraint'] {
  const given = input.get('Constraints');
  if (given === undefined) return null;
  const parsed = constraints.safeParse(given);
  if (!parsed.success) throw malformed('Constraints must have one of the two encryption contexts');
  const { EncryptionContextEquals, EncryptionContextSubset = {} } = parsed.data;
  const pairs = new Map(Object.entries(EncryptionContextEquals ?? EncryptionContextSubset));
  return { pairs, exactly: EncryptionContextEquals !== undefined };
}

function readPrincipal(arn: string): string {
  if (!PRINCIPAL.test(arn)) throw new PracticeException('InvalidArnException', `Invalid principal ${arn}`);
  return arn;
}

function noGrant(id: string): PracticeException {
  return new PracticeException('NotFoundException', `Grant ID ${id} not found`);
}
