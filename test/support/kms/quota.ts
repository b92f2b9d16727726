/** A quota on requests, as AWS has one for each account and region: a bucket that fills at the rate it may be emptied. */
import type { Realm } from '../../../electron/kms/practice/resolve-key.ts';

/** Whether one more request of this account in this region may go through now. */
export type Quota = (realm: Realm) => boolean;

/** `rate`: requests a second, and at once after a pause. Time is `now`'s. */
export function createQuota(rate: number, now: () => Date): Quota {
  const buckets = new Map<string, { left: number; at: number }>();
  return ({ accountId, region }) => {
    const name = `${accountId} ${region}`;
    const time = now().getTime();
    const bucket = buckets.get(name) ?? { left: rate, at: time };
    buckets.set(name, bucket);
    bucket.left = Math.min(rate, bucket.left + ((time - bucket.at) / 1000) * rate);
    bucket.at = time;
    if (bucket.left < 1) return false;
    bucket.left -= 1;
    return true;
  };
}
