/**
 * Numbers, times and names as people read them. Pure; sizes in bytes, what is left of a job in seconds, times of the
 * clock in milliseconds since 1970.
 */

const units = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

const unitOf = (bytes: number): number => {
  let unit = 0;
  // 999.95 would be shown as 1,000.0 of the unit below.
  for (let rest = bytes; rest >= 999.95 && unit < units.length - 1; rest /= 1000) unit += 1;
  return unit;
};

const inUnit = (bytes: number, unit: number, decimals: number): string =>
  (bytes / 1000 ** unit).toLocaleString('en', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: unit === 0 ? 0 : 1,
  });

const unitName = (bytes: number, unit: number): string =>
  unit === 0 && bytes === 1 ? 'byte' : (units[unit] ?? '');

/** `4.2 GB`: decimal units, as file managers show them. */
export function formatBytes(bytes: number): string {
  const unit = unitOf(bytes);
  return `${inUnit(bytes, unit, 0)} ${unitName(bytes, unit)}`;
}

/** `3.1 of 4.2 GB`, both in the unit of the total. */
export function formatProgress(done: number, total: number): string {
  const unit = unitOf(total);
  const decimals = unit === 0 ? 0 : 1; // always the same, or the text jumps at 3.0
  const counted = inUnit(Math.min(done, total), unit, decimals);
  return `${counted} of ${inUnit(total, unit, decimals)} ${unitName(total, unit)}`;
}

/** `2 minutes left`, rounded so that it does not flicker. */
export function formatTimeLeft(seconds: number): string {
  if (seconds < 5) return 'a few seconds left';
  if (seconds < 55) return `${Math.ceil(seconds / 5) * 5} seconds left`;
  if (seconds < 3570) return `${count(Math.max(1, Math.round(seconds / 60)), 'minute')} left`;
  return `${count(Math.round(seconds / 3600), 'hour')} left`;
}

const minute = 60_000;

/** `5 h 12 m`, `9 m`, `3 days` of a span in milliseconds: never more than there is. */
export function formatSpan(span: number): string {
  const minutes = Math.floor(span / minute);
  const hours = Math.floor(minutes / 60);
  if (minutes < 1) return 'less than 1 m';
  if (hours < 1) return `${minutes} m`;
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} m`;
  return count(Math.floor(hours / 24), 'day');
}

/** `9 minutes` of a span in milliseconds, to be read in a sentence: never more than there is. */
export const formatMinutes = (span: number): string =>
  span < minute ? 'less than a minute' : count(Math.floor(span / minute), 'minute');

/** `14:02` of the person's own clock; with the day, `21 Nov, 14:02`, where it is not that of `now`. */
export function formatTime(time: number, now: number): string {
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const isToday = new Date(time).toDateString() === new Date(now).toDateString();
  return new Intl.DateTimeFormat(
    'en-GB',
    isToday ? clock : { day: 'numeric', month: 'short', ...clock },
  ).format(time);
}

/** `1 file`, `1,200 files`. */
export const count = (number: number, noun: string): string =>
  `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;

/**
 * A name from outside, safe to show: control characters and those that turn the reading direction around (with
 * which `exe.fdp` poses as `pdf.exe`) are replaced by a visible mark.
 */
export const printable = (text: string): string =>
  text.replace(/[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, '\uFFFD');

/** `SSO · 111122223333 · DevRole`: the parts there are. Lines break after a dot, never before one. */
export const dotted = (parts: readonly (string | null)[]): string =>
  parts
    .filter((part) => part !== null && part !== '')
    .map((part) => printable(part ?? ''))
    .join('\u00A0· ');

/** `eu-west-1 · 111122223333 · 1234abcd…` of a key ARN; anything else as it is. */
export function shortArn(arn: string): string {
  const [prefix, , service, region, account, resource] = arn.split(':');
  if (prefix !== 'arn' || service !== 'kms' || !region || !account || !resource) return printable(arn);
  const id = resource.replace(/^(key|alias)\//, '');
  const shown = id.replace(/^(mrk-)?([0-9a-f]{8})[0-9a-f-]{20,}$/, '$1$2…');
  return dotted([region, account, shown]);
}
