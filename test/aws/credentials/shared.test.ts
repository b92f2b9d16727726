import { describe, expect, it } from 'vitest';
import { type Credentials, shared } from '../../../electron/aws/credentials/shared.ts';

const MINUTE = 60_000;

/** Gives credentials that last so long (milliseconds; null: for ever), each time others; counts. */
function giver(lifetime: number | null, now: () => number) {
  const given: Credentials[] = [];
  const get = async (): Promise<Credentials> => {
    const expiration = lifetime === null ? {} : { expiration: new Date(now() + lifetime) };
    given.push({ accessKeyId: `AKIA${given.length}`, secretAccessKey: 's', ...expiration });
    return given[given.length - 1] ?? never();
  };
  return { given, get };
}
const never = (): never => {
  throw new Error('nothing was given');
};

describe('shared credentials', () => {
  it.each([
    ['that last an hour are got again five minutes before their end', 60 * MINUTE, 55 * MINUTE],
    ['that last six minutes are got again after half of it', 6 * MINUTE, 3 * MINUTE],
  ])('%s', async (_, lifetime, until) => {
    let time = 1_000_000;
    const { given, get } = giver(lifetime, () => time);
    const { credentials } = shared(get, () => time);
    const first = await credentials();
    time += until - 1;
    expect(await credentials()).toBe(first);
    time += 1;
    expect((await credentials()).accessKeyId).toBe('AKIA1');
    expect(given.length).toBe(2);
  });

  it('that do not end are got once, for all who ask at the same time', async () => {
    const { given, get } = giver(null, Date.now);
    const { credentials } = shared(get, () => Number.MAX_SAFE_INTEGER);
    const all = await Promise.all([credentials(), credentials(), credentials()]);
    expect(new Set([...all, await credentials()]).size).toBe(1);
    expect(given.length).toBe(1);
  });

  it('that AWS says have ended are got again, unless that was done meanwhile', async () => {
    let time = 0;
    const { given, get } = giver(null, () => time);
    const { credentials, renew } = shared(get, () => time);
    await credentials();
    time = 10;
    renew(10);
    await credentials();
    renew(5);
    expect((await credentials()).accessKeyId).toBe('AKIA1');
    expect(given.length).toBe(2);
  });

  it('that could not be got are asked for again', async () => {
    const answers = [Promise.reject(new Error('first')), Promise.reject(new Error('second'))];
    for (const answer of answers) answer.catch(() => undefined);
    const { credentials } = shared(() => answers.shift() ?? never());
    const together = await Promise.allSettled([credentials(), credentials()]);
    expect(together.map((one) => one.status === 'rejected' && one.reason.message)).toEqual([
      'first',
      'first',
    ]);
    await expect(credentials()).rejects.toThrow('second');
  });
});
