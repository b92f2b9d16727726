/** The clock of a call's deadline: stands only while all that is asked waits for AWS; and nothing is left behind. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { kmsOverClient } from '../../electron/kms/aws-kms.ts';
import { type Call, callUnderWay, limitedCall } from '../../electron/kms/limited-call.ts';
import { failureOf } from './failure-of.ts';
import { Refused, scriptedKms } from './scripted-kms.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const SECOND = 1_000;
const never = () => new Promise<never>(() => undefined);

/** A call with a deadline of ten seconds, whose work is what `started` does with it. */
function start(work: () => Promise<void> = never): {
  readonly call: Call;
  readonly ended: () => string | null;
} {
  let call: Call | undefined;
  let ended: string | null = null;
  const run = () => {
    call = callUnderWay();
    return work();
  };
  limitedCall({ signal: undefined, deadline: 10 * SECOND }, run).then(
    () => {
      ended = 'done';
    },
    (error: unknown) => {
      ended = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    },
  );
  if (call === undefined) throw new Error('not run at once');
  return { call, ended: () => ended };
}

const [first, second] = [{}, {}];

test('without any operation it runs', async () => {
  const { ended } = start();
  await vi.advanceTimersByTimeAsync(9 * SECOND);
  expect(ended()).toBeNull();
  await vi.advanceTimersByTimeAsync(SECOND);
  expect(ended()).toBe('offline');
});

test('it stands while all operations wait, and goes on where it stood', async () => {
  const { call, ended } = start();
  call.note(first, 'waits');
  call.note(second, 'waits');
  await vi.advanceTimersByTimeAsync(100 * SECOND);
  call.note(first, 'works');
  await vi.advanceTimersByTimeAsync(9 * SECOND);
  call.note(first, 'waits');
  await vi.advanceTimersByTimeAsync(100 * SECOND);
  expect(ended()).toBeNull();
  call.note(first, 'works');
  await vi.advanceTimersByTimeAsync(SECOND);
  expect(ended()).toBe('offline');
});

test('it runs while one of them works, however many others wait', async () => {
  const { call, ended } = start();
  call.note(first, 'works');
  call.note(second, 'waits');
  call.note({}, 'waits');
  await vi.advanceTimersByTimeAsync(10 * SECOND);
  expect(ended()).toBe('offline');
});

test('an attempt that ended without a wait is no work any more', async () => {
  const { call, ended } = start();
  call.note(first, 'works');
  call.note(second, 'waits');
  call.note(first, 'ended');
  await vi.advanceTimersByTimeAsync(100 * SECOND);
  expect(ended()).toBeNull();
  call.note(second, 'ended');
  await vi.advanceTimersByTimeAsync(10 * SECOND);
  expect(ended()).toBe('offline');
});

test('when the call is over its signal aborts, and who is late starts no clock', async () => {
  const { call, ended } = start(async () => undefined);
  await vi.advanceTimersByTimeAsync(0);
  expect(ended()).toBe('done');
  expect(call.signal.aborted).toBe(true);
  call.note(first, 'waits');
  call.note(first, 'works');
  expect(vi.getTimerCount()).toBe(0);
});

test('a list that failed asks nothing more, and its clock is gone', async () => {
  const arn = (n: number) => `arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-12345678900${n}`;
  let fail = (): void => undefined;
  const failing = new Promise<void>((resolve) => {
    fail = resolve;
  });
  const { client, asked } = scriptedKms(
    async ({ operation, input }) => {
      if (operation === 'ListKeys')
        return { Keys: Array.from({ length: 8 }, (_, n) => ({ KeyArn: arn(n) })) };
      if (operation === 'ListAliases') return { Aliases: [] };
      if (input['KeyId'] !== arn(0)) return new Refused('ThrottlingException');
      await failing;
      return new Refused('ValidationException');
    },
    'request-1',
    10,
  );
  const listed = failureOf(kmsOverClient(client).listKeys());
  const described = () => asked.filter(({ operation }) => operation === 'DescribeKey').length;
  await vi.waitFor(() => expect(described()).toBeGreaterThanOrEqual(8));
  fail();
  expect((await listed).code).toBe('kms-error');
  const before = described();
  await vi.advanceTimersByTimeAsync(600 * SECOND);
  expect(described()).toBe(before);
  expect(vi.getTimerCount()).toBe(0);
});
