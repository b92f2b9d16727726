/**
 * Names that are not valid UTF-8, kept apart from all that are.
 *
 * Node.js turns each byte that is not UTF-8 into U+FFFD, and a name so changed may be another file's. Here such a byte
 * becomes a lone surrogate, U+DC80 to U+DCFF, as in Python: a text with one is no name of any file, says which name it
 * was, and is told by `isWellFormed`. Nothing is done to these files; they are reported.
 */
import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';

const ESCAPE = 0xdc00;
/** Bytes of the longest character. */
const LONGEST = 4;

/** The text of a name's bytes. */
export function decodeName(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const length = characterLength(bytes, at);
    text +=
      length === 0
        ? String.fromCharCode(ESCAPE + bytes.readUInt8(at))
        : bytes.toString('utf8', at, at + length);
    at += Math.max(length, 1);
  }
  return text;
}

/** Bytes of the character at `at`; 0 where there is none. */
function characterLength(bytes: Buffer, at: number): number {
  for (let length = 1; length <= LONGEST && at + length <= bytes.length; length++) {
    if (isUtf8(bytes.subarray(at, at + length))) return length;
  }
  return 0;
}

/**
 * The arguments as they were given, where the system tells (Linux; elsewhere file systems hold Unicode only);
 * `args` is what Node.js made of them.
 */
export function rawArguments(args: readonly string[]): readonly string[] {
  if (args.every((arg) => !arg.includes('\ufffd'))) return args;
  const given = commandLine();
  return given === null ? args : given.slice(given.length - args.length);
}

function commandLine(): readonly string[] | null {
  try {
    // Ends with a zero, as every argument does; latin1 keeps the bytes.
    const line = readFileSync('/proc/self/cmdline', 'latin1').split('\0').slice(0, -1);
    return line.map((bytes) => decodeName(Buffer.from(bytes, 'latin1')));
  } catch {
    return null;
  }
}
