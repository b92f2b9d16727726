/**
 * app.commandLine: the switches of this start, those of the process's own arguments first.
 *
 * Guarantees: names are lower-case, values are strings (empty without one); what is appended before Chromium
 * starts is passed on to it.
 */
import { guard } from './missing.ts';

const switches = new Map<string, string>();
/** Only what was appended by code goes to Chromium, besides the few arguments listed here. */
const appended = new Map<string, string>();
const FROM_ARGUMENTS = /^(no-sandbox|lang|force-device-scale-factor|force-color-profile|ozone-platform)$/;
const plain: string[] = [];

export function readSwitches(argv: readonly string[]): void {
  for (const argument of argv) {
    if (argument === '--') return;
    const match = /^--([^=]+)(?:=(.*))?$/s.exec(argument);
    if (!match?.[1]) continue;
    const name = match[1].toLowerCase();
    switches.set(name, match[2] ?? '');
    if (FROM_ARGUMENTS.test(name)) appended.set(name, match[2] ?? '');
  }
}

export function chromiumSwitches(): ReadonlyMap<string, string> {
  return appended;
}

export const commandLine = guard('commandLine', {
  appendSwitch(name: string, value = ''): void {
    switches.set(name.toLowerCase(), String(value));
    appended.set(name.toLowerCase(), String(value));
  },
  appendArgument(value: string): void {
    plain.push(value);
  },
  hasSwitch(name: string): boolean {
    return switches.has(name.toLowerCase());
  },
  getSwitchValue(name: string): string {
    return switches.get(name.toLowerCase()) ?? '';
  },
  removeSwitch(name: string): void {
    switches.delete(name.toLowerCase());
    appended.delete(name.toLowerCase());
  },
});
