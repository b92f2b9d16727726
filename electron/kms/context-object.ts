/** An encryption context as the SDK's commands take it. */
import type { EncryptionContext } from './port.ts';

/** With own properties only, so that the legal keys `__proto__` and `constructor` are pairs like all others. */
export function contextObject(context: EncryptionContext): Record<string, string> | undefined {
  return context.size === 0 ? undefined : Object.fromEntries(context);
}
