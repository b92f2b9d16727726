/** Event objects with preventDefault, as Electron hands them to listeners. */

export interface PreventableEvent {
  defaultPrevented: boolean;
  readonly preventDefault: () => void;
}

export function makeEvent<T extends object>(details: T): T & PreventableEvent {
  const event = {
    ...details,
    defaultPrevented: false,
    preventDefault: (): void => {
      event.defaultPrevented = true;
    },
  };
  return event;
}
