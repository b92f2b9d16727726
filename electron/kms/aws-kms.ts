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

import {
  DecryptCommand,
  EncryptCommand,
  type EncryptCommandOutput,
  GenerateDataKeyCommand,
  type GenerateDataKeyCommandOutput,
  KMSClient,
  type KMSClientConfig,
} from '@aws-sdk/client-kms';
import type { HttpHandler } from '@smithy/core/protocols';
import { answeredKey, type Home, requestIdOf, takeKey, unexpected } from './answer.ts';
import { parseKeyArn } from './arn.ts';
import { paceAttempts } from './attempts.ts';
import { describeKey, keyRotation } from './catalog/describe-key.ts';
import { dryRunDecrypt, dryRunGenerate } from './catalog/dry-run.ts';
import { listKeys } from './catalog/list-keys.ts';
import { contextObject } from './context-object.ts';
import { collectLimitedBody } from './limited-body.ts';
import { limitedCall } from './limited-call.ts';
import type {
  DecryptDataKeyRequest,
  DecryptedDataKey,
  EncryptDataKeyRequest,
  EncryptedUnderKey,
  GenerateDataKeyRequest,
  GeneratedDataKey,
  KmsPort,
} from './port.ts';
import { createRateLimit } from './rate-limit.ts';
import { batchRetries, type MaxAttempts } from './retries.ts';
import { feedPlaintext } from './wire/plaintext-feed.ts';
import { tapPlaintext } from './wire/plaintext-tap.ts';
import { wipingAgents } from './wire/wiping-agent.ts';

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

/** KMS never makes a larger one. */
const MAX_CIPHERTEXT = 6_144;

export interface AwsKmsOptions {
  /** From the key's ARN, else from the profile: always given, so that nothing asks instance metadata. */
  readonly region: string;
  readonly credentials: NonNullable<KMSClientConfig['credentials']>;
  /**
   * The chosen profile's own endpoint URL. Without it the environment's AWS_ENDPOINT_URL(_KMS) is followed, as
   * in every AWS tool, but no endpoint of a profile that was not chosen.
   */
  readonly endpoint?: string | undefined;
  /** Profile whose other settings (FIPS, dual stack) the SDK should read. */
  readonly profile?: string | undefined;
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
  const { region, credentials, endpoint, profile, requestHandler } = options;
  return kmsOverClient(
    new KMSClient({
      region,
      credentials,
      retryStrategy: batchRetries({ ...defaultAttempts, ...options.maxAttempts }),
      streamCollector: collectLimitedBody,
      requestHandler: isHandler(requestHandler)
        ? requestHandler
        : { ...timeouts, ...wipingAgents(), ...requestHandler },
      ...(profile !== undefined && { profile }),
      ...(endpoint === undefined ? { ignoreConfiguredEndpointUrls: !endpointInEnvironment() } : { endpoint }),
    }),
    { deadlines: options.deadlines },
  );
}

export interface PortOptions {
  /** Whether the client is the practice KMS's: one has practice keys only, the others have none. */
  readonly practice?: boolean | undefined;
  readonly deadlines?: Deadlines | undefined;
}

/** The port over a client that somebody else configured. */
export function kmsOverClient(client: KMSClient, options: PortOptions = {}): AwsKms {
  const { practice = false, deadlines = defaultDeadlines } = options;
  feedPlaintext(client);
  tapPlaintext(client);
  paceAttempts(client, createRateLimit());
  const home = async (): Promise<Home> => ({ region: await client.config.region(), practice });
  const about = <T>(
    keyId: string,
    signal: AbortSignal | undefined,
    run: (signal: AbortSignal) => Promise<T>,
  ) => limitedCall({ signal, deadline: deadlines.call, keyArn: parseKeyArn(keyId)?.arn }, run);
  return {
    generateDataKey: (request) => {
      const { keyId, signal, meter } = request;
      return limitedCall(
        { signal, meter, deadline: deadlines.call, keyArn: parseKeyArn(keyId)?.arn },
        async (abortSignal) => generateDataKey(client, await home(), request, abortSignal),
        (late) => late.dataKey.wipe(),
      );
    },
    encryptDataKey: (request) => {
      const { keyId, signal, meter } = request;
      return limitedCall(
        { signal, meter, deadline: deadlines.call, keyArn: parseKeyArn(keyId)?.arn },
        async (abortSignal) => encryptDataKey(client, await home(), request, abortSignal),
      );
    },
    decryptDataKey: (request) => {
      const { keyArn, signal, meter } = request;
      return limitedCall(
        { signal, meter, deadline: deadlines.call, keyArn },
        async (abortSignal) => decryptDataKey(client, await home(), request, abortSignal),
        (late) => late.dataKey.wipe(),
      );
    },
    listKeys: ({ signal } = {}) =>
      limitedCall({ signal, deadline: deadlines.list }, async (abortSignal) =>
        listKeys(client, await home(), abortSignal),
      ),
    describeKey: (keyId, { signal } = {}) =>
      about(keyId, signal, async (abortSignal) => describeKey(client, await home(), keyId, abortSignal)),
    keyRotation: (keyArn, { signal } = {}) =>
      about(keyArn, signal, (abortSignal) => keyRotation(client, keyArn, abortSignal)),
    dryRunGenerate: (request) =>
      about(request.keyId, request.signal, (abortSignal) => dryRunGenerate(client, request, abortSignal)),
    dryRunDecrypt: (request) =>
      about(request.keyId, request.signal, (abortSignal) => dryRunDecrypt(client, request, abortSignal)),
    close: () => client.destroy(),
  };
}

async function generateDataKey(
  client: KMSClient,
  home: Home,
  { keyId, length, encryptionContext, grantTokens }: GenerateDataKeyRequest,
  abortSignal: AbortSignal,
): Promise<GeneratedDataKey> {
  const output = await client.send(
    new GenerateDataKeyCommand({
      KeyId: keyId,
      NumberOfBytes: length,
      EncryptionContext: contextObject(encryptionContext),
      GrantTokens: tokenList(grantTokens),
    }),
    { abortSignal },
  );
  try {
    const encrypted = encryptedUnderKey(output, keyId, home);
    return { ...encrypted, dataKey: takeKey(output, length, 'kms-error', keyId) };
  } finally {
    output.Plaintext?.fill(0);
  }
}

async function encryptDataKey(
  client: KMSClient,
  home: Home,
  { keyId, dataKey, encryptionContext, grantTokens }: EncryptDataKeyRequest,
  abortSignal: AbortSignal,
): Promise<EncryptedUnderKey> {
  const output = await client.send(
    new EncryptCommand({
      KeyId: keyId,
      Plaintext: dataKey,
      EncryptionContext: contextObject(encryptionContext),
      GrantTokens: tokenList(grantTokens),
    }),
    { abortSignal },
  );
  return encryptedUnderKey(output, keyId, home);
}

function encryptedUnderKey(
  output: GenerateDataKeyCommandOutput | EncryptCommandOutput,
  keyId: string,
  home: Home,
): EncryptedUnderKey {
  const { arn } = answeredKey(output, keyId, home);
  const ciphertext = output.CiphertextBlob;
  if (!ciphertext || ciphertext.length === 0 || ciphertext.length > MAX_CIPHERTEXT) {
    throw unexpected('kms-error', output, keyId);
  }
  return { keyArn: arn, ciphertext: Uint8Array.from(ciphertext), requestId: requestIdOf(output) };
}

async function decryptDataKey(
  client: KMSClient,
  home: Home,
  { keyArn, ciphertext, length, encryptionContext, grantTokens }: DecryptDataKeyRequest,
  abortSignal: AbortSignal,
): Promise<DecryptedDataKey> {
  const output = await client.send(
    new DecryptCommand({
      KeyId: keyArn,
      CiphertextBlob: ciphertext,
      EncryptionContext: contextObject(encryptionContext),
      GrantTokens: tokenList(grantTokens),
    }),
    { abortSignal },
  );
  try {
    answeredKey(output, keyArn, home);
    return { dataKey: takeKey(output, length, 'data-key-damaged', keyArn), requestId: requestIdOf(output) };
  } finally {
    output.Plaintext?.fill(0);
  }
}

function tokenList(tokens: readonly string[] = []): string[] | undefined {
  return tokens.length === 0 ? undefined : [...tokens];
}

function isHandler(given: KMSClientConfig['requestHandler']): given is HttpHandler {
  return typeof given === 'object' && 'handle' in given && typeof given.handle === 'function';
}

function endpointInEnvironment(): boolean {
  return Boolean(process.env['AWS_ENDPOINT_URL_KMS'] || process.env['AWS_ENDPOINT_URL']);
}
