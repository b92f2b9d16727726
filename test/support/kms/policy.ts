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
import type { Attempt, Caller } from './caller.ts';
import { type Condition, malformed, readCondition } from './policy-conditions.ts';
import { matches } from './wildcard.ts';

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

/** Throws MalformedPolicyDocumentException, with a word about what is wrong. */
export function parsePolicy(text: string): Policy {
  const parsed = document.safeParse(parseJson(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw malformed(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
  }
  const statements = parsed.data.Statement.map(({ Effect, Principal, Action, Condition = {} }) => {
    const conditions = Object.entries(Condition).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, wanted]) => readCondition(operator, key, wanted)),
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
export function policyText(
  allowed: readonly { readonly to: readonly string[]; readonly actions: readonly string[] }[],
): string {
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
