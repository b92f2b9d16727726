/**
 * Whose certificates are believed: those of AWS_CA_BUNDLE or the profile's ca_bundle alone, as the AWS CLI has it; else
 * Node's (NODE_EXTRA_CA_CERTS among them) and, where Node can tell, the system's, which companies add their own to.
 */
import tls, { type SecureContext } from 'node:tls';
import type { Settings } from '../config-files.ts';
import { AwsError } from '../errors.ts';
import { readRegularFile } from '../read-file.ts';

/** Bytes. */
const MAX_SIZE = 4_194_304;

export interface Trust {
  /** For connections with these `secureOptions` of OpenSSL. Reading hundreds of certificates is done once for all. */
  readonly context: (secureOptions?: number) => SecureContext;
}

/** Rejects with `profile-unusable` where a bundle was named that cannot be read. */
export async function trustOf(settings: Settings, env: NodeJS.ProcessEnv): Promise<Trust> {
  const [name, path] = env['AWS_CA_BUNDLE']
    ? ['AWS_CA_BUNDLE', env['AWS_CA_BUNDLE']]
    : ['Its ca_bundle', settings['ca_bundle']];
  if (!path) return trusting(systemAuthorities);
  try {
    const bundle = (await readRegularFile(path, MAX_SIZE)).toString('latin1');
    if (!bundle.includes('-----BEGIN CERTIFICATE-----')) throw new Error('no certificate');
    tls.createSecureContext({ ca: bundle });
    return trusting(() => [bundle]);
  } catch {
    throw new AwsError('profile-unusable', {
      reason: `${name} does not name a readable file of certificates (PEM).`,
    });
  }
}

function trusting(authorities: () => readonly string[] | null): Trust {
  const contexts = new Map<number, SecureContext>();
  return {
    context: (secureOptions = 0) => {
      const ca = authorities();
      const context =
        contexts.get(secureOptions) ??
        tls.createSecureContext({ secureOptions, ...(ca !== null && { ca: [...ca] }) });
      contexts.set(secureOptions, context);
      return context;
    },
  };
}

let known: readonly string[] | null | undefined;

/** Node's and the system's; null where these are no more than Node's own, or cannot be told (before Node.js 22.15). */
function systemAuthorities(): readonly string[] | null {
  if (known === undefined) {
    const own = authoritiesOf('default');
    const all = new Set([...own, ...authoritiesOf('system')]);
    known = all.size === new Set(own).size ? null : [...all];
  }
  return known;
}

/** None where the store cannot be read: what Node trusts by itself is left then. */
function authoritiesOf(store: 'default' | 'system'): readonly string[] {
  try {
    return tls.getCACertificates(store);
  } catch {
    return [];
  }
}
