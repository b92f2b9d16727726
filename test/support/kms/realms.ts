/**
 * All accounts and regions of the KMS of the tests, and what is known of a key beside what a practice key is.
 *
 * The keys themselves lie in one practice store for each account and region; everything else is a `KeyFacts` in
 * memory, made when somebody first asks, so that a key that was put into a store by hand is a whole key too.
 */
import type { KeyObject } from 'node:crypto';
import type { KeyReader, KeyStore } from '../../../electron/kms/practice/key-store.ts';
import type { Realm } from '../../../electron/kms/practice/resolve-key.ts';
import { createMemoryKeyStore } from '../memory-key-store.ts';
import type { Grant } from './grants.ts';
import { defaultPolicy, type Policy } from './policy.ts';

export interface RealmKeys extends Realm {
  readonly store: KeyStore;
  readonly factsOf: (keyId: string) => KeyFacts;
}

export interface KeyFacts {
  manager: 'CUSTOMER' | 'AWS';
  policy: Policy;
  grants: readonly Grant[];
  /** By tag key. */
  tags: ReadonlyMap<string, string>;
  /** Of an RSA key. */
  privateKey: KeyObject | null;
  /** Of a multi-Region key, shared with its relatives. */
  family: Family | null;
  /** Shared among relatives, as is the material. */
  rotation: Rotation;
  material: Material;
}

export interface Family {
  readonly primaryRegion: string;
  /** Of primary and replicas. */
  readonly regions: Set<string>;
}

export interface Material {
  /** Where the first material lies. */
  readonly first: KeyReader;
  /** What rotations made, the oldest first. 32 bytes each. */
  readonly rotated: { readonly bytes: Uint8Array; readonly at: Date }[];
}

export interface Rotation {
  /** Between rotations that AWS would make by itself; null where it makes none. */
  days: number | null;
  since: Date | null;
}

export interface Realms {
  /** The keys of an account in a region; none at first. */
  readonly of: (realm: Realm) => RealmKeys;
  /** All accounts of a region that have been named so far. */
  readonly inRegion: (region: string) => readonly RealmKeys[];
}

/** `stores`: stores that are there already; all others are in memory. */
export function createRealms(stores: readonly (Realm & { readonly store: KeyStore })[]): Realms {
  const known = new Map<string, RealmKeys>();
  const add = (realm: Realm, store: KeyStore): RealmKeys => {
    const made = realmKeys(realm, store);
    known.set(nameOf(realm), made);
    return made;
  };
  for (const { store, ...realm } of stores) add(realm, store);
  return {
    of: (realm) => known.get(nameOf(realm)) ?? add(realm, createMemoryKeyStore()),
    inRegion: (region) => [...known.values()].filter((realm) => realm.region === region),
  };
}

const nameOf = ({ accountId, region }: Realm): string => `${accountId} ${region}`;

function realmKeys({ accountId, region }: Realm, store: KeyStore): RealmKeys {
  const facts = new Map<string, KeyFacts>();
  const factsOf = (keyId: string): KeyFacts => {
    const there = facts.get(keyId) ?? {
      manager: 'CUSTOMER',
      policy: defaultPolicy(accountId),
      grants: [],
      tags: new Map(),
      privateKey: null,
      family: null,
      rotation: { days: null, since: null },
      material: { first: store, rotated: [] },
    };
    facts.set(keyId, there);
    return there;
  };
  return { accountId, region, store, factsOf };
}

/** The realm's keys with all their materials, for the operations that use keys. */
export function readerOf(realm: RealmKeys): KeyReader {
  return {
    read: realm.store.read,
    withMaterial: async (keyId, use) => {
      const { first, rotated } = realm.factsOf(keyId).material;
      for (const { bytes } of rotated.toReversed()) {
        const used = use(bytes);
        if (used !== null) return used;
      }
      return first.withMaterial(keyId, use);
    },
  };
}
