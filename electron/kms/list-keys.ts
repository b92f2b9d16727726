/**
 * The keys a person can encrypt under, of one account and region.
 *
 * Permissions differ: with ListKeys or ListAliases alone the list is made of what that one tells, and a key that
 * may not be described is offered anyway (KMS decides when it is used). Keys that are known to be asymmetric,
 * HMAC, disabled, pending deletion or managed by AWS are not offered.
 */
import {
  DescribeKeyCommand,
  type KeyMetadata,
  type KMSClient,
  paginateListAliases,
  paginateListKeys,
} from '@aws-sdk/client-kms';
import { type Home, isAtHome } from './answer.ts';
import { parseKeyArn, parseKmsArn } from './arn.ts';
import type { KmsKey } from './port.ts';
import { translateError } from './translate-error.ts';

/** More would be no menu any more; keys with an alias come first. */
const MAX_KEYS = 1_000;
/** DescribeKey calls under way at a time. */
const CONCURRENCY = 8;
const MAX_PAGES = 100;
/** Of all keys together: what `MAX_PAGES` full pages hold. */
const MAX_ALIASES = 10_000;

const symmetric = 'SYMMETRIC_DEFAULT';

/** Lists the usable keys of the client's `home`, those with an alias first, sorted by alias; rejects with what the SDK throws. */
export async function listUsableKeys(
  client: KMSClient,
  home: Home,
  signal: AbortSignal,
): Promise<readonly KmsKey[]> {
  const [keys, aliases] = await Promise.allSettled([
    allKeyArns(client, home, signal),
    allAliases(client, home, signal),
  ]);
  if (keys.status === 'rejected' && !(isDenied(keys.reason) && aliases.status === 'fulfilled'))
    throw keys.reason;
  if (aliases.status === 'rejected' && !isDenied(aliases.reason)) throw aliases.reason;
  const known: AliasIndex =
    aliases.status === 'fulfilled' ? aliases.value : { byArn: new Map(), managedByAws: new Set() };
  const arns = new Set([...known.byArn.keys(), ...(keys.status === 'fulfilled' ? keys.value : [])]);
  const candidates = [...arns]
    .filter((arn) => !known.managedByAws.has(arn))
    .map((arn) => ({ arn, aliases: known.byArn.get(arn) ?? [] }))
    .sort(byAlias)
    .slice(0, MAX_KEYS);
  const usable = await mapBounded(candidates, (key) => isUsable(client, key.arn, signal));
  return candidates.filter((_, index) => usable[index]);
}

async function allKeyArns(client: KMSClient, home: Home, signal: AbortSignal): Promise<readonly string[]> {
  const arns: string[] = [];
  let pages = 0;
  for await (const page of paginateListKeys({ client, pageSize: 1_000 }, {}, { abortSignal: signal })) {
    for (const { KeyArn } of page.Keys ?? []) {
      const key = parseKeyArn(KeyArn ?? '');
      if (key && isAtHome(key, home)) arns.push(key.arn);
    }
    if (++pages === MAX_PAGES) break;
  }
  return arns;
}

interface AliasIndex {
  /** Aliases without prefix, sorted, by ARN of the key they point to. */
  readonly byArn: ReadonlyMap<string, readonly string[]>;
  readonly managedByAws: ReadonlySet<string>;
}

async function allAliases(client: KMSClient, home: Home, signal: AbortSignal): Promise<AliasIndex> {
  const byArn = new Map<string, string[]>();
  const managedByAws = new Set<string>();
  let pages = 0;
  let count = 0;
  for await (const page of paginateListAliases({ client, pageSize: 100 }, {}, { abortSignal: signal })) {
    for (const { AliasArn, TargetKeyId } of page.Aliases ?? []) {
      const alias = parseKmsArn(AliasArn ?? '');
      if (alias?.kind !== 'alias' || TargetKeyId === undefined) continue;
      const key = parseKeyArn(
        `arn:${alias.partition}:kms:${alias.region}:${alias.accountId}:key/${TargetKeyId}`,
      );
      if (!key || !isAtHome(key, home)) continue;
      if (alias.alias.startsWith('aws/')) managedByAws.add(key.arn);
      else if (++count <= MAX_ALIASES) add(byArn, key.arn, alias.alias);
    }
    if (++pages === MAX_PAGES) break;
  }
  for (const aliases of byArn.values()) aliases.sort();
  return { byArn, managedByAws };
}

function add(index: Map<string, string[]>, arn: string, alias: string): void {
  const there = index.get(arn);
  if (there) there.push(alias);
  else index.set(arn, [alias]);
}

async function isUsable(client: KMSClient, arn: string, signal: AbortSignal): Promise<boolean> {
  try {
    const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: arn }), {
      abortSignal: signal,
    });
    return KeyMetadata !== undefined && canEncrypt(KeyMetadata);
  } catch (error) {
    const { code } = translateError(error);
    if (code === 'access-denied') return true;
    if (code === 'key-not-found') return false;
    throw error;
  }
}

/** Whether nothing speaks against it; members that the service leaves out (moto does) are not held against a key. */
function canEncrypt(key: KeyMetadata): boolean {
  const {
    KeySpec = symmetric,
    KeyUsage = 'ENCRYPT_DECRYPT',
    KeyState = 'Enabled',
    KeyManager = 'CUSTOMER',
  } = key;
  return (
    KeySpec === symmetric &&
    KeyUsage === 'ENCRYPT_DECRYPT' &&
    KeyState === 'Enabled' &&
    KeyManager === 'CUSTOMER'
  );
}

function isDenied(error: unknown): boolean {
  return translateError(error).code === 'access-denied';
}

function byAlias(a: KmsKey, b: KmsKey): number {
  const [x, y] = [a.aliases[0], b.aliases[0]];
  if (x !== undefined && y !== undefined && x !== y) return x < y ? -1 : 1;
  if ((x === undefined) !== (y === undefined)) return x === undefined ? 1 : -1;
  return a.arn < b.arn ? -1 : 1;
}

/** Like `Promise.all` over `map`, with a bounded number of calls under way; stops starting at the first failure. */
async function mapBounded<T, R>(items: readonly T[], run: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  const queue = items.entries();
  let failed = false;
  const worker = async () => {
    for (const [index, item] of queue) {
      if (failed) return;
      try {
        results[index] = await run(item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return results;
}
