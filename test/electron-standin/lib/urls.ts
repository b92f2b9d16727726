/**
 * Custom schemes. Chromium refuses schemes it was not built with, so `app://vault/x` is shown as
 * `https://vault.app.standin/x`, answered through the Fetch domain and never resolved on a network.
 *
 * Guarantees: `toPage` and `toApp` are inverse for every registered scheme and leave every other URL alone; the
 * text functions do the same for URLs inside protocol messages and headers.
 */

const SUFFIX = 'standin';
const schemes = new Set<string>();
const PAGE_ORIGIN = /https:\/\/([a-z0-9.-]+)\.([a-z][a-z0-9+-]*)\.standin(?![a-z0-9.-])/gi;

/** What a new window shows before the app's first URL; the app and Playwright see `about:blank`. */
export const START_PAGE = 'data:text/html,standin-start-page';

export function registerScheme(scheme: string): void {
  schemes.add(scheme);
}

export function isCustomScheme(scheme: string): boolean {
  return schemes.has(scheme);
}

/** Page URLs in a text become the app's. */
export function textToApp(text: string): string {
  if (!text.includes(SUFFIX)) return text;
  return text.replaceAll(PAGE_ORIGIN, '$2://$1').replaceAll(START_PAGE, 'about:blank');
}

/** The app's URLs in a text become the page's; a bare `app:` (as in a CSP source) is left alone. */
export function textToPage(text: string): string {
  let result = text;
  for (const scheme of schemes) {
    if (!result.includes(`${scheme}://`)) continue;
    const pattern = new RegExp(`(?<![a-z0-9+.-])${scheme}://([a-z0-9.-]+)`, 'gi');
    result = result.replaceAll(pattern, `https://$1.${scheme}.${SUFFIX}`);
  }
  return result;
}

/** A Content-Security-Policy for the page: origins mapped, and the bare scheme as a source too. */
export function policyToPage(policy: string): string {
  let result = textToPage(policy);
  for (const scheme of schemes)
    result = result.replaceAll(new RegExp(`(?<=\\s)${scheme}:(?=[\\s;]|$)`, 'g'), 'https:');
  return result;
}

export function toApp(url: string): string {
  return textToApp(url);
}

export function toPage(url: string): string {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase();
  return scheme !== undefined && schemes.has(scheme) ? textToPage(url) : url;
}

/** The scheme of a page URL as the app knows it: `app` for `https://vault.app.standin/`. */
export function schemeOf(pageUrl: string): string {
  return new URL(toApp(pageUrl)).protocol.slice(0, -1);
}

/** The origin as Electron reports it: custom standard schemes have one, opaque ones read `null`. */
export function originOf(pageUrl: string): string {
  let parsed: URL;
  try {
    parsed = new URL(toApp(pageUrl));
  } catch {
    return 'null';
  }
  const scheme = parsed.protocol.slice(0, -1);
  if (schemes.has(scheme)) return `${scheme}://${parsed.host}`;
  return scheme === 'file' ? 'file://' : parsed.origin;
}
