/**
 * Starts and ends the Chromium that shows the windows: a private profile in a temporary folder, the pipe for
 * the DevTools protocol, no network of its own.
 *
 * Guarantees: whatever ends this process also ends Chromium and removes the folder (cleanup.ts).
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { Connection } from './cdp.ts';
import { tie } from './cleanup.ts';

const CANDIDATES = [
  '/usr/lib/chromium/chromium',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
];

const DISABLED_FEATURES = [
  'AutofillServerCommunication',
  'CertificateTransparencyComponentUpdater',
  'DialMediaRouteProvider',
  'GlobalMediaControls',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'IsolateOrigins',
  'MediaRouter',
  'OptimizationHints',
  'PaintHolding',
  'SidePanelPinning',
  'Translate',
  'site-per-process',
];

/** Switches of every start: nothing that talks to the outside, no first-run pages, no throttling, one site per page. */
const FIXED = [
  'allow-pre-commit-input',
  'disable-background-networking',
  'disable-background-timer-throttling',
  'disable-backgrounding-occluded-windows',
  'disable-breakpad',
  'disable-client-side-phishing-detection',
  'disable-component-extensions-with-background-pages',
  'disable-component-update',
  'disable-default-apps',
  'disable-dev-shm-usage',
  'disable-domain-reliability',
  'disable-extensions',
  'disable-field-trial-config',
  'disable-gpu',
  'disable-hang-monitor',
  'disable-infobars',
  'disable-quic',
  'disable-renderer-backgrounding',
  'disable-search-engine-choice-screen',
  'disable-site-isolation-trials',
  'disable-sync',
  'enable-unsafe-swiftshader',
  'metrics-recording-only',
  'no-default-browser-check',
  'no-first-run',
  'no-service-autorun',
  'no-startup-window',
  'password-store=basic',
  'remote-debugging-pipe',
  'test-type',
  'use-mock-keychain',
  // A proxy that is not there: only loopback, which goes past it, can be reached.
  'proxy-server=http://127.0.0.1:9',
];

/** Settings of the temporary profile that no switch has: WebRTC goes nowhere either. */
const PREFERENCES = { webrtc: { ip_handling_policy: 'disable_non_proxied_udp' } };

/** Switches that an app or a test may add but that would break the stand-in itself. */
const NOT_PASSED_ON =
  /^(remote-debugging-|remote-allow-origins|inspect|user-data-dir|no-startup-window|enable-automation|test-type|disable-popup-blocking)/;

export function chromiumPath(): string | undefined {
  return CANDIDATES.find((candidate) => existsSync(candidate));
}

function switches(profile: string, extra: ReadonlyMap<string, string>): string[] {
  const disabled = [...DISABLED_FEATURES, ...(extra.get('disable-features')?.split(',') ?? [])];
  const list = FIXED.map((name) => `--${name}`);
  for (const [name, value] of extra) {
    if (NOT_PASSED_ON.test(name) || name === 'disable-features') continue;
    list.push(value === '' ? `--${name}` : `--${name}=${value}`);
  }
  list.push(`--disable-features=${disabled.join(',')}`, `--user-data-dir=${profile}`);
  if (process.getuid?.() === 0 && !extra.has('no-sandbox')) list.push('--no-sandbox');
  return list;
}

export interface Chromium {
  readonly connection: Connection;
  readonly profile: string;
}

/** Starts Chromium. Throws when none is installed or there is no display. */
export function startChromium(extra: ReadonlyMap<string, string>): Chromium {
  const program = chromiumPath();
  if (!program) throw new Error('the stand-in needs Chromium: apt-get install chromium');
  if (!process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) {
    throw new Error('Missing X server or $DISPLAY: the stand-in shows real windows');
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'standin-'));
  const profile = path.join(folder, 'profile');
  for (const name of ['profile', 'home', 'tmp']) mkdirSync(path.join(folder, name));
  mkdirSync(path.join(profile, 'Default'));
  writeFileSync(path.join(profile, 'Default', 'Preferences'), JSON.stringify(PREFERENCES));
  const home = path.join(folder, 'home');
  const child = spawn(program, switches(profile, extra), {
    stdio: ['ignore', 'ignore', process.env['STANDIN_VERBOSE'] ? 'inherit' : 'ignore', 'pipe', 'pipe'],
    detached: true,
    env: {
      ...process.env,
      HOME: home,
      XDG_CONFIG_HOME: path.join(home, '.config'),
      XDG_CACHE_HOME: path.join(home, '.cache'),
      XDG_DATA_HOME: path.join(home, '.local'),
      TMPDIR: path.join(folder, 'tmp'),
    },
  });
  child.on('error', () => undefined);
  tie(folder, child.pid);
  const connection = new Connection(child.stdio[3] as Writable, child.stdio[4] as Readable);
  return { connection, profile };
}

/**
 * Opens an app window (no tabs, no address bar). The protocol has no command for it, so this speaks as a second
 * `chromium --app=…` would: START, folder, arguments to the profile's SingletonSocket.
 */
export function openAppWindow(profile: string, url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path.join(profile, 'SingletonSocket'));
    socket.on('error', reject);
    // --test-type: no bar about unusual switches above the page.
    const message = ['START', '/', 'chromium', '--test-type', `--app=${url}`].join('\0');
    socket.on('connect', () => socket.write(message));
    socket.on('data', (answer: Buffer) => {
      socket.end();
      if (answer.toString().startsWith('ACK')) resolve();
      else reject(new Error(`Chromium refused a window: ${answer.toString()}`));
    });
  });
}
