/** What somebody who typed something else may have meant. */

/** Says of what `parseArgs` refused which word it is, and which of the options it may have been. */
export function explainParseError(error: unknown, options: readonly string[]): string {
  if (!(error instanceof Error)) return 'not understood';
  // Node.js names the option first, with its short form before it and what it takes behind it.
  const [, dashes = '', typed = ''] = /'(?:-\w, )?(-+)([^' ]*)/.exec(error.message) ?? [];
  const option = `${dashes}${typed}`;
  switch ('code' in error ? error.code : null) {
    case 'ERR_PARSE_ARGS_UNKNOWN_OPTION':
      return `there is no option ${option}${suggestion(typed, options, '--')}`;
    case 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE':
      return error.message.includes('does not take')
        ? `${option} takes nothing behind it`
        : `${option} needs something behind it; what begins with - is given as ${option}=-…`;
    default:
      return 'not understood';
  }
}

/** Asks whether another one of `words` was meant; empty where none is like it. */
export function suggestion(typed: string, words: readonly string[], before = ''): string {
  const word = closest(typed, words);
  return word === null ? '' : `; did you mean ${before}${word}?`;
}

/** The word of `words` that `typed` becomes with two changes of a letter at most; null where there is none. */
function closest(typed: string, words: readonly string[]): string | null {
  const [best] = words
    .map((word) => ({ word, distance: distance(typed, word) }))
    .filter((one) => one.distance <= Math.min(2, one.word.length - 2))
    .sort((one, other) => one.distance - other.distance);
  return best?.word ?? null;
}

/** Letters to insert, remove or change (Levenshtein). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let line = 1; line <= from.length; line++) {
    const above = row;
    row = [line];
    for (let column = 1; column <= to.length; column++) {
      const changed = (above[column - 1] ?? 0) + (from[line - 1] === to[column - 1] ? 0 : 1);
      row.push(Math.min(changed, (above[column] ?? 0) + 1, (row[column - 1] ?? 0) + 1));
    }
  }
  return row[to.length] ?? 0;
}
