/**
 * The text of `practice-keys.json`, read strictly: whatever is not exactly what `formatStore` writes is refused
 * as a whole, so that a damaged or hostile file can neither lose keys on the next write nor bring its own.
 */
import type { PracticeAlias, PracticeKey, ProtectionKind } from './key-store.ts';

export interface SealedKey extends PracticeKey {
  /** The key's 32 bytes as `Protection.protect` made them a string. */
  readonly material: string;
}

export interface StoreFile {
  readonly protection: ProtectionKind;
  readonly keys: readonly SealedKey[];
  readonly aliases: readonly PracticeAlias[];
}

/** Bytes; a store of some thousand keys. */
export const MAX_STORE_SIZE = 4_194_304;

const VERSION = 1;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const ALIAS = /^[a-zA-Z0-9/_-]{1,250}$/;

export function formatStore(store: StoreFile): string {
  return `${JSON.stringify({ version: VERSION, ...store }, null, 2)}\n`;
}

/** Parses what `formatStore` wrote; null for everything else. */
export function parseStore(text: string): StoreFile | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!hasExactly(value, ['version', 'protection', 'keys', 'aliases']) || value.version !== VERSION)
    return null;
  const { protection, keys, aliases } = value;
  if (protection !== 'file' && protection !== 'keychain') return null;
  if (!Array.isArray(keys) || !keys.every(isKey) || !Array.isArray(aliases) || !aliases.every(isAlias)) {
    return null;
  }
  const ids = new Set(keys.map((key) => key.id));
  const names = new Set(aliases.map((alias) => alias.name));
  if (ids.size !== keys.length || names.size !== aliases.length) return null;
  return aliases.every((alias) => ids.has(alias.keyId)) ? { protection, keys, aliases } : null;
}

function isKey(value: unknown): value is SealedKey {
  return (
    hasExactly(value, ['id', 'created', 'description', 'usage', 'state', 'deletionDate', 'material']) &&
    isText(value.id, UUID) &&
    isDate(value.created) &&
    typeof value.description === 'string' &&
    (value.usage === 'ENCRYPT_DECRYPT' || value.usage === 'GENERATE_VERIFY_MAC') &&
    (value.state === 'Enabled' || value.state === 'Disabled' || value.state === 'PendingDeletion') &&
    (value.state === 'PendingDeletion' ? isDate(value.deletionDate) : value.deletionDate === null) &&
    typeof value.material === 'string' &&
    value.material.length > 0
  );
}

function isAlias(value: unknown): value is PracticeAlias {
  return (
    hasExactly(value, ['name', 'keyId', 'created']) &&
    isText(value.name, ALIAS) &&
    isText(value.keyId, UUID) &&
    isDate(value.created)
  );
}

function isText(value: unknown, pattern: RegExp): value is string {
  return typeof value === 'string' && pattern.test(value);
}

function isDate(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  const time = Date.parse(value);
  return !Number.isNaN(time) && new Date(time).toISOString() === value;
}

function hasExactly<K extends string>(value: unknown, names: readonly K[]): value is Record<K, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const own = Object.keys(value);
  return own.length === names.length && names.every((name) => own.includes(name));
}
