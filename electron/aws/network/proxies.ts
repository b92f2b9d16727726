/**
 * Through which proxy a host is reached: what the environment says as for curl and the AWS CLI (HTTPS_PROXY, NO_PROXY, in
 * either case), else what the system says.
 *
 * HTTP_PROXY is for http addresses, of which we use only those on this computer, and these are never reached through a
 * proxy.
 */
import { BlockList, isIP } from 'node:net';
import { AwsError } from '../errors.ts';
import { isThisComputer } from './endpoints.ts';

/** The proxy's http or https address, perhaps with a user's name and password; null: directly. */
export type Route = URL | null;

/** What the system says to a URL, in the words of a proxy auto-config: `PROXY a.example:3128; DIRECT`. Where it fails: directly. */
export type SystemProxy = (url: string) => Promise<string>;

/** The ways to a host, to be tried in this order; none where the system names only proxies of kinds that we cannot use. */
export type RoutesTo = (host: string, port: number) => Promise<readonly Route[]>;

/** Throws `profile-unusable` where HTTPS_PROXY is no address of an HTTP proxy. */
export function findRoutes(env: NodeJS.ProcessEnv, systemProxy?: SystemProxy): RoutesTo {
  const own = proxyIn(env['https_proxy'] || env['HTTPS_PROXY']);
  const exceptions = (env['no_proxy'] || env['NO_PROXY'] || '').split(/[\s,]+/).filter(Boolean);
  return async (host, port) => {
    if (isThisComputer(host) || exceptions.some((exception) => fits(exception, host, port))) return [null];
    if (own !== null) return [own];
    if (systemProxy === undefined) return [null];
    const url = `https://${isIP(host) === 6 ? `[${host}]` : host}:${port}/`;
    return routesIn(await systemProxy(url).catch(() => 'DIRECT'));
  };
}

function proxyIn(text: string | undefined): URL | null {
  if (!text) return null;
  const address = text.includes('://') ? text : `http://${text}`;
  if (URL.canParse(address) && /^https?:\/\//i.test(address)) return new URL(address);
  throw new AwsError('profile-unusable', { reason: 'HTTPS_PROXY is not the address of an HTTP proxy.' });
}

/** `*`, `example.com` and `.example.com` with everything below, each perhaps with a port, addresses and their subnets. */
function fits(exception: string, host: string, port: number): boolean {
  if (exception === '*') return true;
  const [network = '', length = ''] = exception.split('/');
  const family = isIP(network) === 6 ? 'ipv6' : 'ipv4';
  if (isIP(network) > 0 && /^\d{1,3}$/.test(length) && Number(length) <= (family === 'ipv6' ? 128 : 32)) {
    const list = new BlockList();
    list.addSubnet(network, Number(length), family);
    return isIP(host) > 0 && list.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4');
  }
  const [, bracketed, plain = '', only] =
    /^(?:\[([^\]]+)\]|(.*?))(?::(\d+))?$/.exec(isIP(exception) === 6 ? `[${exception}]` : exception) ?? [];
  if (only !== undefined && Number(only) !== port) return false;
  const name = (bracketed ?? plain).replace(/^\*?\./, '').toLowerCase();
  const asked = host.toLowerCase();
  return name !== '' && (asked === name || asked.endsWith(`.${name}`));
}

const schemes: ReadonlyMap<string, string> = new Map([
  ['PROXY', 'http'],
  ['HTTP', 'http'],
  ['HTTPS', 'https'],
]);

function routesIn(words: string): readonly Route[] {
  return words.split(';').flatMap((part): readonly Route[] => {
    const [kind = '', address = ''] = part.trim().split(/\s+/);
    if (kind.toUpperCase() === 'DIRECT') return [null];
    const scheme = schemes.get(kind.toUpperCase());
    const url = `${scheme}://${address}`;
    return scheme !== undefined && address !== '' && URL.canParse(url) ? [new URL(url)] : [];
  });
}
