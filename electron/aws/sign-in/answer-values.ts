/** Values in answers of services: the SDK hands them on as they came, whatever its types promise. */

/** Goes into headers and files: printable, and a word. */
const WORD = /^[\x21-\x7e]+$/;
/** About the year 5000. */
const MAX_SECONDS = 1e11;

export const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** A key, token, code or id. */
export const isWord = (value: unknown): value is string => isText(value) && WORD.test(value);

/** More than none, and no more than a date can have. */
export const isSeconds = (value: unknown): value is number =>
  typeof value === 'number' && value > 0 && value <= MAX_SECONDS;
