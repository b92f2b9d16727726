/** What in text from outside could steer a terminal, or pose as lines of ours: names, envelope fields, ARNs, aliases. */

/** Control and format characters, breaks of lines, and lone surrogates (which stand for bytes: cli/names.ts). */
export const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** The text with everything unsafe as JSON escapes it (`\u2028`), so that nothing is lost. */
export const escapeUnsafe = (text: string): string =>
  text.replace(UNSAFE, (found) =>
    found
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
