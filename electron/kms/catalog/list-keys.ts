/**
 * The keys of one account and region, usable or not, with what may be known of them.
 *
 * Permissions differ: what is refused is told (`denied`), and the list is made of the rest, be it nothing. Keys of AWS's
 * own services are known by their alias and not described.
 */
import { type KMSClient, paginateListAliases, paginateListKeys } from '@aws-sdk/client-kms';
import { type Home, isAtHome } from '../answer.ts';
import { parseKeyArn, parseKmsArn } from '../arn.ts';
import type { KmsKey, ListedKeys, NamedKey } from '../port.ts';
import { translateError } from '../translate-error.ts';
import { describeKey } from './describe-key.ts';

/** More would be no menu any more; customers' keys with an alias come first. */
const MAX_KEYS = 1_000;
/** DescribeKey calls under way at a time. */
const CONCURRENCY = 8;
const MAX_PAGES = 100;
/** Of all keys together: what `MAX_PAGES` full pages hold. */
const MAX_ALIASES = 10_000;
/** No customer can give such a name. */
const AWS_ALIAS = 'aws/';

/** Lists the keys of the client's `home`; rejects with what the SDK throws, but for refusals. */
export async function listKeys(client: KMSClient, home: Home, signal: AbortSignal): Promise<ListedKeys> {
  const denied = new Set<string>();
  const allowed = <T>(action: string, none: T, call: Promise<T>): Promise<T> =>
    call.catch((error: unknown) => {
      if (translateError(error).code !== 'access-denied') throw error;
      denied.add(action);
      return none;
    });
  const [arns, aliases] = await Promise.all([
    allowed('kms:ListKeys', [], allKeyArns(client, home, signal)),
    allowed('kms:ListAliases', new Map(), allAliases(client, home, signal)),
  ]);
  const named = [...new Set([...aliases.keys(), ...arns])]
    .map((arn): NamedKey => ({ arn, aliases: aliases.get(arn) ?? [] }))
    .sort(byRank);
  const shown = named.slice(0, MAX_KEYS);
  const described = await mapBounded(shown, async (key): Promise<KmsKey | null> => {
    const unknown = { ...key, facts: null };
    if (isManagedByAws(key)) return unknown;
    const known = allowed('kms:DescribeKey', unknown, describeKey(client, home, key.arn, signal));
    return known.then(({ facts }) => ({ ...key, facts }), ifGone);
  });
  return {
    keys: described.filter((key) => key !== null),
    denied: [...denied].sort(),
    more: named.length > shown.length,
  };
}

/** A key may have been deleted since it was listed, or its alias have outlived it. */
function ifGone(error: unknown): null {
  if (translateError(error).code !== 'key-not-found') throw error;
  return null;
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

/** Aliases without prefix, sorted, by ARN of the key they point to. */
type Aliases = ReadonlyMap<string, readonly string[]>;

async function allAliases(client: KMSClient, home: Home, signal: AbortSignal): Promise<Aliases> {
  const byArn = new Map<string, string[]>();
  let pages = 0;
  let count = 0;
  for await (const page of paginateListAliases({ client, pageSize: 100 }, {}, { abortSignal: signal })) {
    for (const { AliasArn, TargetKeyId } of page.Aliases ?? []) {
      const alias = parseKmsArn(AliasArn ?? '');
      if (alias?.kind !== 'alias' || TargetKeyId === undefined) continue;
      const key = parseKeyArn(
        `arn:${alias.partition}:kms:${alias.region}:${alias.accountId}:key/${TargetKeyId}`,
      );
      if (key && isAtHome(key, home) && ++count <= MAX_ALIASES) add(byArn, key.arn, alias.alias);
    }
    if (++pages === MAX_PAGES) break;
  }
  for (const aliases of byArn.values()) aliases.sort();
  return byArn;
}

function add(index: Map<string, string[]>, arn: string, alias: string): void {
  const there = index.get(arn);
  if (there) there.push(alias);
  else index.set(arn, [alias]);
}

const isManagedByAws = ({ aliases }: NamedKey): boolean =>
  aliases.some((alias) => alias.startsWith(AWS_ALIAS));

function byRank(a: NamedKey, b: NamedKey): number {
  const [x, y] = [rank(a), rank(b)];
  if (x !== y) return x - y;
  return (a.aliases[0] ?? a.arn) < (b.aliases[0] ?? b.arn) ? -1 : 1;
}

const rank = (key: NamedKey): number => (isManagedByAws(key) ? 2 : key.aliases.length === 0 ? 1 : 0);

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
