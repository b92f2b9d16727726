import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMultiRegionKeyId, isPracticeArn, parseKeyArn, parseKmsArn } from '../../electron/kms/arn.ts';

const UUID = '1234abcd-12ab-34cd-56ef-1234567890ab';
const KEY = `arn:aws:kms:us-east-1:111122223333:key/${UUID}`;

describe('key ARNs', () => {
  it.each([
    [KEY, 'aws', 'us-east-1', '111122223333', false],
    [`arn:aws-cn:kms:cn-north-1:111122223333:key/${UUID}`, 'aws-cn', 'cn-north-1', '111122223333', false],
    [
      `arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/${UUID}`,
      'aws-us-gov',
      'us-gov-west-1',
      '111122223333',
      false,
    ],
    [
      `arn:aws-iso-b:kms:us-isob-east-1:111122223333:key/${UUID}`,
      'aws-iso-b',
      'us-isob-east-1',
      '111122223333',
      false,
    ],
    [`arn:aws:kms:practice-1:000000000000:key/${UUID}`, 'aws', 'practice-1', '000000000000', false],
    [
      'arn:aws:kms:us-west-2:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab',
      'aws',
      'us-west-2',
      '111122223333',
      true,
    ],
  ])('reads %s', (text, partition, region, accountId, multiRegion) => {
    expect(parseKmsArn(text)).toEqual({
      kind: 'key',
      arn: text,
      partition,
      region,
      accountId,
      keyId: text.split('/')[1],
      multiRegion,
    });
  });

  it.each([
    '',
    UUID,
    'arn',
    // A partition that the region does not belong to.
    `arn:aws:kms:cn-north-1:111122223333:key/${UUID}`,
    `arn:aws-cn:kms:us-east-1:111122223333:key/${UUID}`,
    `arn:aws:kms:us-isob-east-1:111122223333:key/${UUID}`,
    `arn:aws-iso:kms:us-isob-east-1:111122223333:key/${UUID}`,
    `arn:aws:kms:us-east-1:111122223333:${UUID}`,
    `arn:aws:kms:us-east-1:111122223333:key/`,
    `arn:aws:kms:us-east-1:111122223333:key/${UUID}/x`,
    `arn:aws:kms:us-east-1:111122223333:key/${UUID}:x`,
    `arn:aws:kms:us-east-1:111122223333:key:${UUID}`,
    `arn:aws:kms:us-east-1:111122223333:key/${UUID}\n`,
    ` ${KEY}`,
    `arn:aws:kms:us-east-1:11112222333:key/${UUID}`,
    `arn:aws:kms:us-east-1:1111222233334:key/${UUID}`,
    `arn:aws:kms:us-east-1:11112222333x:key/${UUID}`,
    `arn:aws:kms:us-east-1:١١١١٢٢٢٢٣٣٣٣:key/${UUID}`,
    `arn:aws:kms::111122223333:key/${UUID}`,
    `arn:aws:kms:evil.example/x:111122223333:key/${UUID}`,
    `arn:aws:kms:us-east-1.evil.example:111122223333:key/${UUID}`,
    `arn:aws:kms:-east-1:111122223333:key/${UUID}`,
    `arn:aws:kms:US-EAST-1:111122223333:key/${UUID}`,
    `arn:evil:kms:us-east-1:111122223333:key/${UUID}`,
    `arn:awsx:kms:us-east-1:111122223333:key/${UUID}`,
    `arn::kms:us-east-1:111122223333:key/${UUID}`,
    `arn:aws:s3:us-east-1:111122223333:key/${UUID}`,
    `ARN:aws:kms:us-east-1:111122223333:key/${UUID}`,
    `arn:aws:kms:us-east-1:111122223333:key/${'a'.repeat(129)}`,
    `arn:aws:kms:us-east-1:111122223333:alias/`,
    `arn:aws:kms:us-east-1:111122223333:alias/a b`,
    `arn:aws:kms:us-east-1:111122223333:alias/${'a'.repeat(251)}`,
    `arn:aws:kms:us-east-1:111122223333:grant/x`,
  ])('refuses %j', (text) => {
    expect(parseKmsArn(text)).toBeNull();
  });

  it('tells aliases from keys', () => {
    const alias = 'arn:aws:kms:us-east-1:111122223333:alias/team/payroll_2';
    expect(parseKmsArn(alias)).toMatchObject({ kind: 'alias', alias: 'team/payroll_2' });
    expect(parseKeyArn(alias)).toBeNull();
    expect(parseKeyArn(KEY)?.keyId).toBe(UUID);
  });

  it('knows practice by its account, in ARNs only', () => {
    expect(isPracticeArn(`arn:aws:kms:practice-1:000000000000:key/${UUID}`)).toBe(true);
    expect(isPracticeArn(KEY)).toBe(false);
    expect(isPracticeArn(`arn:aws:kms:us-east-1:111122223333:key/000000000000`)).toBe(false);
    expect(isPracticeArn('000000000000')).toBe(false);
    expect(isMultiRegionKeyId(UUID)).toBe(false);
  });
});

describe('properties', () => {
  it('never throws, and answers only texts that consist of what it says', () => {
    const nearly = fc.tuple(
      fc.constantFrom('arn', 'ARN', ''),
      fc.constantFrom('aws', 'aws-cn', '', 'aws-', 'x'),
      fc.constantFrom('kms', 'KMS', 's3'),
      fc.oneof(fc.constant('eu-west-1'), fc.string()),
      fc.oneof(fc.constant('111122223333'), fc.string({ minLength: 12, maxLength: 12 })),
      fc.oneof(
        fc.constant(`key/${UUID}`),
        fc.string(),
        fc.string().map((s) => `key/${s}`),
      ),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          nearly.map((parts) => parts.join(':')),
        ),
        (text) => {
          const arn = parseKmsArn(text);
          if (arn === null) return;
          const resource = arn.kind === 'key' ? `key/${arn.keyId}` : `alias/${arn.alias}`;
          expect(`arn:${arn.partition}:kms:${arn.region}:${arn.accountId}:${resource}`).toBe(text);
          expect(new URL(`https://kms.${arn.region}.amazonaws.com/`).hostname).toBe(
            `kms.${arn.region}.amazonaws.com`,
          );
        },
      ),
      { numRuns: 1000 },
    );
  });
});
