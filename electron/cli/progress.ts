/** Progress on standard error: one line that is written over; nothing at all where that is not a terminal. */
import type { Stage } from '../engine/engine.ts';
import { formatSize, safe } from './terminal.ts';

const stageWords: Readonly<Record<Stage, string>> = {
  'waiting-for-key': 'waiting for the key',
  encrypting: 'encrypting',
  decrypting: 'decrypting',
  checking: 'checking',
  finishing: 'finishing',
};

/** Milliseconds between two lines. */
const INTERVAL = 50;

export interface Progress {
  /** Starts a file; call `show` with bytes done and in all, and `end` once. */
  readonly start: (name: string) => FileProgress;
  /** Takes the line away, so that something else can be printed. */
  readonly clear: () => void;
}
export interface FileProgress {
  readonly show: (stage: Stage, done: number, total: number) => void;
  readonly end: () => void;
}

/** Where progress is written; `columns` is the width in characters. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly write: (text: string) => unknown;
}

export function createProgress(stream: ProgressStream): Progress {
  if (!stream.isTTY) {
    const nothing = { show: () => undefined, end: () => undefined };
    return { start: () => nothing, clear: () => undefined };
  }
  const started = performance.now();
  let written = Number.NEGATIVE_INFINITY;
  let files = 0;
  /** Bytes of all files, those that ended included. */
  let bytes = 0;
  return {
    start: (name) => {
      let before = 0;
      return {
        show: (stage, done, total) => {
          bytes += done - before;
          before = done;
          const now = performance.now();
          if (now - written < INTERVAL) return;
          written = now;
          const percent = total === 0 ? 100 : Math.floor((done / total) * 100);
          const rate = formatSize(Math.round(bytes / ((now - started) / 1000 || 1)));
          const others = files === 0 ? '' : `${files} done, `;
          const line = `${others}${stageWords[stage]} ${safe(name)}  ${percent} %  ${rate}/s`;
          stream.write(`\r\x1b[K${line.slice(0, Math.max(20, (stream.columns ?? 80) - 1))}`);
        },
        end: () => {
          files += 1;
        },
      };
    },
    clear: () => {
      if (written !== Number.NEGATIVE_INFINITY) stream.write('\r\x1b[K');
      written = Number.NEGATIVE_INFINITY;
    },
  };
}
