/**
 * The settings of webContents that the stand-in only remembers: zoom, sound, developer tools. Getters answer what
 * was set; the page looks as before.
 */
import { EventEmitter } from 'node:events';

export class PageSettings extends EventEmitter {
  #webRtcPolicy = 'default';
  #zoom = 0;
  #muted = false;
  #devTools = false;

  getUserAgent(): string {
    return `Electron/${process.versions['electron']} (stand-in)`;
  }
  /** Remembered only: the stand-in's Chromium never lets WebRTC past its (absent) proxy, see chromium.ts. */
  setWebRTCIPHandlingPolicy(policy: string): void {
    this.#webRtcPolicy = policy;
  }
  getWebRTCIPHandlingPolicy(): string {
    return this.#webRtcPolicy;
  }
  setZoomLevel(level: number): void {
    this.#zoom = level;
  }
  getZoomLevel(): number {
    return this.#zoom;
  }
  get zoomLevel(): number {
    return this.#zoom;
  }
  set zoomLevel(level: number) {
    this.#zoom = level;
  }
  setZoomFactor(factor: number): void {
    this.#zoom = Math.log(factor) / Math.log(1.2);
  }
  getZoomFactor(): number {
    return 1.2 ** this.#zoom;
  }
  setVisualZoomLevelLimits(): Promise<void> {
    return Promise.resolve();
  }
  setAudioMuted(muted: boolean): void {
    this.#muted = muted;
  }
  isAudioMuted(): boolean {
    return this.#muted;
  }
  setBackgroundThrottling(): void {
    // Never throttled here.
  }
  openDevTools(): void {
    this.#devTools = true;
  }
  closeDevTools(): void {
    this.#devTools = false;
  }
  toggleDevTools(): void {
    this.#devTools = !this.#devTools;
  }
  isDevToolsOpened(): boolean {
    return this.#devTools;
  }
}
