/** Questions for the code of an MFA device, one at a time, in the order they came. A code is passed on and not kept. */
import { randomUUID } from 'node:crypto';
import type { MfaQuestion } from '../contract/state.ts';
import { failure } from './explain.ts';

export interface Mfa {
  /** The person's code; rejects with `mfa-needed` when they take it back. `device` is its ARN or number. */
  readonly ask: (profileName: string, device: string) => Promise<string>;
  /** null takes back what asked; an answer to a question that is over does nothing. */
  readonly answer: (id: string, code: string | null) => void;
}

interface Open {
  readonly question: MfaQuestion;
  readonly settle: (code: string | null) => void;
}

/** `onChange` gets the question to show; null for none. */
export function createMfa(onChange: (question: MfaQuestion | null) => void): Mfa {
  let open: readonly Open[] = [];
  const tell = (): void => onChange(open[0]?.question ?? null);
  return {
    ask: (profileName, device) =>
      new Promise((resolve, reject) => {
        const question = { id: randomUUID(), profileName, device };
        const settle = (code: string | null): void =>
          code === null ? reject(failure('mfa-needed')) : resolve(code);
        open = [...open, { question, settle }];
        if (open.length === 1) tell();
      }),
    answer: (id, code) => {
      const [shown, ...others] = open;
      if (shown?.question.id !== id) return;
      open = others;
      shown.settle(code);
      tell();
    },
  };
}
