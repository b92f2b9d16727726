/**
 * How AWS is reached for a chosen profile: the addresses of its services, proxies, certificates, time limits. All clients
 * of ours are made with this, and none asks the SDK to find out.
 *
 * Guarantees: no endpoint of a profile that was not chosen; nothing over a network without TLS; a proxy, which is only
 * told the host's name, carries what it cannot read; nothing waits longer than the limits below and those of answer.ts,
 * and no answer fills the memory.
 */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { type Duplex, PassThrough } from 'node:stream';
import type { ConfigFiles } from './config-files.ts';
import { inDetail } from './errors.ts';
import { collectAnswer } from './network/answer.ts';
import { addressesOf, type Service } from './network/endpoints.ts';
import { findRoutes, type RoutesTo, type SystemProxy } from './network/proxies.ts';
import { type Trust, trustOf } from './network/trust.ts';
import { failed, openTunnel } from './network/tunnel.ts';

/** Milliseconds, for each attempt; the SDK itself would wait without end. */
const timeouts = { connectionTimeout: 5_000, requestTimeout: 15_000, throwOnRequestTimeout: true } as const;

/** The SDK's own. */
const agentOptions = { keepAlive: true, maxSockets: 50 } as const;

export interface Agents {
  readonly httpAgent: HttpAgent;
  readonly httpsAgent: HttpsAgent;
}

/** Which address of a service is asked: options of its client. */
export interface AddressOptions {
  readonly endpoint?: string;
  readonly ignoreConfiguredEndpointUrls: true;
  readonly useFipsEndpoint: boolean;
  readonly useDualstackEndpoint: boolean;
}

/** Options of a client that is made for one question or a few, and destroyed after them. */
export interface ClientOptions extends AddressOptions {
  readonly requestHandler: Agents & typeof timeouts;
  readonly streamCollector: typeof collectAnswer;
}

/** The network as one profile sees it. */
export interface ProfileNetwork {
  readonly address: (service: Service) => AddressOptions;
  /** New connections, for one client, which closes them by its `destroy`. */
  readonly agents: () => Agents;
  readonly clientOptions: (service: Service) => ClientOptions;
}

export interface Network {
  /**
   * For a profile by its name, or for none (null), as its settings are now; contacts nobody. Rejects with AwsError
   * `profile-unusable`.
   */
  readonly of: (files: ConfigFiles, profile: string | null) => Promise<ProfileNetwork>;
}

/** `systemProxy`: without it only the environment names proxies. */
export function createNetwork(systemProxy?: SystemProxy, env: NodeJS.ProcessEnv = process.env): Network {
  return {
    of: async (files, profile) => {
      const settings = (profile === null ? undefined : files.profiles.get(profile)) ?? {};
      return inDetail({ profile: profile ?? '' }, async () => {
        const { endpoint, ...ofAws } = addressesOf(settings, files.services, env);
        const routes = findRoutes(env, systemProxy);
        const trust = await trustOf(settings, env);
        const address = (service: Service): AddressOptions => {
          const given = endpoint(service);
          const ownWay = { useFipsEndpoint: false, useDualstackEndpoint: false };
          const where = given === undefined ? ofAws : { endpoint: given, ...ownWay };
          return { ignoreConfiguredEndpointUrls: true, ...where };
        };
        const agents = () => createAgents(routes, trust);
        const clientOptions = (service: Service): ClientOptions => ({
          ...address(service),
          requestHandler: { ...timeouts, ...agents() },
          streamCollector: collectAnswer,
        });
        return { address, agents, clientOptions };
      });
    },
  };
}

/** Agents of Node's whose connections by https take these routes and believe these certificates. */
function createAgents(routesTo: RoutesTo, trust: Trust): Agents {
  const httpsAgent = new HttpsAgent(agentOptions);
  const connect = httpsAgent.createConnection.bind(httpsAgent);
  httpsAgent.createConnection = (options, callback) => {
    const { host, port, secureOptions } = options;
    wayTo(host ?? '', Number(port), routesTo, trust)
      .then((tunnel) => {
        const secured = { ...options, secureContext: trust.context(secureOptions) };
        const tunnelled = { ...secured, socket: tunnel };
        return connect(tunnel === null ? secured : tunnelled);
      })
      .then(
        (stream) => stream && callback?.(null, stream),
        // A stream has to be given in any case.
        (error: unknown) => callback?.(error instanceof Error ? error : failed('UNKNOWN'), new PassThrough()),
      );
    return undefined;
  };
  return { httpAgent: new HttpAgent(agentOptions), httpsAgent };
}

/** A way to a host that works: a tunnel, or null for a direct connection, which shows itself whether it does. */
async function wayTo(host: string, port: number, routesTo: RoutesTo, trust: Trust): Promise<Duplex | null> {
  let problem: unknown = failed('PROXY_UNSUPPORTED');
  for (const proxy of await routesTo(host, port)) {
    if (proxy === null) return null;
    try {
      const timeout = timeouts.connectionTimeout;
      return await openTunnel({ proxy, host, port, context: trust.context, timeout });
    } catch (error) {
      problem = error;
    }
  }
  throw problem;
}
