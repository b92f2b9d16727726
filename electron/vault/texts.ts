/**
 * What people read when something fails: one entry a code.
 *
 * `message` says what happened, `advice` what to do. `{place}` becomes the part of the envelope
 * concerned, `{role}` the role and its account, and `{reason}` why a profile, a key or a context cannot be used.
 */
import type { ErrorCode } from '../contract/errors.ts';

export interface Text {
  readonly message: string;
  readonly advice: string;
}

const text = (message: string, advice = ''): Text => ({ message, advice });

export const texts: Readonly<Record<ErrorCode, Text>> = {
  'not-an-envelope': text('This file is not an envelope.', 'Check that you chose the right file.'),
  truncated: text(
    'This envelope is incomplete: its end is missing.',
    'Get the file again from where it came.',
  ),
  tampered: text(
    'Not authentic: this envelope was altered or damaged after it was made{place}. Nothing was saved.',
    'Get another copy of the envelope.',
  ),
  'trailing-bytes': text(
    'Not decrypted: something was added after the end of the envelope. Nothing was saved.',
    'Get another copy of the envelope.',
  ),
  'unsupported-version': text(
    'This envelope was made by a newer version of its format than this program knows.',
    'Update Envelope Vault.',
  ),
  'unsupported-suite': text(
    'This envelope uses an encryption that this program does not know.',
    'Update Envelope Vault, or get another copy of the envelope.',
  ),
  'uncommitted-suite': text(
    'This envelope was made without key commitment, by an older tool.',
    'Ask the sender to encrypt it again with a current tool, or allow it for this file if you trust where it comes from.',
  ),
  'invalid-envelope': text(
    'This envelope is damaged{place}. Nothing was saved.',
    'Get another copy of the envelope.',
  ),
  'limit-exceeded': text('This file is beyond what an envelope can hold or this program accepts.'),
  'key-commitment-failed': text(
    'Not decrypted: the key in this envelope is not the one that it was encrypted with. Nothing was saved.',
    'Get another copy of the envelope, and tell its sender.',
  ),
  'file-not-found': text('There is no such file.', 'Check whether it was moved, renamed or mistyped.'),
  'file-not-readable': text('You are not allowed to read this file.', 'Ask its owner for access.'),
  'not-a-file': text('This is not an ordinary file, so it was left alone.', 'Choose a file with content.'),
  'is-a-link': text(
    'This is a link to another file, so it was left alone.',
    'Choose the file that it points to.',
  ),
  'is-a-folder': text('This is a folder, so it was left alone.', 'Choose the files in it.'),
  'name-not-unicode': text(
    'The name of this file or folder is not valid UTF-8, so it was left alone.',
    'Rename it.',
  ),
  'folder-not-readable': text('You are not allowed to look into this folder.', 'Ask its owner for access.'),
  'folder-not-writable': text(
    'No file can be written into this folder, or it is not there any more.',
    'Choose another folder, or ask for access to this one.',
  ),
  'target-exists': text(
    'A file with the name of the result is already there. It was not replaced.',
    'Move or rename the other file, or put the result elsewhere.',
  ),
  'name-too-long': text(
    'The name of the result would be too long for this folder.',
    'Give the file a shorter name.',
  ),
  'disk-full': text(
    'There is not enough room on the disk. Nothing was left behind.',
    'Make room, or choose another folder.',
  ),
  'source-changed': text(
    'The file was changed while it was being read, so nothing was kept.',
    'Try again when nothing writes to it.',
  ),
  'output-closed': text(
    'Not all of the result was taken: the program that reads it has ended.',
    'See what that program says.',
  ),
  'check-failed': text(
    'The new envelope could not be read back as it was written, so nothing was kept.',
    'Check the drive that it was written to, then try again.',
  ),
  'io-error': text('The disk or network drive failed.', 'Try again; if it happens again, check the drive.'),
  'no-usable-key': text(
    'None of the keys in this envelope fits what was chosen to open it.',
    'Choose the profile of the account that the envelope names, practice for a practice envelope, or, where keys were named, one that is in the envelope.',
  ),
  'account-not-allowed': text(
    'This envelope needs a key of AWS account {accounts}, which is neither known to be yours nor allowed. It was not contacted.',
    'Allow the account if you know whose it is, or choose a profile of that account.',
  ),
  'access-denied': text(
    'AWS refused. Either you are not allowed to use this key, or the key is not there; AWS does not say which.',
    'Ask an administrator of the account for access to the key, or choose another profile.',
  ),
  'key-disabled': text('This key is switched off.', 'An administrator can switch it on; the file is intact.'),
  'key-pending-deletion': text(
    'Urgent: this key is scheduled for deletion{reason} After that nobody can ever open files encrypted with it.',
    'Ask an administrator to cancel the deletion today.',
  ),
  'key-not-found': text(
    'This key does not exist in this account and region.',
    'Choose another key. If an envelope names it, it may have been deleted: ask an administrator of its account.',
  ),
  'key-unusable': text(
    'This key cannot be used{reason}',
    'To encrypt, choose an enabled, symmetric key that AWS does not manage; to decrypt, ask its administrator.',
  ),
  'key-unavailable': text(
    'The key store that this key is in cannot be reached by AWS.',
    'Try again later; if it goes on, ask the administrator of the key store.',
  ),
  'other-account': text(
    'AWS refused. The key is in another account{reason}',
    'Choose a profile of the account that the key is in, or ask an administrator there for access.',
  ),
  'grant-token-rejected': text(
    'AWS does not accept the grant token.',
    'Check that it is whole. A grant that is older than five minutes needs none.',
  ),
  'wrong-key': text(
    'The envelope was encrypted with another key.',
    'Choose the key that the envelope names.',
  ),
  'data-key-damaged': text(
    'The encrypted key in this envelope, or its encryption context, was altered or damaged.',
    'Get another copy of the envelope.',
  ),
  throttled: text('AWS asked us to slow down.', 'Try again in a minute.'),
  'kms-error': text('AWS KMS could not answer.', 'Try again; quote the request id if it goes on.'),
  'profile-not-found': text(
    'This AWS profile is not in ~/.aws/config or ~/.aws/credentials{reason}',
    'Choose another profile.',
  ),
  'profile-unusable': text(
    'This AWS profile cannot be used{reason}',
    'Check it in your AWS config, or choose another one.',
  ),
  'config-broken': text(
    'Your AWS config files could not be read{reason}',
    'Check ~/.aws/config and ~/.aws/credentials. Practice works without them.',
  ),
  'profile-changed': text(
    'This profile is in another AWS account than when the file was given to it. The file has not been changed.',
    'Check the profile in your AWS config, then give the file to the profile that you mean.',
  ),
  'sign-in-needed': text('You are not signed in with this profile.', 'Sign in, then it goes on.'),
  'sign-in-refused': text(
    'The sign-in service answered with something that no browser should open.',
    'Check the start URL and your network, then try again.',
  ),
  'session-not-found': text(
    'This sign-in is not in your AWS config any more.',
    'Read the profiles again, or connect to your organisation again.',
  ),
  'mfa-needed': text(
    'This profile needs a code of your MFA device.',
    'Try again and enter the code; the command line asks for it in a terminal.',
  ),
  'mfa-rejected': text(
    'AWS does not accept this code.',
    'Wait for the next one: a code works once. If it goes on, check the clock of the device and its number in your AWS config.',
  ),
  'credentials-rejected': text(
    'AWS does not accept the credentials of this profile.',
    'Renew them, or choose another profile.',
  ),
  'role-not-allowed': text(
    'You are signed in, but not allowed to use {role}.',
    'Ask your administrator for it, or choose another profile.',
  ),
  'sign-in-denied': text(
    'The sign-in was refused, in the browser or by your organisation.',
    'Sign in again; if it is refused again, ask who looks after AWS in your organisation.',
  ),
  'sign-in-timeout': text('Nobody finished the sign-in in the browser in time.', 'Sign in again.'),
  'session-rejected': text(
    'AWS does not know an organisation with this start URL and region.',
    'Check both in your AWS config, or ask who looks after AWS in your organisation.',
  ),
  'sign-out-unconfirmed': text(
    'You are signed out on this computer, but AWS could not be told.',
    'The sign-in ends at AWS by itself within hours.',
  ),
  'token-not-saved': text(
    'The sign-in could not be kept or removed in ~/.aws/sso/cache.',
    'Check that you may write there, and that the disk is not full.',
  ),
  'config-not-saved': text('Nothing was added to your AWS config{reason}'),
  'clock-skew': text('AWS rejects the clock of this computer{reason}', 'Set the clock, then try again.'),
  'wrong-region': text(
    'What answered is AWS KMS of another region than the one that was asked for.',
    'Check the region of the profile and its endpoint, if it has one, in your AWS config, or the region in the ARN of the key.',
  ),
  offline: text(
    'AWS could not be reached. Encrypting and decrypting need a connection.',
    'Check your network, then try again.',
  ),
  'proxy-refused': text(
    'The proxy of this network did not let us through to AWS.',
    'It may want a name and password, which HTTPS_PROXY can have (http://name:password@proxy:port), or forbid AWS: ask whoever looks after it.',
  ),
  'tls-untrusted': text(
    'What answered is not AWS, or somebody in between: this computer does not trust its certificate.',
    'If your company inspects connections, name its certificate in ca_bundle of the profile or in AWS_CA_BUNDLE. In a hotel or train, open any page in your browser first.',
  ),
  'practice-store-unreadable': text(
    'The practice keys on this computer could not be read or written. They were left as they are.',
    'Keys made by the app and kept in the keychain open only in the app.',
  ),
  'practice-key-missing': text(
    'This practice key is not on this computer.',
    'Practice envelopes open only where they were made.',
  ),
  'invalid-context': text(
    'This encryption context cannot be used{reason}',
    'Use a few short pairs of a name and a value.',
  ),
  'context-mismatch': text(
    'Not opened: the encryption context of this envelope is not the one that was asked for.',
    'See its context with inspect, or check that you have the right envelope.',
  ),
  'no-key-chosen': text('No KMS key is chosen.', 'Choose a key first.'),
  'cannot-decrypt-again': text(
    'You could encrypt with this key, but not decrypt again.',
    'Ask for kms:Decrypt on this key, or choose another one.',
  ),
  'invalid-key-arn': text(
    'This is not the ARN of a KMS key that can be used here{reason}',
    'It looks like arn:aws:kms:REGION:ACCOUNT:key/ID; the AWS console shows it with the key.',
  ),
  cancelled: text('Cancelled. Nothing was saved.'),
  'self-test-failed': text(
    'Envelope Vault cannot work here: a check of its cryptography failed.',
    'Install it again, or use another computer. Your files have not been touched.',
  ),
  'bad-request': text('The window asked for something that it may not ask for.', 'Restart Envelope Vault.'),
  'unknown-handle': text('This file is not known any more.', 'Drop or choose it again.'),
  internal: text(
    'Something went wrong in Envelope Vault itself.',
    'Try again; if it happens again, report it.',
  ),
};
