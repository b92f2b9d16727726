/**
 * The bridge's main end: for each call of the contract, who asks is checked, then what is asked, then it is done.
 *
 * What comes back is a `Result` and nothing else; an untrusted sender gets a refusal that says nothing.
 */
import type { IpcMain } from 'electron';
import { type CallName, type CallValue, calls } from '../contract/api.ts';
import type { Result } from '../contract/errors.ts';
import { explain, failure } from '../vault/explain.ts';
import { type CheckedArgs, schemas } from './schemas.ts';
import { isTrustedSender, type SenderPolicy } from './sender.ts';

export type Handlers = {
  readonly [N in CallName]: (...args: CheckedArgs<N>) => Promise<CallValue<N>>;
};

const callNames = Object.keys(calls).filter((name): name is CallName => Object.hasOwn(calls, name));

export function registerCalls(
  ipcMain: Pick<IpcMain, 'handle'>,
  handlers: Handlers,
  policy: SenderPolicy,
): void {
  for (const name of callNames) register(ipcMain, handlers, policy, name);
}

function register<N extends CallName>(
  ipcMain: Pick<IpcMain, 'handle'>,
  handlers: Handlers,
  policy: SenderPolicy,
  name: N,
): void {
  const handler: (...args: CheckedArgs<N>) => Promise<CallValue<N>> = handlers[name];
  ipcMain.handle(calls[name].channel, async (event, ...args): Promise<Result<CallValue<N>>> => {
    if (!isTrustedSender(event, policy)) throw new Error('refused');
    try {
      return { ok: true, value: await handler(...check(name, args)) };
    } catch (error) {
      return { ok: false, error: explain(error) };
    }
  });
}

function check<N extends CallName>(name: N, args: readonly unknown[]): CheckedArgs<N> {
  const checked = schemas[name].safeParse(args);
  if (!checked.success) throw failure('bad-request');
  return checked.data as CheckedArgs<N>;
}
