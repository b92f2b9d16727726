import { execFile } from 'node:child_process';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import {
  chmod,
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KmsError } from '../../../electron/kms/errors.ts';
import { fileProtection } from '../../../electron/kms/practice/file-protection.ts';
import { createFileStore } from '../../../electron/kms/practice/file-store.ts';
import type { KeyStore, Protection } from '../../../electron/kms/practice/key-store.ts';
import { createPracticeKey } from '../../support/practice-key.ts';

const realm = { accountId: '000000000000', region: 'practice-1' };
const run = promisify(execFile);

let parent: string;
let folder: string;
let path: string;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'practice-store-'));
  folder = join(parent, 'practice');
  path = join(folder, 'practice-keys.json');
});

afterEach(() => rm(parent, { recursive: true, force: true }));

/** A keychain as safeStorage is one: it encrypts under a key that the file does not have. */
function keychain(secret = randomBytes(32)): Protection & { readonly seen: Uint8Array[] } {
  const seen: Uint8Array[] = [];
  return {
    kind: 'keychain',
    seen,
    protect: async (bytes) => {
      seen.push(bytes);
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', secret, iv);
      const body = Buffer.concat([cipher.update(bytes), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64');
    },
    unprotect: async (text) => {
      const bytes = Buffer.from(text, 'base64');
      const decipher = createDecipheriv('aes-256-gcm', secret, bytes.subarray(0, 12));
      decipher.setAuthTag(bytes.subarray(12, 28));
      const plain = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]);
      seen.push(plain);
      return plain;
    },
  };
}

const fileStore = () => createFileStore(folder, fileProtection);
const makeKey = async (store: KeyStore, alias: string) =>
  (await createPracticeKey(store, realm, alias)).split('/')[1] ?? '';
const materialOf = (store: KeyStore, id: string) =>
  store.withMaterial(id, (bytes) => Buffer.from(bytes).toString('hex'));

async function expectUnreadable(promise: Promise<unknown>, errorName?: string): Promise<void> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(KmsError);
  expect(error).toMatchObject({
    code: 'practice-store-unreadable',
    ...(errorName && { details: { errorName } }),
  });
}

describe('the store on disk', () => {
  it('is empty, and makes nothing, before the first key', async () => {
    expect(await fileStore().read()).toEqual({ keys: [], aliases: [] });
    expect(await fileStore().withMaterial('x', () => 1)).toBeNull();
    expect(await readdir(parent)).toEqual([]);
  });

  it('keeps keys with their material, for this and the next process', async () => {
    const store = fileStore();
    const one = await makeKey(store, 'one');
    const two = await makeKey(store, 'two');
    const material = await materialOf(store, one);
    expect(material).toMatch(/^[0-9a-f]{64}$/);
    expect(await materialOf(fileStore(), one)).toBe(material);
    expect(await materialOf(fileStore(), two)).not.toBe(material);
    expect(await fileStore().read()).toEqual(await store.read());
    expect((await store.read()).aliases.map(({ name }) => name)).toEqual(['one', 'two']);
  });

  it('lets only this user in, and leaves nothing else behind', async () => {
    await mkdir(folder, { mode: 0o755 });
    await makeKey(fileStore(), 'one');
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await chmod(path, 0o644);
    await makeKey(fileStore(), 'two');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['practice-keys.json']);
  });

  it('replaces the file, never writes into it', async () => {
    await makeKey(fileStore(), 'one');
    const before = await readFile(path, 'utf8');
    await link(path, join(folder, 'old'));
    await makeKey(fileStore(), 'two');
    expect(await readFile(join(folder, 'old'), 'utf8')).toBe(before);
    expect(await readFile(path, 'utf8')).not.toBe(before);
  });

  it('changes nothing where the change is refused', async () => {
    await makeKey(fileStore(), 'one');
    const before = await readFile(path, 'utf8');
    const refused = fileStore().update(() => {
      throw new Error('no');
    });
    await expect(refused).rejects.toThrow('no');
    expect(await readFile(path, 'utf8')).toBe(before);
    expect(await readdir(folder)).toEqual(['practice-keys.json']);
  });

  it('zeroes material after use', async () => {
    const store = fileStore();
    const id = await makeKey(store, 'one');
    const kept = await store.withMaterial(id, (material) => {
      expect(material.some((byte) => byte !== 0)).toBe(true);
      return material;
    });
    expect(kept).toEqual(new Uint8Array(32));
    let inFailure: Uint8Array = Uint8Array.of(1);
    const failing = store.withMaterial(id, (material) => {
      inFailure = material;
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(inFailure).toEqual(new Uint8Array(32));
  });
});

describe('a file that cannot be trusted', () => {
  const id = '1234abcd-12ab-34cd-56ef-1234567890ab';
  const key = {
    id,
    created: '2026-01-02T03:04:05.000Z',
    description: '',
    usage: 'ENCRYPT_DECRYPT',
    state: 'Enabled',
    deletionDate: null,
    material: Buffer.alloc(32, 1).toString('base64'),
  };
  const alias = { name: 'a', keyId: id, created: key.created };
  const good = { version: 1, protection: 'file', keys: [key], aliases: [alias] };

  it('is not this one', async () => {
    await mkdir(folder);
    await writeFile(path, JSON.stringify(good));
    expect(await materialOf(fileStore(), id)).toBe('01'.repeat(32));
  });

  const contents: readonly (readonly [string, unknown])[] = [
    ['empty', ''],
    ['cut off', JSON.stringify(good).slice(0, -20)],
    ['no JSON', '\0\0\0\0'],
    ['null', null],
    ['a list', [good]],
    ['of a later version', { ...good, version: 2 }],
    ['without version', { ...good, version: undefined }],
    ['with something more', { ...good, more: 1 }],
    ['with another protection', { ...good, protection: 'none' }],
    ['with keys that are no list', { ...good, keys: {} }],
    ['with a key twice', { ...good, keys: [key, key] }],
    ['with an alias twice', { ...good, aliases: [alias, alias] }],
    ['with an alias of no key', { ...good, keys: [] }],
    ['with an alias with a space', { ...good, aliases: [{ ...alias, name: 'a b' }] }],
    ['with an alias with something more', { ...good, aliases: [{ ...alias, x: 1 }] }],
    ['with a key id that is a path', { ...good, keys: [{ ...key, id: '../../x' }], aliases: [] }],
    ['with an id in upper case', { ...good, keys: [{ ...key, id: id.toUpperCase() }], aliases: [] }],
    ['with a date that is none', { ...good, keys: [{ ...key, created: '2026-13-01T00:00:00.000Z' }] }],
    ['with a number as a date', { ...good, keys: [{ ...key, created: 1 }] }],
    ['with another usage', { ...good, keys: [{ ...key, usage: 'SIGN_VERIFY' }] }],
    ['with another state', { ...good, keys: [{ ...key, state: 'Creating' }] }],
    ['pending deletion without a date', { ...good, keys: [{ ...key, state: 'PendingDeletion' }] }],
    ['with a date of deletion too many', { ...good, keys: [{ ...key, deletionDate: key.created }] }],
    ['without material', { ...good, keys: [{ ...key, material: '' }] }],
    ['with a list as material', { ...good, keys: [{ ...key, material: [] }] }],
    ['too large', `${JSON.stringify(good)}${' '.repeat(4_194_304)}`],
  ];

  it.each(contents)('because it is %s is refused and left alone', async (_, content) => {
    await mkdir(folder);
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    await writeFile(path, text);
    await expectUnreadable(fileStore().read());
    await expectUnreadable(makeKey(fileStore(), 'b'));
    await expectUnreadable(materialOf(fileStore(), id));
    expect(await readFile(path, 'utf8')).toBe(text);
    expect(await readdir(folder)).toEqual(['practice-keys.json']);
  });

  it.each([
    ['short', Buffer.alloc(31, 1).toString('base64')],
    ['long', Buffer.alloc(33, 1).toString('base64')],
    ['no base64', '*'.repeat(44)],
    ['sloppy base64', `${Buffer.alloc(32, 1).toString('base64url')}=`.replace('A', '\n')],
  ])('because its material is %s gives no key', async (_, material) => {
    await mkdir(folder);
    await writeFile(path, JSON.stringify({ ...good, keys: [{ ...key, material }] }));
    await expectUnreadable(materialOf(fileStore(), id));
  });

  it('because it is a link, a folder or a pipe is refused and left alone', async () => {
    await mkdir(folder);
    await writeFile(join(parent, 'elsewhere'), JSON.stringify(good));
    await symlink(join(parent, 'elsewhere'), path);
    await expectUnreadable(makeKey(fileStore(), 'b'), 'ELOOP');
    expect(await readFile(join(parent, 'elsewhere'), 'utf8')).toBe(JSON.stringify(good));
    await rm(path);
    await mkdir(path);
    await expectUnreadable(makeKey(fileStore(), 'b'));
    await rm(path, { recursive: true });
    await run('mkfifo', [path]);
    await expectUnreadable(fileStore().read(), 'NotAFile');
  });

  it('because the folder is a link is refused, and what it leads to left alone', async () => {
    const elsewhere = join(parent, 'elsewhere');
    await mkdir(elsewhere, { mode: 0o755 });
    await chmod(elsewhere, 0o755);
    await writeFile(join(elsewhere, 'practice-keys.json'), JSON.stringify(good));
    await symlink(elsewhere, folder);
    await expectUnreadable(makeKey(fileStore(), 'b'), 'NotAFolder');
    await expectUnreadable(fileStore().read(), 'NotAFolder');
    await expectUnreadable(materialOf(fileStore(), id), 'NotAFolder');
    expect((await stat(elsewhere)).mode & 0o777).toBe(0o755);
    expect(await readdir(elsewhere)).toEqual(['practice-keys.json']);
  });

  it('because the folder is a file is refused', async () => {
    await writeFile(folder, '');
    await expectUnreadable(fileStore().read(), 'NotAFolder');
    await expectUnreadable(makeKey(fileStore(), 'b'));
  });
});

describe('protection', () => {
  it('by a keychain puts nothing readable into the file, and zeroes what it was given', async () => {
    const chain = keychain();
    const store = createFileStore(folder, chain);
    const id = await makeKey(store, 'one');
    const material = await materialOf(store, id);
    const text = await readFile(path, 'utf8');
    expect(text).toContain('"protection": "keychain"');
    expect(text).not.toContain(Buffer.from(material ?? '', 'hex').toString('base64'));
    expect(chain.seen).toHaveLength(2);
    for (const bytes of chain.seen) expect(bytes.every((byte) => byte === 0)).toBe(true);
  });

  it('by a keychain is not there for the command line, which leaves the store alone', async () => {
    await makeKey(createFileStore(folder, keychain()), 'one');
    const before = await readFile(path, 'utf8');
    await expectUnreadable(fileStore().read(), 'KeychainNeeded');
    await expectUnreadable(makeKey(fileStore(), 'two'), 'KeychainNeeded');
    expect(await readFile(path, 'utf8')).toBe(before);
  });

  it('by another keychain gives no key and loses none', async () => {
    const mine = keychain();
    const id = await makeKey(createFileStore(folder, mine), 'one');
    await expectUnreadable(materialOf(createFileStore(folder, keychain()), id), 'ProtectionFailed');
    expect(await materialOf(createFileStore(folder, mine), id)).toMatch(/^[0-9a-f]{64}$/);
  });

  it('by the file alone is readable where there is a keychain, and moves into it with the next write', async () => {
    const id = await makeKey(fileStore(), 'one');
    const material = await materialOf(fileStore(), id);
    const store = createFileStore(folder, keychain());
    expect(await materialOf(store, id)).toBe(material);
    expect(await readFile(path, 'utf8')).toContain('"protection": "file"');
    await makeKey(store, 'two');
    expect(await readFile(path, 'utf8')).not.toContain(Buffer.from(material ?? '', 'hex').toString('base64'));
    expect(await materialOf(store, id)).toBe(material);
    await expectUnreadable(fileStore().read(), 'KeychainNeeded');
  });

  it('that fails changes nothing', async () => {
    const id = await makeKey(fileStore(), 'one');
    const before = await readFile(path, 'utf8');
    const locked: Protection = { ...keychain(), protect: () => Promise.reject(new Error('SECRET')) };
    await expectUnreadable(makeKey(createFileStore(folder, locked), 'two'), 'ProtectionFailed');
    expect(await readFile(path, 'utf8')).toBe(before);
    expect(await materialOf(fileStore(), id)).toMatch(/^[0-9a-f]{64}$/);
    expect(await readdir(folder)).toEqual(['practice-keys.json']);
  });
});

describe('several writers', () => {
  it('in one process lose nothing', async () => {
    const stores = [fileStore(), fileStore()];
    const made = await Promise.all(
      Array.from({ length: 20 }, (_, n) => makeKey(stores[n % 2] ?? fileStore(), `k${n}`)),
    );
    const { keys, aliases } = await fileStore().read();
    expect(keys.map(({ id }) => id).sort()).toEqual([...made].sort());
    expect(aliases).toHaveLength(20);
  });

  it('in several processes lose nothing', async () => {
    const program = join(import.meta.dirname, 'make-keys.ts');
    const names = ['app', 'cli', 'third', 'fourth'];
    await Promise.all(names.map((name) => run(process.execPath, [program, folder, name, '25'])));
    const { keys, aliases } = await fileStore().read();
    expect(keys).toHaveLength(100);
    expect(new Set(aliases.map(({ name }) => name)).size).toBe(100);
    expect(new Set(aliases.map(({ keyId }) => keyId)).size).toBe(100);
    expect(await readdir(folder)).toEqual(['practice-keys.json']);
  }, 60_000);

  it('do not wait for a process that died holding the lock', async () => {
    await makeKey(fileStore(), 'one');
    const lock = `${path}.lock`;
    await writeFile(lock, '1 dead\n');
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(lock, longAgo, longAgo);
    await makeKey(fileStore(), 'two');
    expect((await fileStore().read()).keys).toHaveLength(2);
    expect(await readdir(folder)).toEqual(['practice-keys.json']);
  });

  it('do not wait for a lock that is a pipe, a folder or a link, and leave it alone', async () => {
    await mkdir(folder);
    const lock = `${path}.lock`;
    await run('mkfifo', [lock]);
    await expectUnreadable(makeKey(fileStore(), 'one'), 'NotAFile');
    await rm(lock);
    await mkdir(lock);
    await expectUnreadable(makeKey(fileStore(), 'one'), 'NotAFile');
    await rm(lock, { recursive: true });
    await symlink('/nowhere', lock);
    await expectUnreadable(makeKey(fileStore(), 'one'), 'ELOOP');
    expect(await readdir(folder)).toEqual(['practice-keys.json.lock']);
  }, 5_000);

  it('notice when their lock was taken over, and write nothing', async () => {
    await makeKey(fileStore(), 'one');
    const before = await readFile(path, 'utf8');
    const robbed: Protection = {
      ...fileProtection,
      protect: async (bytes) => {
        await writeFile(`${path}.lock`, 'somebody else\n');
        return fileProtection.protect(bytes);
      },
    };
    await expectUnreadable(makeKey(createFileStore(folder, robbed), 'two'), 'ELOCKED');
    expect(await readFile(path, 'utf8')).toBe(before);
    expect((await readdir(folder)).sort()).toEqual(['practice-keys.json', 'practice-keys.json.lock']);
  });
});
