/** The parts that all operations of the practice KMS share. */
import type { Input } from './input.ts';
import type { KeyReader } from './key-store.ts';
import type { Realm } from './resolve-key.ts';

export interface Service extends Realm {
  readonly store: KeyReader;
  readonly now: () => Date;
}

/** A member of an answer: bytes become base64, dates seconds since 1970. */
export type OutputValue =
  | string
  | number
  | boolean
  | Date
  | Uint8Array<ArrayBuffer>
  | readonly OutputValue[]
  | { readonly [name: string]: OutputValue };

/** What an operation answers. The handler zeroes all bytes in it once the response is made. */
export type Output = { readonly [name: string]: OutputValue };

/** Throws `PracticeException`, or the store's `KmsError`. */
export type Operation = (service: Service, input: Input) => Promise<Output>;
