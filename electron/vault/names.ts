/**
 * What files are called: `report.pdf` becomes `report.pdf.envelope` and comes back as `report.pdf`.
 *
 * When a name is taken, a number goes before the file's own extension, so that `report (2).pdf.envelope` still comes
 * back as a PDF.
 */
import { basename, extname } from 'node:path';
import type { Numbering } from '../engine/engine.ts';

export const ENVELOPE_EXTENSION = '.envelope';

/** Whether an ending can be taken off: `...envelope` would become `..`, which names a folder. */
export const isEnvelopeName = (name: string): boolean =>
  name.toLowerCase().endsWith(ENVELOPE_EXTENSION) &&
  !/^\.{0,2}$/.test(name.slice(0, -ENVELOPE_EXTENSION.length));

export const envelopeName = (source: string): string => `${basename(source)}${ENVELOPE_EXTENSION}`;

/** The content's name; an envelope that is not called one gets `.decrypted` behind its name. */
export function contentName(envelope: string): string {
  const name = basename(envelope);
  return isEnvelopeName(name) ? name.slice(0, -ENVELOPE_EXTENSION.length) : `${name}.decrypted`;
}

/** Names to try instead of `name`, e.g. `report (2).pdf` or `report (2).pdf.envelope`. */
export function numbering(name: string): Numbering {
  const ending = isEnvelopeName(name) ? name.slice(-ENVELOPE_EXTENSION.length) : '';
  const inner = name.slice(0, name.length - ending.length);
  const extension = extname(inner);
  const stem = inner.slice(0, inner.length - extension.length);
  return { before: `${stem} (`, after: `)${extension}${ending}` };
}
