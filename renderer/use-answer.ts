/**
 * The answer to a question that a component asks of main while it is drawn.
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Result, VaultError } from '../electron/contract/errors.ts';

export type Answer<Value> =
  | { readonly status: 'asking' }
  | { readonly status: 'known'; readonly value: Value }
  | { readonly status: 'failed'; readonly error: VaultError };

/** Asks at once, anew where `ask` is another function, and at each `again`; late answers are dropped. */
export function useAnswer<Value>(ask: () => Promise<Result<Value>>) {
  const [answer, setAnswer] = useState<Answer<Value>>({ status: 'asking' });
  const latest = useRef(0);
  const again = useCallback(async (): Promise<void> => {
    latest.current += 1;
    const mine = latest.current;
    setAnswer({ status: 'asking' });
    const result = await ask();
    if (mine !== latest.current) return;
    setAnswer(
      result.ok ? { status: 'known', value: result.value } : { status: 'failed', error: result.error },
    );
  }, [ask]);
  useEffect(() => void again(), [again]);
  return { answer, again };
}
