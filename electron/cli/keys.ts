/**
 * `envelope keys`: the KMS keys of a profile, or what is known of some and what can be done with them; for people or for
 * programs.
 */
import type { Writable } from 'node:stream';
import type { Parts } from '../compose.ts';
import type { ProfileView } from '../contract/state.ts';
import { isPracticeArn } from '../kms/arn.ts';
import type { KmsKey } from '../kms/port.ts';
import { PRACTICE_PROFILE } from '../vault/candidates.ts';
import { identified } from '../vault/encryption-context.ts';
import { explain } from '../vault/explain.ts';
import { VaultFailure } from '../vault/failure.ts';
import { type Examination, keyFacts, whyUnusable } from '../vault/key-words.ts';
import { advised } from './advice.ts';
import type { KeysCommand } from './command.ts';
import { INTERRUPTED } from './run.ts';
import { formatAnswer, formatError, formatRows, safe, safeJson } from './terminal.ts';

export interface KeysWorld {
  readonly parts: { readonly catalog: Pick<Parts['catalog'], 'list' | 'find' | 'examine'> };
  readonly profile: ProfileView;
  readonly signal: AbortSignal;
  readonly stdout: Writable;
  readonly stderr: Writable;
}

/** Answers the exit code; rejects where no key can be listed. */
export async function runKeys({ keys, json }: KeysCommand, world: KeysWorld): Promise<number> {
  const { stdout, stderr, signal } = world;
  if (keys.length === 0) {
    await listAll(json, world).catch((error: unknown) => {
      throw new VaultFailure(advised(explain(error), world.profile));
    });
    return 0;
  }
  let failed = false;
  for (const named of keys) {
    try {
      const key = await world.parts.catalog.find(world.profile.id, named, { signal });
      const examined = await examine(key, world);
      stdout.write(
        json ? `${safeJson({ ...keyJson(key), ...examinedJson(examined) })}\n` : details(key, examined),
      );
    } catch (error) {
      const reason = advised(explain(error), world.profile);
      failed = true;
      if (json) stdout.write(`${safeJson({ key: named, error: reason })}\n`);
      else stderr.write(formatError(null, reason, named));
    }
    if (signal.aborted) return INTERRUPTED;
  }
  return failed ? 1 : 0;
}

async function listAll(json: boolean, { parts, profile, signal, stdout, stderr }: KeysWorld): Promise<void> {
  const { keys, denied, more } = await parts.catalog.list(profile.id, { signal });
  for (const key of keys) stdout.write(json ? `${safeJson(keyJson(key))}\n` : summary(key));
  if (denied.length > 0)
    stderr.write(
      `envelope: this profile may not use ${denied.join(', ')}: keys, or what is known of them, may be missing\n`,
    );
  if (more) stderr.write(`envelope: only the first ${keys.length} keys are listed\n`);
  if (keys.length > 0) return;
  const none =
    profile.id === PRACTICE_PROFILE
      ? 'no practice key yet: encrypt --practice makes one'
      : 'no key to be seen in this account and region';
  stderr.write(`envelope: ${none}\n`);
}

const examine = ({ arn }: KmsKey, { parts, profile, signal }: KeysWorld): Promise<Examination> =>
  parts.catalog.examine(profile.id, arn, identified(new Map()), { signal });

const title = ({ aliases }: KmsKey): string => (aliases.length === 0 ? '(no alias)' : aliases.join(', '));

function summary(key: KmsKey): string {
  const reason = whyUnusable(key);
  const state = key.facts === null && reason === null ? 'state not known' : '';
  const practice = isPracticeArn(key.arn) ? 'practice: not protected by AWS' : '';
  const lines = [
    key.arn,
    practice,
    key.facts?.description ?? '',
    reason === null ? state : `cannot encrypt: ${reason}`,
  ];
  const shown = lines.filter((line) => line !== '').map((line) => `  ${safe(line)}\n`);
  return `${safe(title(key))}\n${shown.join('')}`;
}

function details(key: KmsKey, { rotation, canEncrypt, canDecrypt }: Examination): string {
  const reason = whyUnusable(key);
  return formatRows(title(key), [
    ...keyFacts(key, rotation),
    ['Can encrypt files', reason === null ? (key.facts === null ? 'not known' : 'yes') : `no: ${reason}`],
    ['You can encrypt', formatAnswer(canEncrypt)],
    ['You can decrypt', formatAnswer(canDecrypt)],
  ]);
}

function keyJson(key: KmsKey): object {
  const { arn, aliases, facts } = key;
  const reason = whyUnusable(key);
  return {
    arn,
    aliases,
    usable: key.facts === null && reason === null ? null : reason === null,
    reason,
    description: facts?.description ?? null,
    state: facts?.state ?? null,
    spec: facts?.spec ?? null,
    usage: facts?.usage ?? null,
    manager: facts?.manager ?? null,
    origin: facts?.origin ?? null,
    multi_region: facts?.multiRegion ?? null,
    deletion_date: facts?.deletionDate ?? null,
    practice: isPracticeArn(arn),
  };
}

const examinedJson = ({ rotation, canEncrypt, canDecrypt }: Examination): object => ({
  rotation: rotation && { enabled: rotation.enabled, period_days: rotation.periodDays },
  can_encrypt: canEncrypt,
  can_decrypt: canDecrypt,
});
