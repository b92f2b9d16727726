/** Patterns of IAM: `*` is any text, `?` one character. */

/** Whether `text` is what `pattern` says. `sensitive`: whether upper and lower case differ; in actions they do not. */
export function matches(pattern: string, text: string, sensitive = false): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, sensitive ? 's' : 'is').test(text);
}
