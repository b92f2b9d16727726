/**
 * What a key is, as DescribeKey and GetKeyRotationStatus tell it.
 *
 * A server writes whatever it likes: the key must be the one that was asked for, AWS's words are kept only where they
 * look like words of AWS's, and a description only up to AWS's own limit.
 */
import {
  DescribeKeyCommand,
  GetKeyRotationStatusCommand,
  type KeyMetadata,
  type KMSClient,
} from '@aws-sdk/client-kms';
import { answeredKey, type Home } from '../answer.ts';
import { parseKeyArn, parseKmsArn } from '../arn.ts';
import type { KeyFacts, KeyRotation, KmsKey } from '../port.ts';

const MAX_DESCRIPTION = 8_192;
const WORD = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;

/**
 * @param keyId Key ARN, alias ARN, key id, or `alias/NAME`.
 * @throws What the SDK throws; KmsError `wrong-key` where the answer is about another key.
 */
export async function describeKey(
  client: KMSClient,
  home: Home,
  keyId: string,
  abortSignal: AbortSignal,
): Promise<KmsKey> {
  const { KeyMetadata: metadata, $metadata } = await client.send(new DescribeKeyCommand({ KeyId: keyId }), {
    abortSignal,
  });
  const asked = parseKeyArn(keyId);
  const { arn } = answeredKey({ KeyId: metadata?.Arn ?? asked?.arn, $metadata }, keyId, home);
  const alias = aliasIn(keyId);
  return { arn, aliases: alias === null ? [] : [alias], facts: metadata ? factsOf(metadata) : null };
}

export async function keyRotation(
  client: KMSClient,
  keyArn: string,
  abortSignal: AbortSignal,
): Promise<KeyRotation> {
  const { KeyRotationEnabled, RotationPeriodInDays } = await client.send(
    new GetKeyRotationStatusCommand({ KeyId: keyArn }),
    { abortSignal },
  );
  const periodDays = Number.isSafeInteger(RotationPeriodInDays) ? (RotationPeriodInDays ?? null) : null;
  return { enabled: KeyRotationEnabled === true, periodDays };
}

function aliasIn(keyId: string): string | null {
  if (keyId.startsWith('alias/')) return keyId.slice('alias/'.length);
  const arn = parseKmsArn(keyId);
  return arn?.kind === 'alias' ? arn.alias : null;
}

function factsOf(metadata: KeyMetadata): KeyFacts {
  const { Description = '', DeletionDate, MultiRegion, MultiRegionConfiguration } = metadata;
  const multiRegion = MultiRegion ? word(MultiRegionConfiguration?.MultiRegionKeyType) : null;
  return {
    description: Description.slice(0, MAX_DESCRIPTION),
    state: word(metadata.KeyState),
    spec: word(metadata.KeySpec ?? metadata.CustomerMasterKeySpec),
    usage: word(metadata.KeyUsage),
    manager: word(metadata.KeyManager),
    origin: word(metadata.Origin),
    multiRegion,
    deletionDate: isDate(DeletionDate) ? DeletionDate.toISOString() : null,
  };
}

const word = (text: string | undefined): string | null =>
  text !== undefined && WORD.test(text) ? text : null;
const isDate = (date: Date | undefined): date is Date => date !== undefined && !Number.isNaN(date.getTime());
