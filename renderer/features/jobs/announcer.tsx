/**
 * The live region: says politely, and at most about once a second, what jobs started, ended or failed.
 */
import { useEffect, useRef, useState } from 'react';
import type { JobView } from '../../../electron/contract/state.ts';
import { Hidden } from '../../ui/hidden.tsx';
import { useJobs } from '../../use-store.ts';
import { news, sentence } from './announce.ts';

/** Milliseconds in which further news join the same sentence. */
const gather = 900;

export function Announcer() {
  const jobs = useJobs();
  const [said, setSaid] = useState('');
  const heard = useRef<readonly JobView[] | null>(null);
  const latest = useRef(jobs);
  const timer = useRef<number | null>(null);

  useEffect(() => {
    latest.current = jobs;
    // What is there when the window opens is not news.
    heard.current ??= jobs;
    if (timer.current !== null || news(heard.current, jobs).length === 0) return;
    timer.current = window.setTimeout(() => {
      timer.current = null;
      const fresh = news(heard.current ?? [], latest.current);
      heard.current = latest.current;
      if (fresh.length > 0) setSaid(sentence(fresh));
    }, gather);
  }, [jobs]);

  return (
    <div role="status" aria-live="polite">
      <Hidden>{said}</Hidden>
    </div>
  );
}
