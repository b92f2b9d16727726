/** Sizes and figures as people write and read them. K, M and G are powers of 1024; rates are in millions of bytes. */

const powers = ['', 'K', 'M', 'G'];

/** Bytes of `2G`, `256M`, `4K` or `100`; null for anything else. */
export function parseSize(text: string): number | null {
  const match = /^(\d{1,6})([KMG]?)$/.exec(text);
  if (match === null) return null;
  return Number(match[1]) * 1024 ** powers.indexOf(match[2] ?? '');
}

export function formatSize(bytes: number): string {
  const power = bytes === 0 ? 0 : Math.min(powers.length - 1, Math.floor(Math.log2(bytes) / 10));
  const unit = power === 0 ? 'B' : `${powers[power]}iB`;
  return `${Number((bytes / 1024 ** power).toFixed(1))} ${unit}`;
}

export const formatSeconds = (seconds: number): string => seconds.toFixed(2);

export const formatMegabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);

/** Three digits that count. */
export const formatFigure = (value: number): string =>
  value >= 100 ? value.toFixed(0) : Number(value.toPrecision(3)).toString();
