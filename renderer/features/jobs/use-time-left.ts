/**
 * Estimates how long the open jobs still take, from how fast bytes went by in the last seconds.
 */
import { useEffect, useRef, useState } from 'react';
import { formatTimeLeft } from '../../format.ts';
import type { Totals } from './job-words.ts';

export interface Sample {
  /** Seconds. */
  readonly time: number;
  readonly bytes: number;
}

/** Seconds over which the speed is measured, and seconds that must have gone by before anything is said. */
const span = 8;
const patience = 3;

/** Samples of the last `span` seconds, or only the new one where bytes went back (a retry, cleared rows). */
export function addSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  const last = samples.at(-1);
  if (last === undefined || sample.bytes < last.bytes) return [sample];
  return [...samples.filter((it) => sample.time - it.time <= span), sample];
}

/** Seconds left for `rest` bytes, or null while the samples do not tell. */
export function secondsLeft(samples: readonly Sample[], rest: number): number | null {
  const first = samples.at(0);
  const last = samples.at(-1);
  if (first === undefined || last === undefined) return null;
  const time = last.time - first.time;
  const bytes = last.bytes - first.bytes;
  return time < patience || bytes <= 0 ? null : (rest * time) / bytes;
}

/** `2 minutes left`, refreshed once a second while jobs go on; else null. What is held does not count. */
export function useTimeLeft(totals: Totals): string | null {
  const [text, setText] = useState<string | null>(null);
  const latest = useRef(totals);
  const active = totals.open > totals.held;
  useEffect(() => {
    latest.current = totals;
  });
  useEffect(() => {
    if (!active) return;
    let samples: readonly Sample[] = [];
    const timer = window.setInterval(() => {
      const { bytes, bytesLeft } = latest.current;
      samples = addSample(samples, { time: performance.now() / 1000, bytes });
      const seconds = secondsLeft(samples, bytesLeft);
      setText(seconds === null ? null : formatTimeLeft(seconds));
    }, 1000);
    return () => {
      window.clearInterval(timer);
      setText(null);
    };
  }, [active]);
  return text;
}
