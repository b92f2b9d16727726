/**
 * The key service on the real AWS SDK: `KmsPort` over a `KMSClient`.
 *
 * Guarantees: Decrypt always names the key; an answer is used only when it names a key that can be the one that
 * was asked for and carries a data key of the length that was asked for (answer.ts); plaintext keys leave the SDK's
 * memory for a `DataKey` and are zeroed where they came from, also when a check fails and when the answer comes
 * after an abort; nothing waits longer than the timeouts below per attempt and the deadlines altogether
 * (limited-call.ts), what AWS asks to wait apart (attempts.ts, retries.ts), and no answer fills the memory
 * (limited-body.ts); all failures are `KmsError`s without AWS's message.
 */

import { KMSClient, type KMSClientConfig } from '@aws-sdk/client-kms';
import type { HttpHandler } from '@smithy/core/protocols';
import type { Home } from './answer.ts';
import { paceAttempts } from './attempts.ts';
import { createDeletionDates } from './catalog/deletion-dates.ts';
import { describeKey, keyRotation } from './catalog/describe-key.ts';
import { dryRunDecrypt, dryRunGenerate } from './catalog/dry-run.ts';
import { listKeys } from './catalog/list-keys.ts';
import { ownAccount } from './catalog/own-account.ts';
import { decryptDataKey, encryptDataKey, generateDataKey } from './data-key-calls.ts';
import { KmsError } from './errors.ts';
import { collectLimitedBody } from './limited-body.ts';
import { limitedCall } from './limited-call.ts';
import type { CallMeter, CallOptions, EncryptionContext, KmsKey, KmsPort } from './port.ts';
import { createRateLimit } from './rate-limit.ts';
import { batchRetries, type MaxAttempts } from './retries.ts';
import { feedPlaintext } from './wire/plaintext-feed.ts';
import { tapPlaintext } from './wire/plaintext-tap.ts';
import { type Agents, wipingAgents } from './wire/wiping-agent.ts';

/** Milliseconds; the SDK itself would wait without end. */
const timeouts = {
  connectionTimeout: 5_000,
  /** Until the response's header. */
  requestTimeout: 15_000,
  /** Of silence inside the response. */
  socketTimeout: 15_000,
  throwOnRequestTimeout: true,
} as const;

export interface Deadlines {
  /** Milliseconds for a data key. */
  readonly call: number;
  /** Milliseconds for the whole list of keys. */
  readonly list: number;
}

/** Nobody waits a minute for 32 bytes. A list is up to a thousand calls, eight at a time. */
const defaultDeadlines: Deadlines = { call: 60_000, list: 120_000 };

/** Errors end a call in seconds; throttling ends it after a minute or so, in which all others have had their turns. */
const defaultAttempts: MaxAttempts = { failed: 5, throttled: 12 };

export interface AwsKmsOptions {
  /** From the key's ARN, else from the profile: always given, so that nothing asks instance metadata. */
  readonly region: string;
  readonly credentials: NonNullable<KMSClientConfig['credentials']>;
  /**
   * Gets others where AWS says that the credentials have ended which were there at `time` (milliseconds since 1970). It
   * may ask a person: that does not count towards the deadline.
   */
  readonly renew?: ((time: number, signal: AbortSignal | undefined) => Promise<void>) | undefined;
  /** URL; undefined for AWS's own. Neither the environment nor any profile is asked for another. */
  readonly endpoint?: string | undefined;
  /** Which of AWS's own. */
  readonly useFipsEndpoint?: boolean | undefined;
  readonly useDualstackEndpoint?: boolean | undefined;
  /** Whose connections are used: of a proxy, of a company's certificates. They are made to keep nothing. */
  readonly agents?: Agents | undefined;
  /** A handler, or options of the SDK's Node handler (agents, other timeouts in milliseconds). */
  readonly requestHandler?: KMSClientConfig['requestHandler'] | undefined;
  readonly maxAttempts?: Partial<MaxAttempts> | undefined;
  readonly deadlines?: Deadlines | undefined;
}

export interface AwsKms extends KmsPort {
  /** Closes idle connections; calls under way fail. */
  readonly close: () => void;
}

/** Builds a client for one region and one identity; build a new one when either changes. */
export function createAwsKms(options: AwsKmsOptions): AwsKms {
  const { region, credentials, endpoint, requestHandler } = options;
  return kmsOverClient(
    new KMSClient({
      region,
      credentials,
      retryStrategy: batchRetries({ ...defaultAttempts, ...options.maxAttempts }),
      streamCollector: collectLimitedBody,
      requestHandler: isHandler(requestHandler)
        ? requestHandler
        : { ...timeouts, ...wipingAgents(options.agents), ...requestHandler },
      useFipsEndpoint: options.useFipsEndpoint ?? false,
      useDualstackEndpoint: options.useDualstackEndpoint ?? false,
      ...(endpoint === undefined ? { ignoreConfiguredEndpointUrls: true } : { endpoint }),
    }),
    { deadlines: options.deadlines, renew: options.renew },
  );
}

export interface PortOptions {
  /** Whether the client is the practice KMS's: one has practice keys only, the others have none. */
  readonly practice?: boolean | undefined;
  readonly deadlines?: Deadlines | undefined;
  readonly renew?: AwsKmsOptions['renew'];
}

/** What every call about a key has. */
interface Question {
  readonly keyId: string;
  readonly encryptionContext?: EncryptionContext;
  readonly signal?: AbortSignal | undefined;
  readonly meter?: CallMeter | undefined;
}

const noContext: EncryptionContext = new Map();

/** The port over a client that somebody else configured. */
export function kmsOverClient(client: KMSClient, options: PortOptions = {}): AwsKms {
  const { practice = false, deadlines = defaultDeadlines, renew } = options;
  feedPlaintext(client);
  tapPlaintext(client);
  paceAttempts(client, createRateLimit());
  const home = async (): Promise<Home> => ({ region: await client.config.region(), practice });
  const ask = async <T>(
    action: string,
    { keyId, encryptionContext = noContext, signal, meter }: Question,
    run: (home: Home, signal: AbortSignal) => Promise<T>,
    discard?: (late: T) => void,
  ): Promise<T> => {
    const own = await home();
    const asked = { action: `kms:${action}`, keyId, region: own.region, encryptionContext };
    const limits = { signal, meter, deadline: deadlines.call, asked };
    const call = () => limitedCall(limits, (abortSignal) => run(own, abortSignal), discard);
    const began = Date.now();
    return call().catch(async (error: unknown) => {
      if (renew === undefined || !hasEnded(error)) throw error;
      await renew(began, signal);
      return call();
    });
  };
  const describe = (keyId: string, options: CallOptions = {}): Promise<KmsKey> =>
    ask('DescribeKey', { keyId, ...options }, (own, signal) => describeKey(client, own, keyId, signal));
  const dated = createDeletionDates(describe);
  /** What a key that is pending deletion refuses. */
  const use: typeof ask = (action, question, run, discard) =>
    ask(action, question, run, discard).catch((error: unknown) => dated(error, question.signal));
  return {
    generateDataKey: (request) =>
      use(
        'GenerateDataKey',
        request,
        (own, signal) => generateDataKey(client, own, request, signal),
        (late) => late.dataKey.wipe(),
      ),
    encryptDataKey: (request) =>
      use('Encrypt', request, (own, signal) => encryptDataKey(client, own, request, signal)),
    decryptDataKey: (request) =>
      use(
        'Decrypt',
        { ...request, keyId: request.keyArn },
        (own, signal) => decryptDataKey(client, own, request, signal),
        (late) => late.dataKey.wipe(),
      ),
    listKeys: ({ signal } = {}) =>
      limitedCall({ signal, deadline: deadlines.list }, async (abortSignal) =>
        listKeys(client, await home(), abortSignal),
      ),
    ownAccount: ({ signal } = {}) =>
      limitedCall({ signal, deadline: deadlines.call }, (abortSignal) => ownAccount(client, abortSignal)),
    describeKey: describe,
    keyRotation: (keyId, options = {}) =>
      ask('GetKeyRotationStatus', { keyId, ...options }, (_, signal) => keyRotation(client, keyId, signal)),
    dryRunGenerate: (request) =>
      use('GenerateDataKey', request, (_, signal) => dryRunGenerate(client, request, signal)),
    dryRunDecrypt: (request) =>
      use('Decrypt', request, (_, signal) => dryRunDecrypt(client, request, signal)),
    close: () => client.destroy(),
  };
}

/** Of credentials that would have lasted by this computer's clock; new ones may be had. */
const hasEnded = (error: unknown): boolean =>
  error instanceof KmsError && error.details.errorName === 'ExpiredTokenException';

function isHandler(given: KMSClientConfig['requestHandler']): given is HttpHandler {
  return typeof given === 'object' && 'handle' in given && typeof given.handle === 'function';
}
