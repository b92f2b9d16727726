/** MFA devices that show a new code at each press (RFC 4226): a code is good for one use, and the older ones then none. */
import { createHmac } from 'node:crypto';

export interface MfaDevices {
  /** Presses the device; answers what it shows, 6 digits. */
  readonly press: (device: string) => string;
  /** Whether the code is one that the device showed and that was not used, nor one after it. */
  readonly accept: (device: string, code: string) => boolean;
}

export function createMfaDevices(): MfaDevices {
  const pressed = new Map<string, number>();
  const used = new Map<string, number>();
  return {
    press: (device) => {
      const count = (pressed.get(device) ?? 0) + 1;
      pressed.set(device, count);
      return codeOf(device, count);
    },
    accept: (device, code) => {
      for (let count = (used.get(device) ?? 0) + 1; count <= (pressed.get(device) ?? 0); count += 1) {
        if (codeOf(device, count) !== code) continue;
        used.set(device, count);
        return true;
      }
      return false;
    },
  };
}

function codeOf(device: string, count: number): string {
  const digest = createHmac('sha1', `secret of ${device}`).update(String(count)).digest();
  const number = digest.readUInt32BE((digest.at(-1) ?? 0) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}
