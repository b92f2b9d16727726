/**
 * Key policies: read strictly, and asked whether they let a caller do something.
 *
 * What is not understood is refused with MalformedPolicyDocumentException, never ignored: a statement that meant less
 * here than at AWS would let a test pass that AWS fails. Understood are `Principal` with accounts, users and roles,
 * `Action` with wildcards, `Resource` "*", and `Condition` by the operators and keys below.
 * Source: docs.aws.amazon.com/kms/latest/developerguide/key-policies.html, …/policy-conditions.html,
 * docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
import { z } from 'zod';
import type { EncryptionContext } from '../../../electron/kms/port.ts';
import { PracticeException } from '../../../electron/kms/practice/exception.ts';
import type { Caller } from './caller.ts';
import { matches } from './wildcard.ts';

/** What somebody wants to do with a key. */
export interface Attempt {
  readonly caller: Caller;
  /** E.g. `kms:Decrypt`. */
  readonly action: string;
  /** Null for what has no encryption context. */
  readonly context: EncryptionContext | null;
}

export interface Policy {
  /** As it was put. */
  readonly text: string;
  /** Whether a statement allows it and none denies it; 'denied' is a word that no grant can outdo. */
  readonly decide: (attempt: Attempt) => 'allowed' | 'denied' | 'silent';
}

const oneOrMore = z.union([z.string().transform((one) => [one]), z.array(z.string()).min(1)]);
const accountRoot = /^arn:aws:iam::(\d{12}):root$/;
const principal = z.string().regex(/^(\*|\d{12}|arn:aws:iam::\d{12}:(root|user\/.+|role\/.+))$/);
const principals = z.union([principal.transform((one) => [one]), z.array(principal).min(1)]);

const statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Principal: z.union([z.literal('*').transform(() => ({ AWS: ['*'] })), z.strictObject({ AWS: principals })]),
  Action: oneOrMore.refine((all) => all.every((one) => one === '*' || /^kms:[A-Za-z*?]+$/.test(one))),
  Resource: z.union([z.literal('*'), z.tuple([z.literal('*')])]),
  Condition: z.record(z.string(), z.record(z.string(), oneOrMore)).optional(),
});
const document = z.strictObject({
  Version: z.enum(['2012-10-17', '2008-10-17']).optional(),
  Id: z.string().optional(),
  Statement: z.union([statement.transform((one) => [one]), z.array(statement).min(1)]),
});

type Values = readonly string[];
/** Whether one value of the request meets the values of the policy. */
const comparisons: Readonly<
  Record<string, { readonly meets: (value: string, wanted: Values) => boolean; readonly negative: boolean }>
> = {
  StringEquals: { meets: (value, wanted) => wanted.includes(value), negative: false },
  StringLike: { meets: (value, wanted) => wanted.some((one) => matches(one, value, true)), negative: false },
  StringNotEquals: { meets: (value, wanted) => !wanted.includes(value), negative: true },
  StringNotLike: {
    meets: (value, wanted) => !wanted.some((one) => matches(one, value, true)),
    negative: true,
  },
};
/** How many of the values of the request must meet them; without a set operator a request has at most one value. */
const operator = /^(?:(ForAllValues|ForAnyValue):)?(StringEquals|StringLike|StringNotEquals|StringNotLike)$/;
const contextKey = 'kms:encryptioncontext:';
/** The values that a request has for a condition key in lower case; undefined for keys that are not understood. */
function valuesOf(key: string, { caller, context }: Attempt): Values | undefined {
  if (key === 'kms:calleraccount') return [caller.accountId];
  // Nobody calls this KMS in a person's name, as AWS's own services do.
  if (key === 'kms:viaservice') return [];
  if (key === 'kms:encryptioncontextkeys') return [...(context?.keys() ?? [])];
  if (!key.startsWith(contextKey)) return undefined;
  const pairs = [...(context ?? [])];
  return pairs
    .filter(([name]) => name.toLowerCase() === key.slice(contextKey.length))
    .map(([, value]) => value);
}

type Condition = (attempt: Attempt) => boolean;

function readCondition(name: string, key: string, wanted: Values): Condition {
  const [, set, comparison = ''] = operator.exec(name) ?? [];
  const how = comparisons[comparison];
  const lower = key.toLowerCase();
  const known = valuesOf(lower, { caller: nobody, action: '', context: null }) !== undefined;
  if (!how || !known) throw malformed(`the condition ${name} of ${key} is not understood`);
  if (set === undefined && lower === 'kms:encryptioncontextkeys') {
    throw malformed(`${key} has several values and needs ForAllValues or ForAnyValue`);
  }
  return (attempt) => {
    const values = valuesOf(lower, attempt) ?? [];
    if (set === 'ForAllValues') return values.every((value) => how.meets(value, wanted));
    if (set === 'ForAnyValue') return values.some((value) => how.meets(value, wanted));
    return values.length === 0 ? how.negative : values.every((value) => how.meets(value, wanted));
  };
}

const nobody: Caller = { credentials: { accessKeyId: '', secretAccessKey: '' }, accountId: '', arn: '' };

/** Throws MalformedPolicyDocumentException, with a word about what is wrong. */
export function parsePolicy(text: string): Policy {
  const parsed = document.safeParse(parseJson(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw malformed(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
  }
  const statements = parsed.data.Statement.map(({ Effect, Principal, Action, Condition = {} }) => {
    const conditions = Object.entries(Condition).flatMap(([name, keys]) =>
      Object.entries(keys).map(([key, wanted]) => readCondition(name, key, wanted)),
    );
    const applies: Condition = (attempt) =>
      Principal.AWS.some((one) => isPrincipal(one, attempt.caller)) &&
      Action.some((one) => matches(one, attempt.action)) &&
      conditions.every((holds) => holds(attempt));
    return { effect: Effect, applies };
  });
  return {
    text,
    decide: (attempt) => {
      const effects = statements.filter(({ applies }) => applies(attempt)).map(({ effect }) => effect);
      if (effects.includes('Deny')) return 'denied';
      return effects.includes('Allow') ? 'allowed' : 'silent';
    },
  };
}

/** An account stands for all its users and roles, which here have what their account does not deny them. */
export function isPrincipal(principal: string, caller: Caller): boolean {
  const account = accountRoot.exec(principal)?.[1] ?? principal;
  return principal === '*' || account === caller.accountId || principal === caller.arn;
}

/** What AWS gives a key that was made without a policy: its account may do everything. */
export function defaultPolicy(accountId: string): Policy {
  return parsePolicy(policyText([{ to: [accountId], actions: ['kms:*'] }]));
}

/** A policy of one `Allow` statement for each entry; `to` are accounts (12 digits) or ARNs of users and roles. */
export function policyText(allowed: readonly { readonly to: Values; readonly actions: Values }[]): string {
  const Statement = allowed.map(({ to, actions }) => ({
    Effect: 'Allow',
    Principal: { AWS: to.map((one) => (/^\d{12}$/.test(one) ? `arn:aws:iam::${one}:root` : one)) },
    Action: actions,
    Resource: '*',
  }));
  return JSON.stringify({ Version: '2012-10-17', Id: 'key-default-1', Statement }, null, 2);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed('not JSON');
  }
}

function malformed(message: string): PracticeException {
  return new PracticeException('MalformedPolicyDocumentException', message);
}
