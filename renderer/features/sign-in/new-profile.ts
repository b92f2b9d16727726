/**
 * What is suggested for a new profile or session, and what cannot be one. Pure; main has the last word.
 */
import type { SsoAccount } from '../../../electron/contract/state.ts';

/** Lower-case words joined by dashes, of letters and digits that every AWS tool takes. */
const slug = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

const firstFree = (name: string, taken: readonly string[]): string => {
  let free = name;
  for (let number = 2; taken.includes(free); number += 1) free = `${name}-${number}`;
  return free;
};

/** `payroll-devrole`, of the account's name or number and the role; with a number where it is taken. */
export function suggestName(account: SsoAccount, roleName: string, taken: readonly string[]): string {
  const name = [slug(account.name) || account.accountId, slug(roleName)].filter(Boolean).join('-');
  return firstFree(name, taken);
}

/** Why no profile can have this name; empty where it can. */
export function nameProblem(name: string, taken: readonly string[]): string {
  if (taken.includes(name)) return 'There is already a profile with this name.';
  return name === '' || /^[\w@+.%:/-]+$/.test(name)
    ? ''
    : 'Use letters, digits and - _ . + @ only: AWS’s tools do not find other names.';
}

/** Why this is no AWS region; empty where it looks like one. */
export const regionProblem = (region: string): string =>
  region === '' || /^[a-z]{2}(-[a-z]+)+-\d$/.test(region)
    ? ''
    : 'This is not an AWS region. One looks like eu-west-1.';

/** Why nobody can sign in there; empty where it may be an address. */
export function startUrlProblem(startUrl: string): string {
  if (startUrl === '') return '';
  return URL.canParse(startUrl) && new URL(startUrl).protocol === 'https:'
    ? ''
    : 'This is not the address of an access portal. One looks like https://example.awsapps.com/start.';
}

/** A session's name and, where the address tells, its region: `https://corp.awsapps.com/start` is `corp`. */
export function suggestSession(startUrl: string): { readonly name: string; readonly region: string } {
  if (!URL.canParse(startUrl)) return { name: '', region: '' };
  const { hostname } = new URL(startUrl);
  const [, region = ''] = /\.portal\.([a-z0-9-]+)\.app\.aws$/.exec(hostname) ?? [];
  return { name: slug(hostname.split('.')[0] ?? ''), region };
}
