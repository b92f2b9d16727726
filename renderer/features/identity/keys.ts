/**
 * KMS keys, and the options of encrypting with them, as the left side shows them. Pure.
 */
import type {
  EncryptionOptions,
  KeyDetails,
  KeyList,
  KeyView,
  Preflight,
  SessionState,
} from '../../../electron/contract/state.ts';
import { count, dotted, printable, shortArn } from '../../format.ts';
import type { PickItem } from '../../ui/pick-menu.tsx';
import type { Tone } from '../../ui/tone-icon.tsx';

const MAX_DESCRIPTION = 120;

/** The alias, else the id that is in the ARN. */
export const keyName = (key: KeyView): string =>
  printable(key.alias ?? key.arn.slice(key.arn.lastIndexOf('/') + 1));

/** Whether nothing is known against encrypting with it. */
export const isUsable = (key: KeyView): boolean => key.unusable === null;

export const keyItem = (key: KeyView): PickItem => ({
  id: key.arn,
  name: keyName(key),
  detail: key.practice
    ? 'Practice key, on this computer only'
    : dotted([key.description.slice(0, MAX_DESCRIPTION), shortArn(key.arn)]),
  ...keyState(key),
  pictured: true,
  disabled: !isUsable(key),
});

function keyState({ known, unusable }: KeyView): Required<Pick<PickItem, 'state' | 'tone'>> {
  if (unusable !== null) return { state: `Can’t encrypt: ${printable(unusable)}`, tone: 'bad' };
  return known ? { state: 'Enabled', tone: 'good' } : { state: 'State not known', tone: 'soft' };
}

/** What cannot be seen for lack of permissions; empty where all can. */
export function missingWords({ missing, more }: Extract<KeyList, { status: 'ready' }>): string {
  const lacks =
    missing.length === 0
      ? ''
      : `This profile lacks ${missing.join(' and ')}: keys, or what is known of them, may be missing.`;
  return [lacks, more ? 'There are more keys than can be listed.' : '']
    .filter((text) => text !== '')
    .join(' ');
}

export interface Ability {
  readonly words: string;
  readonly tone: Tone;
}

/** What this person can do with the chosen key. */
export function abilities({ canEncrypt, canDecrypt }: KeyDetails): readonly Ability[] {
  return canEncrypt.answer === canDecrypt.answer
    ? [ability('encrypt and decrypt', canEncrypt)]
    : [ability('encrypt', canEncrypt), ability('decrypt', canDecrypt)];
}

function ability(what: string, { answer }: Preflight): Ability {
  switch (answer) {
    case 'yes':
      return { words: `You can ${what}`, tone: 'good' };
    case 'no':
      return { words: `You cannot ${what}`, tone: 'bad' };
    case 'unknown':
      return { words: `Whether you can ${what} is not known`, tone: 'soft' };
  }
}

/** The chosen key, or null while there is none or it is not in the list. */
export function chosenKey(session: SessionState): KeyView | null {
  if (session.keys.status !== 'ready') return null;
  return session.keys.keys.find((key) => key.arn === session.keyArn) ?? null;
}

/** How a key is called in running text: by its alias where the list knows it. */
export function keyTitle(session: SessionState, arn: string): string {
  const known =
    session.keys.status === 'ready' ? session.keys.keys.find((key) => key.arn === arn) : undefined;
  return known === undefined ? shortArn(arn) : keyName(known);
}

/** Keys that open new envelopes besides the chosen one, the escrow key among them. */
export function otherKeys({ otherKeyArns, encryption, keyArn, profileId }: SessionState): readonly string[] {
  const escrow = encryption.escrowKey === null || profileId === 'practice' ? [] : [encryption.escrowKey];
  return [...new Set([...otherKeyArns, ...escrow])].filter((arn) => arn !== keyArn);
}

/** `Also openable with 2 keys`. */
export function otherKeysTitle(session: SessionState): string {
  const { length } = otherKeys(session);
  return length === 0 ? 'Also openable with…' : `Also openable with ${count(length, 'key')}`;
}

/** ` They also open with backup.`, or nothing where no other key does. */
export function alsoOpenWith(session: SessionState): string {
  const names = otherKeys(session).map((arn) => keyTitle(session, arn));
  if (names.length === 0) return '';
  return ` They also open with ${names.length > 2 ? count(names.length, 'other key') : names.join(' and ')}.`;
}

/** How keys are called, by ARN. */
export type KeyNames = ReadonlyMap<string, string>;

/** With those of a list; a key that was known by an alias keeps it where the list has none. The same where nothing is new. */
export function withKeyNames(names: KeyNames, keys: KeyList): KeyNames {
  const listed = keys.status === 'ready' ? keys.keys : [];
  const fresh = listed.filter((key) =>
    key.alias === null ? !names.has(key.arn) : names.get(key.arn) !== keyName(key),
  );
  if (fresh.length === 0) return names;
  return new Map([...names, ...fresh.map((key) => [key.arn, keyName(key)] as const)]);
}

/** `payroll and 2 more keys`. */
export function keysTitle(names: KeyNames, arn: string, others: readonly string[]): string {
  const name = names.get(arn) ?? shortArn(arn);
  return others.length === 0 ? name : `${name} and ${count(others.length, 'more key')}`;
}

/** `Encryption context`, and how many pairs of a person's own are in it. */
export const contextTitle = (context: EncryptionOptions['context']): string =>
  context.length === 0 ? 'Encryption context' : `Encryption context: ${count(context.length, 'pair')}`;

/** `Options: check, sign`, of what is on. */
export function optionsTitle({ check, sign }: EncryptionOptions): string {
  const on = [check && 'check', sign && 'sign'].filter((name) => name !== false);
  return on.length === 0 ? 'Options' : `Options: ${on.join(', ')}`;
}
