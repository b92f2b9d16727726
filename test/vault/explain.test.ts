/** Every failure has words of ours: none of AWS's, none of the system's, and no placeholder left in them. */
import { describe, expect, test } from 'vitest';
import { type ErrorCode, errorCodes } from '../../electron/contract/errors.ts';
import { MAX_FILES } from '../../electron/contract/state.ts';
import { EngineError } from '../../electron/engine/errors.ts';
import { EnvelopeError } from '../../electron/envelope/errors.ts';
import { KmsError } from '../../electron/kms/errors.ts';
import { accessRequest, isAccessRequest } from '../../electron/vault/access-request.ts';
import { explain, failure } from '../../electron/vault/explain.ts';
import { texts } from '../../electron/vault/texts.ts';
import { awsArn, otherArn } from './envelopes.ts';

test('every code of the contract has a sentence, and no other has', () => {
  expect(Object.keys(texts).sort()).toEqual([...errorCodes].sort());
  for (const code of errorCodes) {
    const { message, advice } = failure(code).error;
    expect(message).toMatch(/^[A-Z].{10,}[.]$/);
    expect(advice === '' || /^[A-Z].{8,}[.]$/.test(advice)).toBe(true);
    expect(`${message}${advice}`).not.toMatch(/[{}]|undefined|null/);
  }
});

const secret = 'AKIAIOSFODNN7EXAMPLE is not authorized to perform';
const cases: readonly (readonly [Error, ErrorCode, object])[] = [
  [new EnvelopeError('tampered', 'frame 212'), 'tampered', {}],
  [new EngineError('disk-full', 'ENOSPC'), 'disk-full', { errorName: 'ENOSPC' }],
  [new EngineError('target-exists'), 'target-exists', {}],
  [new EngineError('internal'), 'internal', {}],
  [
    new KmsError('access-denied', { errorName: 'AccessDeniedException', requestId: 'r-1', attempts: 2 }),
    'access-denied',
    { errorName: 'AccessDeniedException', requestId: 'r-1', attempts: 2 },
  ],
  [new Error(secret), 'internal', { errorName: 'Error' }],
  [new TypeError(secret), 'internal', { errorName: 'TypeError' }],
];
test.each(cases)('%s', (error, code, details) => {
  const explained = explain(error, 'report.pdf');
  expect(explained).toEqual({ ...explained, code, details: { ...details, file: 'report.pdf' } });
  expect(JSON.stringify(explained)).not.toContain(secret);
  expect(explain(error).details).toEqual(details);
});

test.each([secret, null, undefined, 42, { message: secret }])(
  'something thrown that is no error: %j',
  (thrown) => {
    const explained = explain(thrown);
    expect(explained.code).toBe('internal');
    expect(JSON.stringify(explained)).not.toContain(secret);
  },
);

test('a failure that has its words already keeps them, and its file', () => {
  const own = failure('no-usable-key', { keyArn: 'arn' });
  expect(explain(own, 'x')).toEqual({ ...own.error, details: { keyArn: 'arn', file: 'x' } });
  expect(explain(failure('internal', { file: 'first' }), 'second').details.file).toBe('first');
});

test('where in the envelope it is, for parts that mean something to a person', () => {
  expect(explain(new EnvelopeError('tampered', 'frame 212')).message).toContain('(frame 212)');
  expect(explain(new EnvelopeError('invalid-envelope', 'header')).message).toContain('(header)');
  expect(explain(new EnvelopeError('tampered', 'frame 1; rm')).message).not.toContain('rm');
  expect(explain(new EnvelopeError('invalid-envelope', 'provider id')).message).not.toContain('provider');
});

test('why a profile cannot be used, with whatever its name contains', () => {
  const reason = 'Its source profile "$& $\' $1" does not exist.';
  expect(failure('profile-unusable', {}, reason).error.message).toBe(
    `This AWS profile cannot be used: ${reason}`,
  );
  expect(failure('profile-unusable').error.message).toBe('This AWS profile cannot be used.');
});

describe('a refusal of KMS', () => {
  const caller = 'arn:aws:sts::111122223333:assumed-role/DevRole/alice';
  const asked = {
    action: 'kms:Decrypt',
    keyId: otherArn,
    region: 'eu-west-1',
    encryptionContext: new Map([['purpose', 'wages "1"']]),
  };
  const aws = { errorName: 'AccessDeniedException', requestId: 'r-1', keyArn: otherArn, asked };

  test('by a key of another account says whose it is, and what to send to its administrator', () => {
    const { code, message, details } = explain(new KmsError('access-denied', { ...aws, caller }));
    expect(code).toBe('other-account');
    expect(message).toBe(
      'AWS refused. The key is in another account: 444455556666, and you are in 111122223333.',
    );
    expect(details).toEqual({
      errorName: 'AccessDeniedException',
      requestId: 'r-1',
      keyArn: otherArn,
      request: [
        'Please allow kms:Decrypt on this AWS KMS key, from another account:',
        `  key: ${otherArn}`,
        `  for: ${caller}`,
        '  encryption context: {"purpose":"wages \\"1\\""}',
        '  AWS answered: AccessDeniedException',
        '  request id: r-1',
      ].join('\n'),
    });
  });

  test('by a key of one’s own account, or where AWS does not say who asked, says no account', () => {
    const own = { ...aws, keyArn: awsArn, caller };
    for (const details of [own, aws])
      expect(explain(new KmsError('access-denied', details)).code).toBe('access-denied');
  });

  test('knows the key as it was named, and where, where no more is known', () => {
    const named = { ...asked, keyId: 'alias/payroll', encryptionContext: new Map() };
    expect(explain(new KmsError('access-denied', { asked: named })).details.request).toBe(
      'Please allow kms:Decrypt on this AWS KMS key:\n  key: alias/payroll\n  region: eu-west-1',
    );
  });

  test('asks for one thing, whatever an envelope or a person names', () => {
    const breaks = '\n\r\u0085\u2028\u2029\u007f\u202e\u200b\ufeff\u{e0001}\ud800';
    const encryptionContext = new Map([[`a${breaks}b`, `${breaks}  key: other`]]);
    const request = (keyId: string, from: string) =>
      explain(
        new KmsError('access-denied', { asked: { ...asked, keyId, encryptionContext }, caller: from }),
      ).details.request?.split(/[\p{Cc}\p{Zl}\p{Zp}]/u) ?? [];
    const lines = request(`alias/x${breaks}`, `${caller}${breaks}`);
    expect(lines.map((line) => line.split(':')[0])).toEqual([
      'Please allow kms',
      '  key',
      '  region',
      '  for',
      '  encryption context',
    ]);
    expect(lines.join('')).not.toMatch(/[\p{Cf}\p{Cs}]/u);
    expect(lines[1]).toBe(
      '  key: alias/x\\u000a\\u000d\\u0085\\u2028\\u2029\\u007f\\u202e\\u200b\\ufeff\\udb40\\udc01\\ud800',
    );
    const told: unknown = JSON.parse(lines[4]?.slice('  encryption context: '.length) ?? '');
    expect(told).toEqual(Object.fromEntries(encryptionContext));
  });

  test('is known again, as long as not many others were made since', () => {
    const request = (id: number) => accessRequest('access-denied', asked, { requestId: `r-${id}` }) ?? '';
    const [first, second] = [request(1), request(2)];
    expect([isAccessRequest(first), isAccessRequest(`${first} `)]).toEqual([true, false]);
    for (let id = 3; id <= MAX_FILES + 1; id++) request(id);
    expect([isAccessRequest(first), isAccessRequest(second)]).toEqual([false, true]);
  });

  test('cuts a long context, and says so', () => {
    const long = {
      ...asked,
      encryptionContext: new Map([['a', `${'x'.repeat(1_993)}\u{1f600}${'y'.repeat(60_000)}`]]),
    };
    const request = explain(new KmsError('access-denied', { asked: long })).details.request ?? '';
    expect(request).toContain(`  encryption context: {"a":"${'x'.repeat(1_993)}`);
    expect(request).toMatch(/x{1993}\\ud83d… \(cut: 62,003 characters in all\)$/);
  });

  test.each([
    ['key-disabled', /^Please enable this AWS KMS key/],
    ['key-pending-deletion', /^Please cancel the deletion of this AWS KMS key today\./],
  ] as const)('with %s asks for something else', (code, words) => {
    expect(explain(new KmsError(code, aws)).details.request).toMatch(words);
  });

  test.each(['throttled', 'offline', 'sign-in-needed', 'data-key-damaged', 'practice-key-missing'] as const)(
    'with %s asks nobody',
    (code) => {
      expect(explain(new KmsError(code, aws)).details).not.toHaveProperty('request');
    },
  );
});

test.each([
  [9, 'AWS rejects the clock of this computer: it is 9 minutes off.'],
  [1, 'AWS rejects the clock of this computer: it is 1 minute off.'],
  [0, 'AWS rejects the clock of this computer.'],
])('a clock that is %i minutes off', (clockOff, message) => {
  expect(explain(new KmsError('clock-skew', { clockOff })).message).toBe(message);
});

test('when a key will be deleted is said, where it is known', () => {
  const deletionDate = '2026-12-24T23:00:00.000Z';
  expect(explain(new KmsError('key-pending-deletion', { deletionDate })).message).toMatch(
    /scheduled for deletion: it will be deleted on 2026-12-24\. After that/,
  );
  expect(explain(new KmsError('key-pending-deletion')).message).toMatch(
    /scheduled for deletion\. After that/,
  );
});
