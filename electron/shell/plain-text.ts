/** Names of files' and people's for the system to show: without characters that turn text round or begin lines, and short. */
export const plainText = (text: string, length: number): string =>
  text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '').slice(0, length);
