/**
 * What the command line advises where the window has other means; for people and for programs alike.
 */
import type { ErrorCode, VaultError } from '../contract/errors.ts';
import type { ProfileView } from '../contract/state.ts';
import { failure } from '../vault/explain.ts';
import { profileWord } from './named-profile.ts';

const advice: Partial<Readonly<Record<ErrorCode, string>>> = {
  'is-a-folder': 'Say --recursive to take the files in it.',
  'target-exists':
    'Say --output to put the result elsewhere, or --on-conflict keep-both or replace; only ordinary files are replaced, ' +
    'never the one that is read, nor another result of the same run.',
  'uncommitted-suite': 'If you trust where it came from, say --allow-uncommitted.',
  'account-not-allowed':
    'If you know whose account it is, say --account and its number; of a profile, aws_account_id in the AWS config tells it.',
  'practice-key-missing':
    'Practice envelopes open only where they were made. To encrypt, leave --key out: a practice key is there or is made.',
  'name-not-unicode': 'Rename it, or give its content as standard input.',
  'sign-in-needed': 'Renew the credentials of this profile.',
};

/** The error with the command line's advice; `profile` is the command's, null where there is none. */
export function advised(error: VaultError, profile: ProfileView | null): VaultError {
  const { code, details } = error;
  if (details.command !== undefined) return error;
  if (code !== 'sign-in-needed' || !profile?.sessionId)
    return { ...error, advice: advice[code] ?? error.advice };
  const command = `envelope sign-in --profile ${profileWord(profile)}`;
  return failure(code, { ...details, command }).error;
}
