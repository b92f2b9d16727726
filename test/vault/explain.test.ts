/** Every failure has words of ours: none of AWS's, none of the system's, and no placeholder left in them. */
import { expect, test } from 'vitest';
import { type ErrorCode, errorCodes } from '../../electron/contract/errors.ts';
import { EngineError } from '../../electron/engine/errors.ts';
import { EnvelopeError } from '../../electron/envelope/errors.ts';
import { KmsError } from '../../electron/kms/errors.ts';
import { explain, failure } from '../../electron/vault/explain.ts';
import { texts } from '../../electron/vault/texts.ts';

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
