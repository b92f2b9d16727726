/**
 * The live region: says politely, and at most about once a second, what jobs started, were held, ended or failed.
 */
import { useEffect, useRef, useState } from 'react';
import { Hidden } from '../../ui/hidden.tsx';
import { useJobs, usePaused } from '../../use-store.ts';
import { news, type Scene, sentence } from './announce.ts';

/** Milliseconds in which further news join the same sentence. */
const gather = 900;

export function Announcer() {
  const jobs = useJobs();
  const paused = usePaused();
  const [said, setSaid] = useState('');
  const heard = useRef<Scene | null>(null);
  const latest = useRef<Scene>({ jobs, paused });
  const timer = useRef<number | null>(null);

  useEffect(() => {
    latest.current = { jobs, paused };
    // What is there when the window opens is not news.
    heard.current ??= latest.current;
    if (timer.current !== null || news(heard.current, latest.current).length === 0) return;
    timer.current = window.setTimeout(() => {
      timer.current = null;
      const fresh = heard.current === null ? [] : news(heard.current, latest.current);
      heard.current = latest.current;
      if (fresh.length > 0) setSaid(sentence(fresh));
    }, gather);
  }, [jobs, paused]);

  return (
    <div role="status" aria-live="polite">
      <Hidden>{said}</Hidden>
    </div>
  );
}
