/**
 * A section that appears because of what a person did, maybe above what is in sight: it scrolls into view and takes
 * the focus, so that the question in it is met, and is where the focus returns when something inside goes away.
 */
import { type ReactNode, useEffect, useRef } from 'react';

export interface ArrivingSectionProps {
  readonly label: string;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

export function ArrivingSection({ label, className, children }: ArrivingSectionProps) {
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    const element = section.current;
    if (element === null) return;
    const { top } = element.getBoundingClientRect();
    if (top < 0 || top > window.innerHeight / 2) element.scrollIntoView({ block: 'start' });
    element.focus({ preventScroll: true });
  }, []);
  return (
    <section ref={section} aria-label={label} className={className} data-focus-home tabIndex={-1}>
      {children}
    </section>
  );
}
