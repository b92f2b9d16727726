/** A packaged app does not let itself be debugged from outside: a debugger could read keys. */
import type { App } from 'electron';

const DEBUGGING = [
  'remote-debugging-port',
  'remote-debugging-pipe',
  'inspect',
  'inspect-brk',
  'inspect-port',
  'js-flags',
];

/** Whether this start must end at once. */
export function asksForDebugging(
  app: Pick<App, 'isPackaged' | 'commandLine'>,
  argv: readonly string[],
): boolean {
  if (!app.isPackaged) return false;
  return DEBUGGING.some(
    (name) =>
      app.commandLine.hasSwitch(name) ||
      argv.some((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`)),
  );
}
