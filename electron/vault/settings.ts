/**
 * What the vault remembers between starts: the profile and key chosen last, how files are encrypted, and which profile
 * used keys of which account and region (which is what allows a double-click to decrypt at once).
 *
 * The file is read as hostile input: anything that is not exactly of its form counts as absent, but for keys that are to
 * open new envelopes, too, which are kept, to be refused when they are needed. It holds no secret.
 */
import { constants } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type ContextPair, type EncryptionOptions, MAX_FILES } from '../contract/state.ts';
import { isAccountId } from '../kms/arn.ts';
import { replaceFile } from '../replace-file.ts';
import { SHARE_ABOVE } from './batch.ts';
import { contextOf } from './encryption-context.ts';

export interface Settings {
  readonly profileId: string | null;
  /** Profiles that were chosen before, the last one first. */
  readonly recentProfileIds: readonly string[];
  /** Key ARN chosen last, by profile id. */
  readonly keys: Readonly<Record<string, string>>;
  /** ARNs of keys that open new envelopes, too, by profile id. */
  readonly otherKeys: Readonly<Record<string, readonly string[]>>;
  /** Profile id that last worked, by where the key lives (`PARTITION:REGION:ACCOUNT`, kms/arn.ts). */
  readonly realms: Readonly<Record<string, string>>;
  /** AWS accounts, of 12 digits, whose keys may be asked to open envelopes. */
  readonly accounts: readonly string[];
  readonly encryption: EncryptionOptions;
}

export interface SettingsStore {
  readonly get: () => Settings;
  /** Remembers the change at once and writes it in the background; failing to write is not an error to anybody. */
  readonly update: (change: Partial<Settings>) => void;
  /** Resolves when everything is written. */
  readonly flush: () => Promise<void>;
}

/** Bytes. */
const MAX_SIZE = 256 * 1024;
const initial: Settings = {
  profileId: null,
  recentProfileIds: [],
  keys: {},
  otherKeys: {},
  realms: {},
  accounts: [],
  encryption: { check: false, sign: false, shareAbove: SHARE_ABOVE, context: [], escrowKey: null },
};

/** Opens the settings in `path`; a missing or broken file gives the initial ones. */
export async function openSettings(path: string): Promise<SettingsStore> {
  let settings = await read(path);
  let writing: Promise<void> = Promise.resolve();
  let waiting = false;

  /** Changes that come while one is being written are written together. */
  function save(): void {
    if (waiting) return;
    waiting = true;
    writing = writing.then(async () => {
      waiting = false;
      await write(path, settings).catch(() => undefined);
    });
  }

  return {
    get: () => settings,
    update: (change) => {
      settings = { ...settings, ...change };
      save();
    },
    flush: () => writing,
  };
}

async function read(path: string): Promise<Settings> {
  try {
    const value: unknown = JSON.parse(await readText(path));
    if (!isRecord(value)) return initial;
    return {
      profileId: typeof value['profileId'] === 'string' ? value['profileId'] : null,
      recentProfileIds: texts(value['recentProfileIds']),
      keys: stringRecord(value['keys']),
      otherKeys: otherKeysRecord(value['otherKeys']),
      realms: stringRecord(value['realms']),
      accounts: accountIds(value['accounts']),
      encryption: encryptionOptions(value['encryption']),
    };
  } catch {
    return initial;
  }
}

/** Rejects for everything but a file of at most `MAX_SIZE` bytes: pipes are not waited for, links not followed. */
async function readText(path: string): Promise<string> {
  const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
  const file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const status = await file.stat();
    if (!status.isFile() || status.size > MAX_SIZE) throw new Error('Not the settings');
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

async function write(path: string, settings: Settings): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await replaceFile(path, Buffer.from(`${JSON.stringify(settings, null, 2)}\n`), { mode: 0o600 });
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What is not said is off. */
function encryptionOptions(value: unknown): EncryptionOptions {
  const { check, sign, shareAbove, context, escrowKey } = isRecord(value) ? value : initial.encryption;
  const isCount =
    typeof shareAbove === 'number' &&
    Number.isInteger(shareAbove) &&
    shareAbove >= 1 &&
    shareAbove <= MAX_FILES;
  return {
    check: check === true,
    sign: sign === true,
    shareAbove: isCount ? shareAbove : SHARE_ABOVE,
    context: contextPairs(context),
    escrowKey: keyTexts(escrowKey)[0] ?? null,
  };
}

function otherKeysRecord(value: unknown): Settings['otherKeys'] {
  const entries = Object.entries(isRecord(value) ? value : {}).map(([profileId, arns]) => [
    profileId,
    Array.isArray(arns) ? arns.flatMap(keyTexts) : keyTexts(arns),
  ]);
  return Object.assign(Object.create(null), Object.fromEntries(entries));
}

/** What stands for a key, as text, also where it is none: encrypting refuses it (`checkKeyArns`). */
function keyTexts(value: unknown): readonly string[] {
  if (value === undefined || value === null || value === '') return [];
  return [typeof value === 'string' ? value : JSON.stringify(value)];
}

/** A context that cannot be used is none. */
function contextPairs(value: unknown): readonly ContextPair[] {
  if (!Array.isArray(value) || !value.every(isPair)) return [];
  try {
    contextOf(value);
    return value;
  } catch {
    return [];
  }
}

const isPair = (value: unknown): value is ContextPair =>
  Array.isArray(value) && value.length === 2 && value.every((text) => typeof text === 'string');

const accountIds = (value: unknown): readonly string[] => texts(value).filter(isAccountId);

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];

function stringRecord(value: unknown): Readonly<Record<string, string>> {
  if (!isRecord(value)) return {};
  const entries = Object.entries(value).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return Object.assign(Object.create(null), Object.fromEntries(entries));
}
