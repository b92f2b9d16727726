/**
 * Finds the member `Plaintext` in the bytes of a JSON object, decodes it, and blanks it, without making a string.
 *
 * Its value becomes `""` and spaces, so that what is left is the same JSON with an empty member. A quotation mark
 * inside a string is escaped in JSON; so the name with its marks and a colon behind is nothing but the member.
 */
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const SPACE = 0x20;
const PAD = 0x3d;
const LETTER_U = 0x75;
const SLASH = 0x2f;
const name = Buffer.from('"Plaintext"');
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const NONE = 255;
/** Value of each character of base64, by its code. */
const values = new Uint8Array(256).fill(NONE);
for (let value = 0; value < ALPHABET.length; value++) values[ALPHABET.charCodeAt(value)] = value;

/** The bytes, in an ArrayBuffer of their own; null where there is no such member. What is no base64 is empty. */
export function extractPlaintext(json: Uint8Array): Uint8Array<ArrayBuffer> | null {
  const start = findValue(json);
  if (start === null) return null;
  const end = endOfString(json, start);
  const encoded = json.subarray(start, end);
  try {
    return decode(encoded);
  } finally {
    encoded.fill(SPACE);
    // The mark that ended the value stands at its beginning now.
    json[start] = QUOTE;
    if (end > start && end < json.length) json[end] = SPACE;
  }
}

/** Where the characters of the value begin. */
function findValue(json: Uint8Array): number | null {
  const text = Buffer.from(json.buffer, json.byteOffset, json.length);
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const colon = skipSpace(json, at + name.length);
    const value = skipSpace(json, colon + 1);
    if (json[colon] === COLON && json[value] === QUOTE) return value + 1;
  }
  return null;
}

function skipSpace(json: Uint8Array, from: number): number {
  let at = from;
  while (json[at] === SPACE || json[at] === 0x0a || json[at] === 0x0d || json[at] === 0x09) at += 1;
  return at;
}

function endOfString(json: Uint8Array, from: number): number {
  let at = from;
  while (at < json.length && json[at] !== QUOTE) at += json[at] === BACKSLASH ? 2 : 1;
  return Math.min(at, json.length);
}

/** Decodes base64 in which JSON may have escaped characters; nothing where it is not that. */
function decode(encoded: Uint8Array): Uint8Array<ArrayBuffer> {
  const decoded = new Uint8Array(new ArrayBuffer(Math.ceil((encoded.length * 3) / 4)));
  try {
    const length = decodeInto(decoded, encoded);
    const own = new Uint8Array(new ArrayBuffer(length ?? 0));
    own.set(decoded.subarray(0, own.length));
    return own;
  } finally {
    decoded.fill(0);
  }
}

/** Answers how many bytes there are; null where it is no base64. */
function decodeInto(decoded: Uint8Array, encoded: Uint8Array): number | null {
  let length = 0;
  let bits = 0;
  let held = 0;
  let padding = 0;
  for (let at = 0; at < encoded.length; ) {
    const escaped = encoded[at] === BACKSLASH ? escapeAt(encoded, at) : null;
    const code = escaped === null ? encoded[at] : escaped.code;
    at += escaped?.length ?? 1;
    if (code === PAD && padding < 2) {
      padding += 1;
      continue;
    }
    const value = values[code ?? 0] ?? NONE;
    if (value === NONE || padding > 0) return null;
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    decoded[length++] = (held >> bits) & 0xff;
  }
  return length;
}

/** The escapes that a character of base64 can have, a slash's own and that by number; others give code 0. */
function escapeAt(encoded: Uint8Array, at: number): { readonly code: number; readonly length: number } {
  if (encoded[at + 1] === SLASH) return { code: SLASH, length: 2 };
  if (encoded[at + 1] !== LETTER_U) return { code: 0, length: 2 };
  const digits = [...encoded.subarray(at + 2, at + 6)].map(hexValue);
  const code = digits.reduce((sum, digit) => sum * 16 + digit, 0);
  return { code: digits.length === 4 && digits.every((digit) => digit < 16) ? code : 0, length: 6 };
}

/** 16 for what is no hexadecimal digit. */
function hexValue(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : 16;
}
