/**
 * One AWS config or credentials file, looked at before any parser gets it.
 *
 * Unreadable, not UTF-8, huge, or with a section named like a member of every JavaScript object, into which the
 * SDK's parser would write: such a file's text is empty, and it is told why. A missing file is empty and fine.
 */
import { basename } from 'node:path';
import { AwsError } from './errors.ts';
import { readRegularFile } from './read-file.ts';

export interface ConfigText {
  /** For parsers. */
  readonly text: string;
  /** The texts between brackets, as they stand in the file, broken or not. */
  readonly sections: readonly string[];
  /** `config-broken`, with the reason in words. */
  readonly problem: AwsError | null;
}

/** Bytes. */
const MAX_SIZE = 4_194_304;

const reasons: Readonly<Record<string, string>> = {
  NotText: 'is not UTF-8 text',
  TooLarge: 'is larger than 4 MiB',
  NotAFile: 'is not a file',
  ForbiddenSectionName: 'has a section whose name breaks programs in JavaScript',
};

/** Never rejects. */
export async function readConfigText(path: string): Promise<ConfigText> {
  let bytes: Buffer;
  try {
    bytes = await readRegularFile(path, MAX_SIZE);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'Unknown';
    const isMissing = code === 'ENOENT' || code === 'ENOTDIR';
    return { text: '', sections: [], problem: isMissing ? null : broken(path, code) };
  }
  const { text, isText } = decode(bytes);
  const sections = sectionsOf(text);
  const errorName = !isText ? 'NotText' : sections.some(isForbidden) ? 'ForbiddenSectionName' : null;
  return errorName === null
    ? { text, sections, problem: null }
    : { text: '', sections, problem: broken(path, errorName) };
}

/** The name of a section without its type and quotes. */
export function unquote(name: string): string {
  return /^(["'])(.*)\1$/.exec(name)?.[2] ?? name;
}

/** As well as it can be read, where it is no text. */
function decode(bytes: Buffer): { readonly text: string; readonly isText: boolean } {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { text: bytes.toString('utf16le', 2), isText: false };
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { text, isText: !bytes.includes(0) };
  } catch {
    return { text: bytes.toString('utf8'), isText: false };
  }
}

/** With any line ends, as the AWS CLI takes them. */
function sectionsOf(text: string): readonly string[] {
  return text.split(/\r\n|\r|\n/).flatMap((line) => {
    const trimmed = line.split(/(^|\s)[;#]/)[0]?.trim() ?? '';
    return trimmed.startsWith('[') && trimmed.endsWith(']') ? [trimmed.slice(1, -1)] : [];
  });
}

function isForbidden(section: string): boolean {
  const bare = unquote(section.replace(/^(?:profile|sso-session|services)[\s.]+/, ''));
  return Object.hasOwn(Object.prototype, bare);
}

function broken(path: string, errorName: string): AwsError {
  const file = basename(path);
  const reason = `The file "${file}" ${reasons[errorName] ?? `cannot be read (${errorName})`}.`;
  return new AwsError('config-broken', { file, errorName, reason });
}
