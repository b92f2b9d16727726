/**
 * Finds keys in bytes of any kind: raw, as hex, base64, base64url and as a list of numbers, and text of one and of two
 * bytes a character. Each half of a key is searched for by itself: of freed memory the beginning is soon overwritten, and
 * half a key is too much as well.
 */

export interface Key {
  /** What it is, without saying it. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

interface Needle {
  readonly name: string;
  readonly bytes: Buffer;
}

export interface Search {
  /** Bytes of the longest needle. */
  readonly length: number;
  /** Names of what begins in the first `end` bytes, in order; all of them where no end is given. */
  readonly in: (bytes: Buffer, end?: number) => readonly string[];
}

/** The forms of half a key, or of any other bytes. */
function forms(half: Buffer): ReadonlyMap<string, Buffer> {
  const hex = half.toString('hex');
  // In a longer text base64 begins anew every three bytes: one of these is there, wherever the key begins.
  const base64 = [0, 1, 2].map((skipped) =>
    half.subarray(skipped, half.length - ((half.length - skipped) % 3)).toString('base64'),
  );
  const texts = new Map([
    ['hex', hex],
    ['HEX', hex.toUpperCase()],
    ['numbers', half.join(',')],
    ['spaced numbers', half.join(', ')],
    ...base64.flatMap((text, place) => [
      [`base64.${place}`, text] as const,
      [`base64url.${place}`, text.replaceAll('+', '-').replaceAll('/', '_')] as const,
    ]),
  ]);
  return new Map([
    ['raw', half],
    ...[...texts].flatMap(([form, text]) => [
      [form, Buffer.from(text, 'latin1')] as const,
      [`${form}, two bytes a character`, Buffer.from(text, 'utf16le')] as const,
    ]),
  ]);
}

/** A search for all these keys at once. */
export function searchFor(keys: readonly Key[]): Search {
  const needles = keys.flatMap(({ name, bytes }) => {
    const half = bytes.length / 2;
    return [0, half].flatMap((start): Needle[] => {
      const formed = forms(Buffer.from(bytes.subarray(start, start + half)));
      // Base64url is often the same as base64.
      const distinct = new Map([...formed].map(([form, its]) => [its.toString('latin1'), { form, its }]));
      return [...distinct.values()].map(({ form, its }) => ({
        name: `${name} (${start === 0 ? 'first' : 'second'} half, ${form})`,
        bytes: its,
      }));
    });
  });
  // Every needle lies across a place whose number is a multiple of this, with three bytes from there on.
  const step = Math.min(...needles.map(({ bytes }) => bytes.length)) - 2;
  const places = needles.flatMap((needle) =>
    Array.from({ length: step }, (_, offset) => ({
      needle,
      offset,
      three: needle.bytes.readUIntBE(offset, 3),
    })),
  );
  const index = Map.groupBy(places, ({ three }) => three);
  /** A bit for each three bytes that are somewhere in a needle: with thousands of them, few places need a second look. */
  const known = new Uint8Array(2 ** 21);
  for (const three of index.keys()) known[three >> 3] = (known[three >> 3] ?? 0) | (1 << (three & 7));
  return {
    length: Math.max(1, ...needles.map(({ bytes }) => bytes.length)),
    in: (bytes, end = bytes.length) => {
      const names: string[] = [];
      for (let at = 0; at < bytes.length && at < end + step; at += step) {
        const three = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
        if (((known[three >> 3] ?? 0) & (1 << (three & 7))) === 0) continue;
        for (const { needle, offset } of index.get(three) ?? []) {
          const start = at - offset;
          if (start < 0 || start >= end) continue;
          if (needle.bytes.equals(bytes.subarray(start, start + needle.bytes.length)))
            names.push(needle.name);
        }
      }
      return names;
    },
  };
}

/** Bytes looked at in one go. */
const WINDOW = 16 * 1024 * 1024;

/**
 * Looks through what lies from `from` to `to`, in bytes, of something that is too large to have in one piece. `read` fills
 * the window from there on, as far as it can, and answers how far.
 */
export function searchThrough(
  search: Search,
  from: number,
  to: number,
  read: (window: Buffer, length: number, at: number) => number,
): { readonly names: readonly string[]; readonly bytes: number } {
  const window = Buffer.allocUnsafeSlow(Math.min(WINDOW, to - from));
  const overlap = search.length - 1;
  const names: string[] = [];
  let bytes = 0;
  for (let at = from; at < to; at += window.length - overlap) {
    const length = read(window, Math.min(window.length, to - at), at);
    bytes += length;
    const last = at + window.length >= to;
    // What begins in the overlap is the next window's.
    names.push(...search.in(window.subarray(0, length), last ? length : length - overlap));
    if (last) break;
  }
  window.fill(0);
  return { names, bytes };
}
