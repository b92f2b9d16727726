/**
 * The key service on the real AWS SDK: `KmsPort` over a `KMSClient`.
 *
 * Guarantees: Decrypt always names the key; an answer is used only when it names a key that can be the one that
 * was asked for and carries a data key of the length that was asked for (answer.ts); plaintext keys leave the SDK's memory for a `DataKey` and
 * are zeroed where they came from, also when a check fails and when the answer comes after an abort; nothing
 * waits longer than the timeouts below per attempt; all failures are `KmsError`s without AWS's message.
 */

import { DecryptCommand, GenerateDataKeyCommand, KMSClient, type KMSClientConfig } from '@aws-sdk/client-kms';
import type { HttpHandler } from '@smithy/core/protocols';
import { withSignal } from './abortable.ts';
import { answeredKey, type Home, requestIdOf, takeKey, unexpected } from './answer.ts';
import { parseKeyArn } from './arn.ts';
import { KmsError } from './errors.ts';
import { collectLimitedBody } from './limited-body.ts';
import { listUsableKeys } from './list-keys.ts';
import type {
  DecryptDataKeyRequest,
  DecryptedDataKey,
  EncryptionContext,
  GenerateDataKeyRequest,
  GeneratedDataKey,
  KmsPort,
} from './port.ts';
import { translateError } from './translate-error.ts';

/** Milliseconds; the SDK itself would wait without end. */
const timeouts = {
  connectionTimeout: 5_000,
  /** Until the response's header. */
  requestTimeout: 15_000,
  /** Of silence inside the response. */
  socketTimeout: 15_000,
  throwOnRequestTimeout: true,
} as const;

/** The SDK's own number; a batch that meets throttling wants more. */
const DEFAULT_ATTEMPTS = 3;

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
  /** Calls made at most, the first one included. */
  readonly maxAttempts?: number | undefined;
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
      maxAttempts: options.maxAttempts ?? DEFAULT_ATTEMPTS,
      retryMode: 'standard',
      streamCollector: collectLimitedBody,
      requestHandler: isHandler(requestHandler) ? requestHandler : { ...timeouts, ...requestHandler },
      ...(profile !== undefined && { profile }),
      ...(endpoint === undefined ? { ignoreConfiguredEndpointUrls: !endpointInEnvironment() } : { endpoint }),
    }),
  );
}

export interface PortOptions {
  /** Whether the client is the practice KMS's: one has practice keys only, the others have none. */
  readonly practice?: boolean | undefined;
}

/** The port over a client that somebody else configured. */
export function kmsOverClient(client: KMSClient, { practice = false }: PortOptions = {}): AwsKms {
  return {
    generateDataKey: (request) => generateDataKey(client, practice, request),
    decryptDataKey: (request) => decryptDataKey(client, practice, request),
    listKeys: async (options) => {
      try {
        return await withSignal(options?.signal, async () =>
          listUsableKeys(client, await homeOf(client, practice), options?.signal),
        );
      } catch (error) {
        throw failure(error, options?.signal);
      }
    },
    close: () => client.destroy(),
  };
}

async function generateDataKey(
  client: KMSClient,
  practice: boolean,
  request: GenerateDataKeyRequest,
): Promise<GeneratedDataKey> {
  const { keyId, length, signal } = request;
  try {
    return await withSignal(
      signal,
      async () => {
        const output = await client.send(
          new GenerateDataKeyCommand({
            KeyId: keyId,
            NumberOfBytes: length,
            EncryptionContext: contextObject(request.encryptionContext),
          }),
          sendOptions(signal),
        );
        try {
          const { arn } = answeredKey(output, keyId, await homeOf(client, practice));
          const ciphertext = output.CiphertextBlob;
          if (!ciphertext || ciphertext.length === 0 || ciphertext.length > MAX_CIPHERTEXT) {
            throw unexpected('kms-error', output, keyId);
          }
          return {
            dataKey: takeKey(output, length, 'kms-error', keyId),
            keyArn: arn,
            ciphertext: Uint8Array.from(ciphertext),
            requestId: requestIdOf(output),
          };
        } finally {
          output.Plaintext?.fill(0);
        }
      },
      (late) => late.dataKey.wipe(),
    );
  } catch (error) {
    throw failure(error, signal, parseKeyArn(keyId)?.arn);
  }
}

async function decryptDataKey(
  client: KMSClient,
  practice: boolean,
  request: DecryptDataKeyRequest,
): Promise<DecryptedDataKey> {
  const { keyArn, length, signal } = request;
  try {
    return await withSignal(
      signal,
      async () => {
        const output = await client.send(
          new DecryptCommand({
            KeyId: keyArn,
            CiphertextBlob: request.ciphertext,
            EncryptionContext: contextObject(request.encryptionContext),
          }),
          sendOptions(signal),
        );
        try {
          answeredKey(output, keyArn, await homeOf(client, practice));
          return {
            dataKey: takeKey(output, length, 'data-key-damaged', keyArn),
            requestId: requestIdOf(output),
          };
        } finally {
          output.Plaintext?.fill(0);
        }
      },
      (late) => late.dataKey.wipe(),
    );
  } catch (error) {
    throw failure(error, signal, keyArn);
  }
}

async function homeOf(client: KMSClient, practice: boolean): Promise<Home> {
  return { region: await client.config.region(), practice };
}

/** With own properties only, so that the legal keys `__proto__` and `constructor` are pairs like all others. */
function contextObject(context: EncryptionContext): Record<string, string> | undefined {
  return context.size === 0 ? undefined : Object.fromEntries(context);
}

function sendOptions(abortSignal: AbortSignal | undefined) {
  return abortSignal ? { abortSignal } : {};
}

function failure(error: unknown, signal: AbortSignal | undefined, keyArn?: string): KmsError {
  if (signal?.aborted) return new KmsError('cancelled', { errorName: 'AbortError' });
  return translateError(error, keyArn);
}

function isHandler(given: KMSClientConfig['requestHandler']): given is HttpHandler {
  return typeof given === 'object' && 'handle' in given && typeof given.handle === 'function';
}

function endpointInEnvironment(): boolean {
  return Boolean(process.env['AWS_ENDPOINT_URL_KMS'] || process.env['AWS_ENDPOINT_URL']);
}
