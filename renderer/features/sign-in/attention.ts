/**
 * Sign-ins that files wait for, or that end while files still wait. Pure; `now` in milliseconds since 1970.
 */
import type { VaultError } from '../../../electron/contract/errors.ts';
import type { JobView, ProfileView, SessionState } from '../../../electron/contract/state.ts';
import { count, formatTime, printable } from '../../format.ts';
import { sessionOf } from '../identity/identity-words.ts';

/** Milliseconds before its end in which a sign-in is spoken of while files wait. */
const early = 10 * 60_000;

interface Files {
  /** Of the session or profile, the session's id or else the profile's. */
  readonly id: string;
  /** Safe to show. */
  readonly name: string;
  /** What to sign in to; null where this program cannot. */
  readonly sessionId: string | null;
  readonly files: number;
  readonly done: number;
  /** Not ended yet. */
  readonly left: number;
}

export type Attention =
  | (Files & { readonly status: 'ended'; readonly since: number; readonly error: VaultError })
  | (Files & { readonly status: 'ending'; readonly until: number });

const hasEnded = ({ state }: JobView): boolean =>
  state.status === 'done' || state.status === 'failed' || state.status === 'cancelled';

/** One for each session or profile that something is to be said of, in the order of their first files. */
export function attentions(
  session: SessionState,
  jobs: readonly JobView[],
  now: number,
): readonly Attention[] {
  const profiles = new Map(session.profiles.map((profile) => [profile.id, profile]));
  const sessionIds = new Map(
    session.profiles.map((profile) => [profile.id, sessionOf(session, profile)?.id]),
  );
  const groups = Map.groupBy(jobs, ({ profileId }) => sessionIds.get(profileId) ?? profileId);
  return [...groups].flatMap(([id, members]) => {
    const left = members.filter((job) => !hasEnded(job));
    const [first] = left;
    if (first === undefined) return [];
    const to = session.signInSessions.find((it) => it.id === id);
    const files: Files = {
      id,
      name: printable(to?.name ?? first.profileName),
      sessionId: to?.id ?? null,
      files: members.length,
      done: members.filter(({ state }) => state.status === 'done').length,
      left: left.length,
    };
    const found = ended(files, left) ?? ending(files, left, profiles, now);
    return found === null ? [] : [found];
  });
}

function ended(files: Files, left: readonly JobView[]): Attention | null {
  const waiting = left.map(({ state }) => state).find((state) => state.status === 'waiting');
  return waiting === undefined
    ? null
    : { ...files, status: 'ended', since: Date.parse(waiting.since), error: waiting.error };
}

function ending(
  files: Files,
  left: readonly JobView[],
  profiles: ReadonlyMap<string, ProfileView>,
  now: number,
): Attention | null {
  const ends = left.flatMap(({ profileId }) => {
    const state = profiles.get(profileId)?.state;
    return state?.status === 'ready' && state.until !== null ? [Date.parse(state.until)] : [];
  });
  const until = Math.min(...ends);
  return until - now <= early ? { ...files, status: 'ending', until } : null;
}

export interface AttentionWords {
  /** What does not change while it stands there, to be heard at once. */
  readonly alert: string;
  /** What does, to be read. */
  readonly more: string;
}

export function attentionWords(attention: Attention, now: number): AttentionWords {
  const { name, files, done, left } = attention;
  const waiting = left === 1 ? 'is waiting' : 'are waiting';
  if (attention.status === 'ending') {
    return {
      alert: `Your sign-in for ${name} ${attention.until > now ? 'ends' : 'ended'} at ${formatTime(attention.until, now)}.`,
      more: `${count(left, 'file')} ${left === 1 ? 'is' : 'are'} not done yet.`,
    };
  }
  const rest = done + left === files ? 'the rest' : left.toLocaleString('en');
  const counted =
    done === 0
      ? `${count(left, 'file')} ${waiting}.`
      : `${done.toLocaleString('en')} of ${count(files, 'file')} are done; ${rest} ${waiting}.`;
  return {
    alert: `Your sign-in for ${name} ended at ${formatTime(attention.since, now)}. ${counted}`,
    more: '',
  };
}
