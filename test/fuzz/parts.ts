/**
 * Where every field of a well-formed message is, so that mutations hit fields and not only bytes.
 *
 * Written from the specification, like the writer of the messages; shares no code with electron/envelope. The parts of
 * a message lie one behind the other without a gap. Source: awslabs/aws-encryption-sdk-specification, data-format/*.md;
 * X.690 for the signature.
 */

export interface Part {
  readonly name: string;
  readonly at: number;
  /** Bytes. */
  readonly length: number;
  /** A number, big-endian; else bytes. */
  readonly numeric: boolean;
}

const MESSAGE_ID = { 1: 16, 2: 32 } as const;
const IV = 12;
const TAG = 16;
const FINAL_MARK = 0xffffffff;

class Walk {
  readonly parts: Part[] = [];
  at = 0;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.at === this.#bytes.length;
  }

  number(name: string, length: 1 | 2 | 4 | 8): number {
    const value = Number(BigInt(`0x${this.#bytes.toString('hex', this.at, this.at + length)}`));
    this.#add({ name, at: this.at, length, numeric: true });
    return value;
  }

  bytes(name: string, length: number): void {
    if (length > 0) this.#add({ name, at: this.at, length, numeric: false });
  }

  /** Bytes behind their length, which is named after them. */
  sized(name: string, width: 1 | 2 | 4 | 8 = 2): void {
    this.bytes(name, this.number(`length of ${name}`, width));
  }

  #add(part: Part): void {
    this.parts.push(part);
    this.at += part.length;
  }
}

/** The parts of a message, in order, none of them empty. */
export function partsOf(message: Buffer, signed: boolean): readonly Part[] {
  const walk = new Walk(message);
  const version = walk.number('version', 1) === 1 ? 1 : 2;
  if (version === 1) walk.number('type', 1);
  walk.number('suite', 2);
  walk.bytes('message id', MESSAGE_ID[version]);
  if (walk.number('length of the context', 2) > 0) {
    for (let left = walk.number('pairs', 2); left > 0; left--) {
      walk.sized('a key of the context');
      walk.sized('a value of the context');
    }
  }
  for (let left = walk.number('encrypted data keys', 2); left > 0; left--)
    for (const name of ['a provider id', 'a provider info', 'an encrypted data key']) walk.sized(name);
  const framed = walk.number('content type', 1) === 2;
  if (version === 1) {
    walk.number('reserved', 4);
    walk.number('IV length', 1);
  }
  const frameLength = walk.number('frame length', 4);
  if (version === 1) walk.bytes('header IV', IV);
  else walk.bytes('commitment', 32);
  walk.bytes('header tag', TAG);
  if (framed) frames(walk, frameLength);
  else block(walk);
  if (signed) signature(walk);
  if (!walk.atEnd) throw new RangeError('parts that do not add up to the message');
  return walk.parts;
}

function frames(walk: Walk, frameLength: number): void {
  for (;;) {
    const final = walk.number('sequence number or mark', 4) === FINAL_MARK;
    if (final) walk.number('sequence number of the final frame', 4);
    walk.bytes('IV of a frame', IV);
    if (final) walk.sized('content of the final frame', 4);
    else walk.bytes('content of a frame', frameLength);
    walk.bytes('tag of a frame', TAG);
    if (final) return;
  }
}

function block(walk: Walk): void {
  walk.bytes('IV of the content', IV);
  walk.sized('content', 8);
  walk.bytes('tag of the content', TAG);
}

function signature(walk: Walk): void {
  walk.number('length of the signature', 2);
  walk.number('DER sequence', 1);
  walk.number('length of the DER sequence', 1);
  for (const name of ['r', 's']) {
    walk.number(`DER integer ${name}`, 1);
    walk.sized(name, 1);
  }
}
