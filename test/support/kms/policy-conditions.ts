/**
 * Conditions of a key policy's statements.
 *
 * Source: docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html,
 * …/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
import { PracticeException } from '../../../electron/kms/practice/exception.ts';
import type { Attempt } from './caller.ts';
import { matches } from './wildcard.ts';

/** Whether it holds for what somebody attempts. */
export type Condition = (attempt: Attempt) => boolean;

type Values = readonly string[];
type ValuesOf = (attempt: Attempt) => Values;

interface Comparison {
  /** Whether one value of the request meets the values of the policy. */
  readonly meets: (value: string, wanted: Values) => boolean;
  /** Whether a request without the value meets them. */
  readonly absent: boolean;
}

const isLike = (value: string, wanted: Values) => wanted.some((one) => matches(one, value, true));

const comparisons: ReadonlyMap<string, Comparison> = new Map<string, Comparison>([
  ['StringEquals', { meets: (value, wanted) => wanted.includes(value), absent: false }],
  ['StringLike', { meets: isLike, absent: false }],
  ['StringNotEquals', { meets: (value, wanted) => !wanted.includes(value), absent: true }],
  ['StringNotLike', { meets: (value, wanted) => !isLike(value, wanted), absent: true }],
]);

const SEVERAL = 'kms:encryptioncontextkeys';

/** What a request has for a condition key, whose name is in lower case: letter case does not count in it. */
const requestValues: ReadonlyMap<string, ValuesOf> = new Map<string, ValuesOf>([
  ['kms:calleraccount', ({ caller }) => [caller.accountId]],
  // AWS's own services call in a person's name; here nobody does.
  ['kms:viaservice', () => []],
  [SEVERAL, ({ context }) => [...(context?.keys() ?? [])]],
]);

const CONTEXT = 'kms:encryptioncontext:';

function valuesOf(key: string): ValuesOf | undefined {
  if (!key.startsWith(CONTEXT)) return requestValues.get(key);
  const wanted = key.slice(CONTEXT.length);
  return ({ context }) =>
    [...(context ?? [])].filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value);
}

/**
 * Reads one condition, e.g. `ForAnyValue:StringEquals` of `kms:EncryptionContextKeys`; throws
 * MalformedPolicyDocumentException for operators and keys that are not understood.
 */
export function readCondition(operator: string, key: string, wanted: Values): Condition {
  const [, set, name = ''] = /^(?:(ForAllValues|ForAnyValue):)?(\w+)$/.exec(operator) ?? [];
  const comparison = comparisons.get(name);
  const values = valuesOf(key.toLowerCase());
  if (!comparison || !values) throw malformed(`the condition ${operator} of ${key} is not understood`);
  if (set === undefined && key.toLowerCase() === SEVERAL) {
    throw malformed(`${key} has several values: it needs ForAllValues or ForAnyValue`);
  }
  const { meets, absent } = comparison;
  return (attempt) => {
    const given = values(attempt);
    if (set === 'ForAnyValue') return given.some((value) => meets(value, wanted));
    if (set === undefined && given.length === 0) return absent;
    return given.every((value) => meets(value, wanted));
  };
}

export function malformed(message: string): PracticeException {
  return new PracticeException('MalformedPolicyDocumentException', message);
}
