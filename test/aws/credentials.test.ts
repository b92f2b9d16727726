/** Opening profiles: which can be used, and where their services are. */
import { writeFile } from 'node:fs/promises';
import { describe, expect, it, vi } from 'vitest';
import { callerIdentity } from '../../electron/aws/caller-identity.ts';
import { configText, corp, profile } from '../support/identity/organisation.ts';
import { accesses, accessSetting, codeOf } from './credentials/setting.ts';

const setting = accessSetting();
const STATIC = { aws_access_key_id: 'AKIAIOSFODNN7EXAMPLE', aws_secret_access_key: 'secret' };

describe('opening a profile', () => {
  it('gives its credentials and region, contacts nobody, and asks no instance for anything', async () => {
    await writeFile(setting().home.config, profile('a', { ...STATIC, region: 'eu-west-1' }));
    const { credentials, region, profile: described } = await accesses().open('aws:a');
    expect(region).toBe('eu-west-1');
    expect(described).toMatchObject({ id: 'aws:a', kind: 'static', state: { status: 'ready', until: null } });
    expect(await credentials()).toEqual({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' });
    expect(process.env['AWS_EC2_METADATA_DISABLED']).toBe('true');
    expect(setting().aws.center.calls.size).toBe(0);
  });

  it.each([
    ['aws:nobody', 'profile-not-found'],
    ['aws:constructor', 'profile-not-found'],
    ['aws:circle', 'profile-unusable'],
    ['aws:my profile', 'profile-unusable'],
    ['aws:empty', 'profile-unusable'],
    ['aws:missing', 'profile-unusable'],
    ['env:', 'profile-not-found'],
    ['nonsense', 'profile-not-found'],
  ])('%s: %s', async (id, code) => {
    const circle = { role_arn: 'arn:aws:iam::444455556666:role/Writer', source_profile: 'circle' };
    const missing = profile('missing', { ...STATIC, ca_bundle: '/nowhere/bundle.pem' });
    const odd = profile('circle', circle) + profile('my profile', STATIC) + profile('empty', {}) + missing;
    await writeFile(setting().home.config, odd);
    const about = { profile: id.replace('aws:', '') };
    await expect(accesses().open(id)).rejects.toMatchObject({ code, details: about });
  });

  it('fails with config-broken where the files are, and with the same profile works when they are not any more', async () => {
    const profiles = accesses();
    await writeFile(setting().home.config, '[__proto__]\n');
    expect(await codeOf(profiles.open('aws:dev'))).toBe('config-broken');
    await writeFile(setting().home.config, configText());
    profiles.reload();
    expect((await profiles.open('aws:dev')).profile.name).toBe('dev');
  });
});

describe('the services of a profile', () => {
  it('are where it says, and nowhere else: in a network from which AWS itself cannot be reached', async () => {
    const { aws, home, signedIn, keyArn, useKms } = setting();
    await signedIn();
    const endpoints = Object.keys(aws.env).filter((name) => name.startsWith('AWS_ENDPOINT_URL'));
    for (const name of endpoints) vi.stubEnv(name, undefined);
    const section = `[services inside]\nkms =\n  endpoint_url = ${aws.kms.url}\n`;
    const inside = `\nendpoint_url = ${aws.center.url}\nservices = inside`;
    const text = configText().replace('[profile dev]', `[profile dev]${inside}`);
    const leak = profile('default', { endpoint_url: 'https://leak.example' });
    await writeFile(home.config, leak + section + text);
    expect(await useKms(accesses(), 'aws:dev')).toBe(keyArn);
    const caller = await callerIdentity(await accesses().open('aws:dev'));
    expect(caller.accountId).toBe(Object.keys(corp.people[0]?.assignments ?? {})[0]);
    const { network } = await accesses().open('aws:writer');
    expect(network.address('kms').endpoint).toBeUndefined();
  });

  it('are not used where they would be sent keys or tokens unencrypted', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL_SSO', 'http://sso.example');
    await expect(accesses().open('aws:dev')).rejects.toMatchObject({
      code: 'profile-unusable',
      details: { profile: 'dev', reason: expect.stringContaining('AWS_ENDPOINT_URL_SSO ') },
    });
  });
});
