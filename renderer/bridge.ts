/**
 * The renderer's only way out: `window.vault`, which the preload puts there, with the types of the contract.
 *
 * Nothing else in the renderer touches `window.vault`, so a test or a preview replaces it in one place.
 */
import type { VaultBridge } from '../electron/contract/api.ts';

declare global {
  interface Window {
    readonly vault: VaultBridge;
  }
}

/** The bridge of this window. Calls answer a `Result`; they do not throw. */
export const bridge = (): VaultBridge => window.vault;
