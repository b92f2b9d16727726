/** Names of results: they come back as they were, collide with nothing by accident, and stay in their folder. */
import { basename } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contentName, envelopeName, isEnvelopeName, numbering } from '../../electron/vault/names.ts';

const numberedName = (name: string, n: number): string => {
  const { before, after } = numbering(name);
  return `${before}${n}${after}`;
};

test.each([
  ['report.pdf', 'report.pdf.envelope'],
  ['/a/b/report.pdf', 'report.pdf.envelope'],
  ['.bashrc', '.bashrc.envelope'],
  ['no extension', 'no extension.envelope'],
  ['x.envelope', 'x.envelope.envelope'],
  ['-rf', '-rf.envelope'],
])('%s is encrypted into %s', (source, name) => {
  expect(envelopeName(source)).toBe(name);
});

test.each([
  ['report.pdf.envelope', 'report.pdf', true],
  ['/a/b/report.pdf.envelope', 'report.pdf', true],
  ['REPORT.PDF.ENVELOPE', 'REPORT.PDF', true],
  ['x.envelope.envelope', 'x.envelope', true],
  ['.bashrc.envelope', '.bashrc', true],
  ['report.pdf', 'report.pdf.decrypted', false],
  ['.envelope', '.envelope.decrypted', false],
  ['report.envelope2', 'report.envelope2.decrypted', false],
  // What is left would name a folder: this one, and the one above.
  ['..envelope', '..envelope.decrypted', false],
  ['...envelope', '...envelope.decrypted', false],
  ['....envelope', '...', true],
])('%s is decrypted into %s', (source, name, isEnvelope) => {
  expect([contentName(source), isEnvelopeName(basename(source))]).toEqual([name, isEnvelope]);
});

test.each([
  ['report.pdf', 'report (2).pdf'],
  ['report.pdf.envelope', 'report (2).pdf.envelope'],
  ['REPORT.PDF.ENVELOPE', 'REPORT (2).PDF.ENVELOPE'],
  ['no extension', 'no extension (2)'],
  ['.bashrc', '.bashrc (2)'],
  ['.bashrc.envelope', '.bashrc (2).envelope'],
  ['a.b.c', 'a.b (2).c'],
  ['x.', 'x (2).'],
])('the second %s is %s', (name, second) => {
  expect(numberedName(name, 2)).toBe(second);
});

const anyName = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 80 })
  .filter((name) => name !== '.' && name !== '..' && !/[/\\\0]/.test(name));
const dotted = fc
  .stringMatching(/^[.aA]{0,5}(\.envelope|\.ENVELOPE)?[.a]{0,2}$/)
  .filter((name) => name !== '' && name !== '.' && name !== '..');

test('any file comes back under its name', () => {
  fc.assert(fc.property(fc.oneof(anyName, dotted), (name) => contentName(envelopeName(name)) === name));
});

test('no envelope’s name leads out of its folder or to its own name', () => {
  fc.assert(
    fc.property(fc.oneof(anyName, dotted), fc.integer({ min: 2, max: 999 }), (name, n) => {
      const results = [
        contentName(name),
        numberedName(contentName(name), n),
        numberedName(envelopeName(name), n),
      ];
      for (const result of results) {
        expect(result).not.toMatch(/^\.{0,2}$|\//);
        expect(result).not.toBe(name);
      }
    }),
  );
});

test('numbered names differ from each other and keep being envelopes', () => {
  fc.assert(
    fc.property(anyName, (name) => {
      const envelope = envelopeName(name);
      const all = [envelope, ...[2, 3, 10].map((n) => numberedName(envelope, n))];
      expect(new Set(all).size).toBe(4);
      expect(all.every(isEnvelopeName)).toBe(true);
    }),
  );
});
