/**
 * What happens to files that a person brings: encrypted as jobs, or opened as envelopes.
 *
 * Opening reads an envelope offline and puts its card on the desk. A double-click decrypts at once where that can
 * surprise nobody: the practice key is on this computer, or a ready profile has used keys of that account and region
 * before. Either way the job is pinned to the envelope that was read: one that takes its place is refused. Without
 * key commitment an envelope is opened only on a person's word for this one.
 */
import { lstat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { DecryptRequest, EncryptRequest, VerifyRequest } from '../contract/api.ts';
import type { EnvelopeCard, FileRef, Preflight } from '../contract/state.ts';
import { onSide } from '../engine/errors.ts';
import { parseKeyArn } from '../kms/arn.ts';
import { checkAllowed } from './candidates.ts';
import { dropped } from './drop.ts';
import { explain, failure } from './explain.ts';
import { VaultFailure } from './failure.ts';
import type { Handles } from './handles.ts';
import type { OpenSpec } from './job.ts';
import type { Jobs } from './jobs.ts';
import { isEnvelopeName } from './names.ts';
import { pinTo } from './pin.ts';
import type { PracticePort, Session } from './session.ts';
import type { SettingsStore } from './settings.ts';
import { mayOpenAtOnce, suggestProfile } from './suggest.ts';
import type { Vault } from './vault.ts';

export interface DeskParts {
  readonly vault: Vault;
  readonly jobs: Jobs;
  readonly session: Session;
  readonly settings: SettingsStore;
  readonly practice: PracticePort;
  readonly handles: Handles;
  readonly onCards: (cards: readonly EnvelopeCard[]) => void;
}

export interface Desk {
  readonly cards: () => readonly EnvelopeCard[];
  /** What a file is, with a handle for it; never follows a link. Throws `file-not-found`, `file-not-readable`. */
  readonly add: (path: string) => Promise<FileRef>;
  readonly encrypt: (request: EncryptRequest) => Promise<readonly string[]>;
  readonly openCard: (handle: string) => Promise<void>;
  readonly closeCard: (handle: string) => void;
  /** Whether KMS would let a profile open the envelope of a card; fails where another envelope is there by now. */
  readonly canOpen: (handle: string, profileId: string) => Promise<Preflight>;
  readonly decrypt: (request: DecryptRequest) => string;
  readonly verify: (request: VerifyRequest) => string;
  /** A double-click on an envelope: its card, or its content at once. */
  readonly doubleClick: (path: string) => Promise<void>;
}

export function createDesk(parts: DeskParts): Desk {
  const { vault, jobs, session, handles, onCards } = parts;
  let cards: readonly EnvelopeCard[] = [];

  function setCards(next: readonly EnvelopeCard[]): void {
    cards = next;
    onCards(cards);
  }

  async function readCard(handle: string): Promise<EnvelopeCard> {
    const path = handles.path(handle);
    const name = basename(path);
    try {
      const { info } = await vault.inspect(path);
      return {
        handle,
        name,
        suggestedProfileId: suggestProfile(info, parts),
        content: { status: 'ready', info },
      };
    } catch (error) {
      return {
        handle,
        name,
        suggestedProfileId: null,
        content: { status: 'failed', error: explain(error, name) },
      };
    }
  }

  /** One card a file, however often it was opened. */
  function putCard(card: EnvelopeCard): void {
    const path = handles.path(card.handle);
    setCards([...cards.filter(({ handle }) => handles.path(handle) !== path), card]);
  }

  function cardOf(handle: string): EnvelopeCard {
    const card = cards.find((one) => one.handle === handle);
    if (card === undefined) throw failure('unknown-handle');
    return card;
  }

  /** Takes the card off the desk and makes it a job. */
  function open(
    card: EnvelopeCard,
    wish: Pick<OpenSpec, 'kind' | 'onConflict'> & Omit<VerifyRequest, 'handle'>,
  ): string {
    if (card.content.status === 'failed') throw new VaultFailure(card.content.error);
    const { size, headerDigest, committed, keys: own } = card.content.info;
    if (!committed && !wish.allowUncommitted) throw failure('uncommitted-suite', { file: card.name });
    const pinned = pinTo(session, wish.profileId);
    const keys = session.keyChoice(wish.profileId);
    const arns = own.flatMap((key) => parseKeyArn(key.name) ?? []);
    checkAllowed(arns, wish.profileId, keys);
    setCards(cards.filter(({ handle }) => handle !== card.handle));
    return jobs.add({
      ...wish,
      source: handles.path(card.handle),
      size,
      ...pinned,
      headerDigest,
      keys,
    });
  }

  return {
    cards: () => cards,
    add: async (path) => {
      const name = basename(path);
      const stat = await onSide('source', () => lstat(path)).catch((error: unknown) => {
        throw new VaultFailure(explain(error, name));
      });
      const regular = isEnvelopeName(name) ? 'envelope' : 'file';
      const kind = stat.isFile() ? regular : stat.isDirectory() ? 'folder' : 'other';
      return { handle: handles.add(path), name, size: stat.size, kind };
    },
    encrypt: async (request) => (await dropped(request, parts)).map((spec) => jobs.add(spec)),
    openCard: async (handle) => putCard(await readCard(handle)),
    closeCard: (handle) => setCards(cards.filter((card) => card.handle !== handle)),
    canOpen: async (handle, profileId) => {
      const { content, name } = cardOf(handle);
      if (content.status === 'failed') throw new VaultFailure(content.error);
      session.profile(profileId);
      const { info, header } = await vault.inspect(handles.path(handle));
      if (info.headerDigest !== content.info.headerDigest) throw failure('source-changed', { file: name });
      return vault.canOpen(header, { profileId, keys: session.keyChoice(profileId) });
    },
    decrypt: ({ handle, ...wish }) => open(cardOf(handle), { kind: 'decrypt', ...wish }),
    verify: ({ handle, ...wish }) => open(cardOf(handle), { kind: 'verify', ...wish, onConflict: 'fail' }),
    doubleClick: async (path) => {
      const handle = handles.add(path);
      const card = await readCard(handle);
      const { suggestedProfileId: profileId, content } = card;
      if (
        content.status === 'ready' &&
        profileId !== null &&
        (await mayOpenAtOnce(content.info, profileId, parts))
      ) {
        open(card, { kind: 'decrypt', profileId, allowUncommitted: false, onConflict: 'keep-both' });
      } else {
        putCard(card);
      }
    },
  };
}
