/**
 * Reads the members of a request's JSON by their types in the KMS API's model.
 *
 * A member of a wrong type is a SerializationException, one outside its limits a ValidationException, `null`
 * counts as absent, and members that are not asked for are ignored: all as AWS JSON 1.1 does it.
 * Source: docs.aws.amazon.com/kms/latest/APIReference (limits of each member).
 */
import type { EncryptionContext } from '../port.ts';
import { invalid, malformed } from './exception.ts';

export type Input = ReadonlyMap<string, unknown>;

/** Bytes of all keys and values together. */
const MAX_CONTEXT_BYTES = 8_192;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Makes an `Input` of a request's body; the body must be one JSON object, or empty. */
export function parseInput(body: string): Input {
  if (body === '') return new Map();
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw malformed('The body is not valid JSON');
  }
  if (!isRecord(value)) throw malformed('Start of structure or map found where not expected.');
  return new Map(Object.entries(value).filter(([, member]) => member !== null));
}

/** A string of `min` to `max` characters, or undefined where it is absent. */
export function optionalString(input: Input, name: string, min: number, max: number): string | undefined {
  const value = input.get(name);
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw malformed(`${name} must be a string`);
  if (value.length < min)
    throw invalid(`Value at '${name}' must have length greater than or equal to ${min}`);
  if (value.length > max) throw invalid(`Value at '${name}' must have length less than or equal to ${max}`);
  return value;
}

export function requiredString(input: Input, name: string, min: number, max: number): string {
  return required(optionalString(input, name, min, max), name);
}

/** One of the values of an enumeration. */
export function optionalEnum<T extends string>(
  input: Input,
  name: string,
  values: readonly T[],
): T | undefined {
  const value = optionalString(input, name, 0, 1_024);
  if (value === undefined) return undefined;
  const known = values.find((candidate) => candidate === value);
  if (known === undefined)
    throw invalid(`Value at '${name}' must satisfy enum value set: [${values.join(', ')}]`);
  return known;
}

/** A whole number from `min` to `max`. */
export function optionalInteger(input: Input, name: string, min: number, max: number): number | undefined {
  const value = input.get(name);
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value)) throw malformed(`${name} must be an integer`);
  if (value < min) throw invalid(`Value at '${name}' must have value greater than or equal to ${min}`);
  if (value > max) throw invalid(`Value at '${name}' must have value less than or equal to ${max}`);
  return value;
}

export function optionalBoolean(input: Input, name: string): boolean {
  const value = input.get(name) ?? false;
  if (typeof value !== 'boolean') throw malformed(`${name} must be a boolean`);
  return value;
}

/** Bytes, base64 in the JSON; the answer lies in memory of its own, to be zeroed by the caller where secret. */
export function requiredBlob(input: Input, name: string, min: number, max: number): Uint8Array<ArrayBuffer> {
  const value = required(input.get(name), name);
  if (typeof value !== 'string' || !BASE64.test(value)) throw malformed(`${name} must be base64`);
  const pooled = Buffer.from(value, 'base64');
  try {
    if (pooled.length < min)
      throw invalid(`Value at '${name}' must have length greater than or equal to ${min}`);
    if (pooled.length > max)
      throw invalid(`Value at '${name}' must have length less than or equal to ${max}`);
    return Uint8Array.from(pooled);
  } finally {
    pooled.fill(0);
  }
}

/** Pairs of strings that have one UTF-8 form (no lone surrogates); empty where it is absent. */
export function encryptionContext(input: Input): EncryptionContext {
  const value = input.get('EncryptionContext');
  if (value === undefined) return new Map();
  if (!isRecord(value)) throw malformed('EncryptionContext must be a map');
  const context = new Map<string, string>();
  let bytes = 0;
  for (const [key, entry] of Object.entries(value)) {
    if (typeof entry !== 'string') throw malformed('EncryptionContext must be a map of strings to strings');
    if (!key.isWellFormed() || !entry.isWellFormed())
      throw invalid("'encryptionContext' must be valid Unicode");
    bytes += Buffer.byteLength(key) + Buffer.byteLength(entry);
    context.set(key, entry);
  }
  if (bytes > MAX_CONTEXT_BYTES)
    throw invalid(`'encryptionContext' must not exceed ${MAX_CONTEXT_BYTES} bytes`);
  return context;
}

/** A list of at most `max` strings; empty where it is absent. */
export function optionalStrings(input: Input, name: string, max: number): readonly string[] {
  const value = input.get(name) ?? [];
  if (!isStrings(value)) throw malformed(`${name} must be a list of strings`);
  if (value.length > max) throw invalid(`Value at '${name}' must have length less than or equal to ${max}`);
  return value;
}

function required<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw invalid(`Value null at '${name}' must not be null`);
  return value;
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
