/** Pages of a list, as KMS lists: sorted, with a marker that says after which entry the next page begins. */
import { PracticeException } from './exception.ts';

const MARKER = /^after:([A-Za-z0-9/_-]{1,256})$/;

export interface Page<T> {
  readonly items: readonly T[];
  readonly Truncated: boolean;
  readonly NextMarker?: string;
}

/** One page of at most `limit` items in the order of their names; throws InvalidMarkerException. */
export function page<T>(
  all: readonly T[],
  nameOf: (item: T) => string,
  limit: number,
  marker: string | undefined,
): Page<T> {
  const after = marker === undefined ? null : parseMarker(marker);
  const rest = all
    .filter((item) => after === null || nameOf(item) > after)
    .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  if (last === undefined || items.length === rest.length) return { items, Truncated: false };
  return {
    items,
    Truncated: true,
    NextMarker: Buffer.from(`after:${nameOf(last)}`).toString('base64url'),
  };
}

function parseMarker(marker: string): string {
  const name = MARKER.exec(Buffer.from(marker, 'base64url').toString())?.[1];
  if (name === undefined) throw new PracticeException('InvalidMarkerException', 'The marker is not valid.');
  return name;
}
