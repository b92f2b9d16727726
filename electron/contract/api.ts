/**
 * The bridge, in one object: every call and event that crosses between the window and main.
 *
 * The preload derives `window.vault` from it, main registers exactly these channels, and the renderer's types
 * are computed from it, so that a name is written once. Calls answer a `Result`; exceptions do not cross.
 */
import type { Result } from './errors.ts';
import type {
  ConflictPolicy,
  EncryptionOptions,
  EnvelopeCard,
  FileRef,
  FirstPolicy,
  JobsChange,
  NewProfile,
  NewSession,
  Preflight,
  SessionState,
  SignInWay,
  SsoAccount,
  VaultState,
} from './state.ts';

/** A call's channel with its types; `Args` is a tuple. The types exist only for the compiler. */
export interface Call<Args extends readonly unknown[], Value> {
  readonly channel: string;
  /** The single argument is a list of `File`s, which the preload turns into paths for main. */
  readonly files: boolean;
  readonly args?: Args;
  readonly value?: Value;
}

export interface Event<Payload> {
  readonly channel: string;
  readonly payload?: Payload;
}

const call = <Args extends readonly unknown[], Value>(channel: string, files = false): Call<Args, Value> => ({
  channel: `vault:${channel}`,
  files,
});
const event = <Payload>(channel: string): Event<Payload> => ({ channel: `vault:${channel}` });

export interface EncryptRequest {
  readonly handles: readonly string[];
  readonly profileId: string;
  readonly keyArn: string;
  readonly onConflict: FirstPolicy;
  /** The person's word for a key that they could not decrypt with again, without which it is refused. */
  readonly allowOneWay: boolean;
}

export interface VerifyRequest {
  readonly handle: string;
  readonly profileId: string;
  /** The person's word for this one envelope, without which one that has no key commitment is refused. */
  readonly allowUncommitted: boolean;
}

export interface DecryptRequest extends VerifyRequest {
  readonly onConflict: FirstPolicy;
}

export const calls = {
  /** Everything the window shows; ask once, then follow the events. */
  getState: call<[], VaultState>('get-state'),
  /** Read the AWS config files again. */
  reloadProfiles: call<[], null>('reload-profiles'),
  /** Choose whose keys to use; the key list follows as an event. */
  selectProfile: call<[profileId: string], null>('select-profile'),
  /**
   * Sign in, in the person's browser: opens one tab. Answers when the sign-in is under way; the rest follows as
   * events. `browser` where a session has it, else `device`. A sign-in that is under way is taken back first.
   */
  signIn: call<[sessionId: string, way: SignInWay], null>('sign-in'),
  /** Put the link of a sign-in under way on the clipboard, for another browser. */
  copySignInLink: call<[sessionId: string], null>('copy-sign-in-link'),
  /** Take a sign-in back, or a failed one off the window. */
  cancelSignIn: call<[sessionId: string], null>('cancel-sign-in'),
  /** Forget the session's token, here and at AWS. */
  signOut: call<[sessionId: string], null>('sign-out'),
  /** AWS accounts of the signed-in person. */
  listAccounts: call<[sessionId: string], readonly SsoAccount[]>('list-accounts'),
  /** Names of the roles in one of them. */
  listRoles: call<[sessionId: string, accountId: string], readonly string[]>('list-roles'),
  /** Add a profile to the AWS config file (after a backup) and choose it. */
  saveProfile: call<[profile: NewProfile], null>('save-profile'),
  /** Add a session to sign in to to the AWS config file (after a backup); answers its id. */
  saveSession: call<[session: NewSession], string>('save-session'),
  /** Answer `SessionState.mfa`; null takes back what asked. */
  answerMfa: call<[id: string, code: string | null], null>('answer-mfa'),
  /** Ask AWS again who the chosen profile is. */
  refreshIdentity: call<[], null>('refresh-identity'),
  selectKey: call<[keyArn: string], null>('select-key'),
  /** Take a key into the list by its alias, id or ARN, of any account and region, and choose it. */
  addKey: call<[named: string], null>('add-key'),
  /** List the keys of the chosen profile again. */
  refreshKeys: call<[], null>('refresh-keys'),
  /** Keys that open new envelopes, too, with the chosen profile, by ARN; remembered. At most `MAX_OTHER_KEYS`. */
  setOtherKeys: call<[keyArns: readonly string[]], null>('set-other-keys'),
  /** How files are encrypted from now on; remembered. */
  setEncryption: call<[options: EncryptionOptions], null>('set-encryption'),
  /** "Try without AWS": choose practice, and make a practice key where there is none. */
  usePractice: call<[], null>('use-practice'),
  /** Files dropped on the window. */
  addFiles: call<[files: readonly File[]], readonly FileRef[]>('add-files', true),
  /** The system's dialog; an empty list when the person closed it. */
  chooseFiles: call<[], readonly FileRef[]>('choose-files'),
  /** One job a file; answers the jobs' ids. */
  encrypt: call<[request: EncryptRequest], readonly string[]>('encrypt'),
  /** Let keys of this AWS account be asked to open envelopes; remembered. */
  allowAccount: call<[accountId: string], null>('allow-account'),
  /** Show the card of an envelope, read offline. */
  openCard: call<[handle: string], null>('open-card'),
  closeCard: call<[handle: string], null>('close-card'),
  /** Whether KMS would let this profile open the envelope of a card; it is not opened. */
  canOpen: call<[handle: string, profileId: string], Preflight>('can-open'),
  /** Decrypt beside the envelope; answers the job's id and closes its card. */
  decrypt: call<[request: DecryptRequest], string>('decrypt'),
  /** Prove an envelope without writing anything; answers the job's id and closes its card. */
  verify: call<[request: VerifyRequest], string>('verify'),
  cancelJob: call<[jobId: string], null>('cancel-job'),
  /** Hold a running job where it is; null for all jobs, those that wait or are yet to come included. */
  pause: call<[jobId: string | null], null>('pause'),
  /** Let go what `pause` holds. A job held by itself stays so when all are let go. */
  resume: call<[jobId: string | null], null>('resume'),
  /**
   * Run a job that failed or was cancelled once more, as a new job in the same row. `replace` is for the file that
   * the failed job showed as `taken`: where another one is there by then, it fails again.
   */
  retryJob: call<[jobId: string, onConflict: ConflictPolicy], null>('retry-job'),
  /** Take jobs that ended off the list; the files stay. */
  clearEnded: call<[], null>('clear-ended'),
  /** Put a failure's `details.request` on the clipboard, which the page itself may not touch; refuses other texts. */
  copyRequest: call<[request: string], null>('copy-request'),
  showInFolder: call<[jobId: string], null>('show-in-folder'),
} as const;

export const events = {
  session: event<SessionState>('on-session'),
  jobs: event<JobsChange>('on-jobs'),
  cards: event<readonly EnvelopeCard[]>('on-cards'),
  /** Files chosen through the application menu: to be treated as if they had been dropped. */
  filesChosen: event<readonly FileRef[]>('on-files-chosen'),
  /** The profile menu was asked for through the application menu. */
  profileMenu: event<null>('on-profile-menu'),
} as const;

export type Calls = typeof calls;
export type Events = typeof events;
export type CallName = keyof Calls;
export type EventName = keyof Events;

export type CallArgs<N extends CallName> = Calls[N] extends Call<infer Args, unknown> ? Args : never;
export type CallValue<N extends CallName> = Calls[N] extends Call<infer _Args, infer Value> ? Value : never;
export type EventPayload<N extends EventName> = Events[N] extends Event<infer Payload> ? Payload : never;

/** `window.vault`: the calls, and `on`, which answers the function that ends the subscription. */
export type VaultBridge = {
  readonly [N in CallName]: (...args: CallArgs<N>) => Promise<Result<CallValue<N>>>;
} & {
  readonly on: <N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void) => () => void;
};
