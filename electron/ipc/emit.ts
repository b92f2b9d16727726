/** Events to the window, by the contract's names. */
import type { WebContents } from 'electron';
import { type EventName, type EventPayload, events } from '../contract/api.ts';

export type Emit = <N extends EventName>(name: N, payload: EventPayload<N>) => void;

/** Sends to the window there is; without one the event is dropped, since a new window asks for the state. */
export const createEmit =
  (contents: () => WebContents | null): Emit =>
  (name, payload) => {
    const target = contents();
    if (target !== null && !target.isDestroyed()) target.send(events[name].channel, payload);
  };
