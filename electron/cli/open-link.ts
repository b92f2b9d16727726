/** Opening a page in the person's browser, by the means of the system. Where that fails, nothing happens. */
import { spawn } from 'node:child_process';
import { platform } from 'node:process';

/** No shell sees the address. */
const openers: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** `url` is an https address, or http on this computer. */
export function openLink(url: string): void {
  const [program, ...before] = openers[platform] ?? ['xdg-open'];
  const child = spawn(program, [...before, url], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
