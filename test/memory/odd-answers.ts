/** Answers with a data key in them that are not as KMS's are. */
import { randomBytes } from 'node:crypto';
import type { Fault } from '../support/kms/faults.ts';

type Answer = Extract<Fault, { kind: 'raw' }>;

interface OddAnswer {
  readonly title: string;
  readonly change: (body: string) => Partial<Answer>;
  /** Whether the job fails; else the answer is used, or another one asked for. */
  readonly fails: boolean;
}

export const oddAnswers: readonly OddAnswer[] = [
  {
    title: 'an answer that names another key',
    change: (body) => ({ body: body.replace(/key.[0-9a-f]{8}/, 'key/00000000') }),
    fails: true,
  },
  {
    title: 'an answer that ends too early',
    change: (body) => ({ body: body.slice(0, -30) }),
    fails: true,
  },
  { title: 'an answer whose connection is cut', change: () => ({ cut: true }), fails: false },
  { title: 'an answer of somebody in between', change: () => ({ status: 203 }), fails: false },
  { title: 'an error with a data key', change: () => ({ status: 500 }), fails: false },
];

/** Such an answer to GenerateDataKey, and the data key in it. */
export function oddAnswer(
  keyArn: string,
  change: OddAnswer['change'],
): { readonly plaintext: Buffer; readonly fault: Fault } {
  const plaintext = randomBytes(32);
  const body = JSON.stringify({
    Plaintext: plaintext.toString('base64'),
    CiphertextBlob: randomBytes(200).toString('base64'),
    KeyId: keyArn,
  });
  const contentType = 'application/x-amz-json-1.1';
  return { plaintext, fault: { kind: 'raw', status: 200, contentType, body, ...change(body) } };
}
