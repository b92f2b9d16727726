/**
 * Which rows of a menu are drawn: those that match what was typed, and not more than a person can read. Pure.
 */
import type { PickItem, PickSection } from './pick-menu.tsx';

/** Menus with so many rows have a field to search them. */
export const searchedFrom = 8;

/** Rows drawn at most; what is typed finds the others. */
const mostRows = 100;

const words = (text: string): readonly string[] => text.toLowerCase().split(/\s+/).filter(Boolean);

/** Whether every word of the query is somewhere in the row, or in the title above it. */
function matches(item: PickItem, title: string, query: readonly string[]): boolean {
  const text = [item.name, item.detail, item.state ?? '', title].join(' ').toLowerCase();
  return query.every((word) => text.includes(word));
}

export interface FoundRows {
  /** Without empty ones. */
  readonly sections: readonly PickSection[];
  /** How many rows match and are not among them. */
  readonly more: number;
}

export function findRows(sections: readonly PickSection[], typed: string): FoundRows {
  const query = words(typed);
  const found: PickSection[] = [];
  let room = mostRows;
  let more = 0;
  for (const section of sections) {
    const items = section.items.filter((item) => matches(item, section.title, query));
    const drawn = items.slice(0, room);
    room -= drawn.length;
    more += items.length - drawn.length;
    if (drawn.length > 0) found.push({ ...section, items: drawn });
  }
  return { sections: found, more };
}
