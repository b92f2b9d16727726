/** The shape that each call's arguments must have: checked in main before anything is done with them. */
import { z } from 'zod';
import type { CallName } from '../contract/api.ts';
import { MAX_FILES, MAX_OTHER_KEYS } from '../contract/state.ts';

z.config({ jitless: true });

const MAX_PATH_LENGTH = 32_768;
/** More than any that main makes. */
const MAX_REQUEST_LENGTH = 65_536;
const MAX_PAIRS = 1_000;
const MAX_TEXT = 65_536;

const handle = z.uuid();
const jobId = z.uuid();
const profileId = z.string().min(1).max(512);
const keyArn = z.string().min(1).max(2048);
const sessionId = z.string().min(1).max(2048);
const accountId = z.string().regex(/^[0-9]{12}$/);
/** Whether they can be used, those say in words who write them to the config file. */
const name = z.string().max(256);
const region = z.string().max(64);
const firstPolicy = z.enum(['fail', 'keep-both']);
const verifyRequest = { handle, profileId, allowUncommitted: z.boolean() };
/** Whether they can be used, `vault/encryption-context.ts` says, in words. */
const contextPair = z.tuple([z.string().max(MAX_TEXT), z.string().max(MAX_TEXT)]);
/** A path as the preload found it; empty for a `File` that is not on disk. */
const path = z.string().max(MAX_PATH_LENGTH);

export const schemas = {
  getState: z.tuple([]),
  reloadProfiles: z.tuple([]),
  selectProfile: z.tuple([profileId]),
  signIn: z.tuple([sessionId, z.enum(['browser', 'device'])]),
  copySignInLink: z.tuple([sessionId]),
  cancelSignIn: z.tuple([sessionId]),
  signOut: z.tuple([sessionId]),
  listAccounts: z.tuple([sessionId]),
  listRoles: z.tuple([sessionId, accountId]),
  saveProfile: z.tuple([z.strictObject({ sessionId, name, accountId, roleName: name, region })]),
  saveSession: z.tuple([z.strictObject({ name, startUrl: z.string().max(2048), region })]),
  answerMfa: z.tuple([z.uuid(), z.string().min(1).max(64).nullable()]),
  refreshIdentity: z.tuple([]),
  selectKey: z.tuple([keyArn]),
  addKey: z.tuple([keyArn]),
  refreshKeys: z.tuple([]),
  setOtherKeys: z.tuple([z.array(keyArn).max(MAX_OTHER_KEYS)]),
  setEncryption: z.tuple([
    z.strictObject({
      check: z.boolean(),
      sign: z.boolean(),
      shareAbove: z.int().min(1).max(MAX_FILES),
      context: z.array(contextPair).max(MAX_PAIRS),
      escrowKey: keyArn.nullable(),
    }),
  ]),
  usePractice: z.tuple([]),
  addFiles: z.tuple([z.array(path).max(MAX_FILES)]),
  chooseFiles: z.tuple([]),
  encrypt: z.tuple([
    z.strictObject({
      handles: z.array(handle).min(1).max(MAX_FILES),
      profileId,
      keyArn,
      onConflict: firstPolicy,
      allowOneWay: z.boolean(),
    }),
  ]),
  allowAccount: z.tuple([accountId]),
  openCard: z.tuple([handle]),
  closeCard: z.tuple([handle]),
  canOpen: z.tuple([handle, profileId]),
  decrypt: z.tuple([z.strictObject({ ...verifyRequest, onConflict: firstPolicy })]),
  verify: z.tuple([z.strictObject(verifyRequest)]),
  cancelJob: z.tuple([jobId]),
  pause: z.tuple([jobId.nullable()]),
  resume: z.tuple([jobId.nullable()]),
  retryJob: z.tuple([jobId, z.enum(['fail', 'keep-both', 'replace'])]),
  clearEnded: z.tuple([]),
  copyRequest: z.tuple([z.string().min(1).max(MAX_REQUEST_LENGTH)]),
  showInFolder: z.tuple([jobId]),
} as const satisfies Record<CallName, z.ZodTuple>;

/** The arguments as main gets them: `File`s have become paths. */
export type CheckedArgs<N extends CallName> = z.infer<(typeof schemas)[N]>;
