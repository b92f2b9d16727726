/** What is killed: commands of the command line, each with what must be there before and after. */
import type { Content } from './material.ts';

/** Files by their name in the victim's folder. */
export type Files = Readonly<Record<string, Content>>;

export interface Victim {
  readonly name: string;
  /** Of the command line, behind `--practice`. */
  readonly args: readonly [command: 'encrypt' | 'decrypt', ...rest: string[]];
  /** Files that nothing may change. */
  readonly files: Files;
  /** Files that the results may replace. */
  readonly replaced?: Files;
  /** Each has this content or, where it is called an envelope, holds it. */
  readonly results: Files;
  /** One of the files, as standard input. */
  readonly stdin?: string;
}

const MANY = 40;
const many = (ending: string): Files =>
  Object.fromEntries(Array.from({ length: MANY }, (_, index) => [`many/${index}${ending}`, 'small']));

export const victims: readonly Victim[] = [
  {
    name: 'encrypt a large file',
    args: ['encrypt', 'large'],
    files: { large: 'large' },
    results: { 'large.envelope': 'large' },
  },
  {
    name: 'encrypt a small file',
    args: ['encrypt', 'small'],
    files: { small: 'small' },
    results: { 'small.envelope': 'small' },
  },
  {
    name: 'encrypt many small files',
    args: ['encrypt', '--recursive', 'many'],
    files: many(''),
    results: many('.envelope'),
  },
  {
    name: 'encrypt, signed and checked',
    args: ['encrypt', '--sign', '--check', 'large'],
    files: { large: 'large' },
    results: { 'large.envelope': 'large' },
  },
  {
    name: 'encrypt over an existing file',
    args: ['encrypt', '--on-conflict', 'replace', 'large'],
    files: { large: 'large' },
    replaced: { 'large.envelope': 'old' },
    results: { 'large.envelope': 'large' },
  },
  {
    name: 'encrypt beside an existing file',
    args: ['encrypt', '--on-conflict', 'keep-both', 'small'],
    files: { small: 'small', 'small.envelope': 'old' },
    results: { 'small (2).envelope': 'small' },
  },
  {
    name: 'decrypt a large file',
    args: ['decrypt', 'large.envelope'],
    files: { 'large.envelope': 'large.envelope' },
    results: { large: 'large' },
  },
  {
    name: 'decrypt a small file',
    args: ['decrypt', 'small.envelope'],
    files: { 'small.envelope': 'small.envelope' },
    results: { small: 'small' },
  },
  {
    name: 'decrypt, signed',
    args: ['decrypt', 'large.envelope'],
    files: { 'large.envelope': 'large.signed.envelope' },
    results: { large: 'large' },
  },
  {
    name: 'decrypt over an existing file',
    args: ['decrypt', '--on-conflict', 'replace', 'large.envelope'],
    files: { 'large.envelope': 'large.envelope' },
    replaced: { large: 'old' },
    results: { large: 'large' },
  },
  {
    name: 'decrypt beside an existing file',
    args: ['decrypt', '--on-conflict', 'keep-both', 'small.envelope'],
    files: { 'small.envelope': 'small.envelope', small: 'old' },
    results: { 'small (2)': 'small' },
  },
  {
    name: 'decrypt a stream',
    args: ['decrypt', '--output', 'large', '-'],
    files: { 'large.envelope': 'large.envelope' },
    results: { large: 'large' },
    stdin: 'large.envelope',
  },
];
