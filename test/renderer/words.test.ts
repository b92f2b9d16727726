/**
 * Words and numbers of the window: sizes, names from outside, keys, envelopes, errors.
 */
import { describe, expect, it } from 'vitest';
import { refusal } from '../../renderer/features/drop/intake.ts';
import { accountsToAllow, factLines, keyPlace } from '../../renderer/features/envelope/envelope-facts.ts';
import { errorFacts, filePromise, remedyFor } from '../../renderer/features/errors/error-words.ts';
import {
  abilities,
  alsoOpenWith,
  contextTitle,
  keyName,
  keysTitle,
  keyTitle,
  missingWords,
  optionsTitle,
  otherKeysTitle,
  withKeyNames,
} from '../../renderer/features/identity/keys.ts';
import { formatBytes, formatProgress, formatTimeLeft, printable, shortArn } from '../../renderer/format.ts';
import {
  arn,
  contracts,
  envelopeKey,
  error,
  inCorp,
  info,
  inPractice,
  keyList,
  payroll,
  practice,
  practiceKey,
  profile,
  session,
  unnamed,
} from './samples.ts';

describe('numbers', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1000, '1 kB'],
    [96_400, '96.4 kB'],
    [999_949, '999.9 kB'],
    [999_950, '1 MB'],
    [4_200_000_000, '4.2 GB'],
    [5e18, '5,000 PB'],
  ])('%d bytes are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  it.each([
    [3_100_000_000, 4_200_000_000, '3.1 of 4.2 GB'],
    [0, 4_000_000, '0.0 of 4.0 MB'],
    [5, 10, '5 of 10 bytes'],
    [12, 10, '10 of 10 bytes'],
  ])('%d of %d is %s', (done, total, text) => expect(formatProgress(done, total)).toBe(text));

  it.each([
    [1, 'a few seconds left'],
    [21, '25 seconds left'],
    [57, '1 minute left'],
    [600, '10 minutes left'],
    [3590, '1 hour left'],
    [9000, '3 hours left'],
  ])('%d seconds are %s', (seconds, text) => expect(formatTimeLeft(seconds)).toBe(text));
});

describe('names from outside', () => {
  it('cannot turn the reading direction around or hide control characters', () => {
    expect(printable('report\u202Efdp.exe')).toBe('report\uFFFDfdp.exe');
    expect(printable('a\nb\u0000\u2066c')).toBe('a\uFFFDb\uFFFD\uFFFDc');
    expect(printable('Übersicht – 日本語 עברית.pdf')).toBe('Übersicht – 日本語 עברית.pdf');
  });

  it.each([
    [payroll.arn, 'eu-west-1 · 111122223333 · 1234abcd…'],
    [contracts.arn, 'eu-west-1 · 111122223333 · mrk-0f1e2d3c…'],
    [arn('1', 'x'), 'eu-west-1 · 1 · x'],
    ['arn:aws:kms:eu-west-1:111122223333:alias/payroll', 'eu-west-1 · 111122223333 · payroll'],
    ['backup key 3', 'backup key 3'],
  ])('%s is short as %s', (long, short) => expect(shortArn(long)).toBe(short));
});

describe('keys', () => {
  it('are called by alias, else by id, else by a short ARN', () => {
    expect(keyName(payroll)).toBe('payroll');
    expect(keyName(unnamed)).toBe('99887766-5544-3322-1100-ffeeddccbbaa');
    expect(keyTitle(session(inCorp), payroll.arn)).toBe('payroll');
    expect(keyTitle(session(), payroll.arn)).toBe(shortArn(payroll.arn));
  });

  it('of an envelope say where they are', () => {
    expect(keyPlace(envelopeKey(payroll))).toBe(shortArn(payroll.arn));
    expect(keyPlace(envelopeKey(practiceKey))).toMatch(/^Practice key/);
    expect(keyPlace(envelopeKey(payroll, { providerId: 'raw', name: 'x' }))).toBe('Not an AWS KMS key (raw)');
  });
});

describe('the options of encrypting', () => {
  it.each([
    [{ check: false, sign: false, shareAbove: 100, context: [], escrowKey: null }, 'Options'],
    [{ check: true, sign: false, shareAbove: 100, context: [], escrowKey: null }, 'Options: check'],
    [{ check: true, sign: true, shareAbove: 100, context: [], escrowKey: null }, 'Options: check, sign'],
  ])('say what is on (%#)', (options, title) => expect(optionsTitle(options)).toBe(title));
});

describe('keys besides the chosen one', () => {
  const escrowed = (escrowKey: string | null, otherKeyArns: readonly string[] = [], change = {}) =>
    session({
      ...inCorp,
      otherKeyArns,
      encryption: { check: false, sign: false, shareAbove: 100, context: [], escrowKey },
      ...change,
    });
  it.each([
    ['none', escrowed(null), 'Also openable with…', ''],
    [
      'one',
      escrowed(null, [contracts.arn]),
      'Also openable with 1 key',
      ` They also open with ${contracts.alias}.`,
    ],
    [
      'the escrow key',
      escrowed(unnamed.arn),
      'Also openable with 1 key',
      / They also open with 99887766-.*\.$/,
    ],
    ['the chosen one once more', escrowed(payroll.arn, [payroll.arn]), 'Also openable with…', ''],
    [
      'both, which are the same',
      escrowed(unnamed.arn, [unnamed.arn]),
      'Also openable with 1 key',
      /99887766/,
    ],
    [
      'many',
      escrowed(unnamed.arn, ['a', 'b']),
      'Also openable with 3 keys',
      ' They also open with 3 other keys.',
    ],
    ['practice, without the escrow key', escrowed(unnamed.arn, [], inPractice), 'Also openable with…', ''],
  ])('are counted and named: %s', (_, state, title, sentence) => {
    expect(otherKeysTitle(state)).toBe(title);
    if (typeof sentence === 'string') expect(alsoOpenWith(state)).toBe(sentence);
    else expect(alsoOpenWith(state)).toMatch(sentence);
  });

  it('stand in the row of a file', () => {
    const names = withKeyNames(new Map(), session(inCorp).keys);
    expect(keysTitle(names, payroll.arn, [])).toBe('payroll');
    expect(keysTitle(names, payroll.arn, ['a'])).toBe('payroll and 1 more key');
    expect(keysTitle(new Map(), payroll.arn, [])).toBe(shortArn(payroll.arn));
  });

  it('keep their name in the rows of files: the last alias that a list knew', () => {
    const names = withKeyNames(new Map(), keyList([payroll, unnamed]));
    expect(withKeyNames(names, { status: 'none' })).toBe(names);
    expect(withKeyNames(names, keyList([payroll, unnamed]))).toBe(names);
    expect(withKeyNames(names, keyList([{ ...payroll, alias: null }]))).toBe(names);
    const renamed = withKeyNames(names, keyList([{ ...payroll, alias: 'wages' }]));
    expect([...renamed]).toEqual([
      [payroll.arn, 'wages'],
      [unnamed.arn, keyName(unnamed)],
    ]);
  });
});

describe('accounts to allow before an envelope is opened', () => {
  const mine = profile('mine');
  const unknown = profile('unknown', { accountId: null });
  const both = info({
    keys: [envelopeKey(payroll), envelopeKey({ ...payroll, arn: arn('444455556666', 'x') })],
  });
  it.each([
    ['none where one of the keys is in the profile’s own account', both, mine, [], []],
    ['all where the account is not known', both, unknown, [], ['111122223333', '444455556666']],
    ['none where one is allowed', both, unknown, ['444455556666'], []],
    ['none before a profile is chosen', both, null, [], []],
    ['none for practice', info({ keys: [envelopeKey(practiceKey)], practice: true }), practice, [], []],
  ])('%s', (_, envelope, by, accounts, needed) => {
    expect(accountsToAllow(envelope, by, session({ accounts }))).toEqual(needed);
  });
});

it('the title of the encryption context counts its pairs', () => {
  expect(contextTitle([])).toBe('Encryption context');
  expect(contextTitle([['a', 'b']])).toBe('Encryption context: 1 pair');
});

describe('envelopes', () => {
  it('tell suite, commitment, signature and size in words', () => {
    const lines = new Map(factLines(info({ contentSize: null, committed: false, suiteId: 0x78 })));
    expect(lines.get('Content')).toContain('only after decrypting');
    expect(lines.get('Key commitment')).toMatch(/^No/);
    expect(lines.get('Algorithm suite')).toContain('(0x0078)');
  });
});

describe('errors', () => {
  it('offer to keep both only where a name is taken', () => {
    expect(remedyFor('target-exists')).toBe('keep-both');
    expect(remedyFor('access-denied')).toBe('try-again');
    expect(remedyFor('tampered')).toBe('try-again');
  });

  it('promise once that the file has not been changed', () => {
    expect(filePromise(error('io-error', 'The disk broke.'))).toBe('Your file has not been changed.');
    expect(filePromise(error('io-error', 'The disk broke. Your file has not been changed.'))).toBe('');
    expect(filePromise(error('io-error', 'The disk broke.', 'Your file has not been changed.'))).toBe('');
  });

  it('list the details there are', () => {
    const facts = errorFacts(error('throttled', 'x', '', { errorName: 'ThrottlingException', attempts: 5 }));
    expect(facts).toEqual([
      ['Code', 'throttled'],
      ['Error name', 'ThrottlingException'],
      ['Attempts', '5'],
    ]);
  });

  it('tell of other keys why they did not open', () => {
    const others = [
      { code: 'key-disabled', keyArn: 'arn:1', errorName: 'DisabledException' },
      { code: 'offline', keyArn: 'arn:2' },
    ] as const;
    expect(errorFacts(error('access-denied', 'x', '', { others }))).toEqual([
      ['Code', 'access-denied'],
      ['Other key 1', 'arn:1, key-disabled, DisabledException'],
      ['Other key 2', 'arn:2, offline'],
    ]);
  });

  it('say why a folder or a special file was left alone', () => {
    const ref = { handle: 'h', name: 'x', size: 0 };
    expect(refusal({ ...ref, kind: 'folder' })).toContain('folder');
    expect(refusal({ ...ref, kind: 'other' })).toContain('not an ordinary file');
  });
});

it('what can be done with a key, in one sentence or two', () => {
  const as = (answer: 'yes' | 'no' | 'unknown') => ({ answer, error: null });
  const words = (encrypt: 'yes' | 'no' | 'unknown', decrypt: 'yes' | 'no' | 'unknown') =>
    abilities({ facts: [], canEncrypt: as(encrypt), canDecrypt: as(decrypt), oneWay: false }).map(
      ({ words: text, tone }) => `${text}: ${tone}`,
    );
  expect(words('yes', 'yes')).toEqual(['You can encrypt and decrypt: good']);
  expect(words('yes', 'no')).toEqual(['You can encrypt: good', 'You cannot decrypt: bad']);
  expect(words('unknown', 'unknown')).toEqual(['Whether you can encrypt and decrypt is not known: soft']);
});

it('what is missing from a list of keys', () => {
  const list = { status: 'ready', keys: [], more: false } as const;
  expect(missingWords({ ...list, missing: [] })).toBe('');
  expect(missingWords({ ...list, missing: ['kms:ListKeys', 'kms:ListAliases'] })).toMatch(
    /^This profile lacks kms:ListKeys and kms:ListAliases: /,
  );
  expect(missingWords({ ...list, missing: [], more: true })).toMatch(/more keys/);
});
