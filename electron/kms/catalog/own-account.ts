/**
 * Whose credentials these are, asked of KMS itself: the aliases that it lists are the caller's own account's, and where it
 * refuses to list them, it says who was refused.
 */
import { type KMSClient, ListAliasesCommand } from '@aws-sdk/client-kms';
import { parseKmsArn } from '../arn.ts';
import { translateError } from '../translate-error.ts';

/** 12 digits; null where the account has no alias and nothing was refused. Rejects with what the SDK throws. */
export async function ownAccount(client: KMSClient, signal: AbortSignal): Promise<string | null> {
  try {
    const { Aliases = [] } = await client.send(new ListAliasesCommand({ Limit: 1 }), { abortSignal: signal });
    return parseKmsArn(Aliases[0]?.AliasArn ?? '')?.accountId ?? null;
  } catch (error) {
    const { code, details } = translateError(error);
    if (code !== 'access-denied') throw error;
    return details.caller?.split(':')[4] ?? null;
  }
}
