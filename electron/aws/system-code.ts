/** The system's name of an error, as in ENOSPC; `Unknown` where it has none. Its message names paths, and is dropped. */
export function systemCode(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,31}$/.test(code) ? code : 'Unknown';
}
