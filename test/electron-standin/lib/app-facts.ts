/**
 * The part of app that only answers or remembers: names, paths, the language, and what other systems than Linux do.
 */
import { EventEmitter } from 'node:events';
import { getPath, setPath } from './app-paths.ts';
import { commandLine } from './command-line.ts';
import { launch } from './runtime-state.ts';

export class AppFacts extends EventEmitter {
  readonly commandLine = commandLine;
  readonly dock = undefined;
  readonly runningUnderARM64Translation = false;
  badgeCount = 0;
  accessibilitySupportEnabled = false;
  userAgentFallback = 'Electron';
  allowRendererProcessReuse = true;

  constructor() {
    super();
    this.setMaxListeners(0);
  }

  get name(): string {
    return launch.appName;
  }
  set name(name: string) {
    launch.appName = name;
  }
  get isPackaged(): boolean {
    return launch.packaged;
  }
  resolveProxy(): Promise<string> {
    return Promise.resolve('DIRECT');
  }
  relaunch(): void {
    throw new Error('app.relaunch is not in the stand-in');
  }
  enableSandbox(): void {
    // Every page is sandboxed here.
  }
  disableHardwareAcceleration(): void {
    // Chromium runs without a GPU here.
  }
  getPath(name: string): string {
    return getPath(name);
  }
  setPath(name: string, value: string): void {
    setPath(name, value);
  }
  setAppLogsPath(value?: string): void {
    setPath('logs', value ?? getPath('logs'));
  }
  getAppPath(): string {
    return launch.appPath;
  }
  getName(): string {
    return launch.appName;
  }
  setName(name: string): void {
    launch.appName = name;
  }
  getVersion(): string {
    return launch.appVersion;
  }
  getLocale(): string {
    return (
      commandLine.getSwitchValue('lang') ||
      (process.env['LANG'] ?? 'en-US').split('.')[0]?.replace('_', '-').replace(/^C$/, 'en-US') ||
      'en-US'
    );
  }
  getSystemLocale(): string {
    return this.getLocale();
  }
  getLocaleCountryCode(): string {
    return this.getLocale().split('-')[1] ?? '';
  }
  getPreferredSystemLanguages(): string[] {
    return [this.getLocale()];
  }
  setAppUserModelId(): void {
    // Windows only.
  }
  setDesktopName(): void {
    // Known to the desktop by the .desktop file only.
  }
  setAboutPanelOptions(): void {
    // There is no about panel to show it in.
  }
  showAboutPanel(): void {
    // See setAboutPanelOptions.
  }
  setAsDefaultProtocolClient(): boolean {
    return false;
  }
  addRecentDocument(): void {
    // macOS and Windows only.
  }
  clearRecentDocuments(): void {
    // macOS and Windows only.
  }
  setBadgeCount(count = 0): boolean {
    this.badgeCount = count;
    return false;
  }
  setLoginItemSettings(): void {
    // macOS and Windows only.
  }
  getGPUFeatureStatus(): Readonly<Record<string, string>> {
    return {};
  }
  isAccessibilitySupportEnabled(): boolean {
    return this.accessibilitySupportEnabled;
  }
  setAccessibilitySupportEnabled(enabled: boolean): void {
    this.accessibilitySupportEnabled = enabled;
  }
  getAppMetrics(): readonly unknown[] {
    return [];
  }
}
