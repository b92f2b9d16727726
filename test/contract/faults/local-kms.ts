/** local-kms 3, of October 2023. */
import type { KnownFault } from './known-faults.ts';

const NOT_THERE = 'HTTP 501';

export const localKmsFaults: readonly KnownFault[] = [
  {
    fault: 'has no grants',
    shown: {
      'ListGrants: as they were made': NOT_THERE,
      'CreateGrant: again under its name is the same grant': NOT_THERE,
      'CreateGrant: an operation that is none': NOT_THERE,
      'RevokeGrant: it is gone': NOT_THERE,
      'RevokeGrant: a grant that is not there': NOT_THERE,
      'Decrypt: a grant token that is none': 'done',
    },
  },
  {
    fault: 'has one region and one account',
    shown: {
      'ReplicateKey: what the primary encrypts the replica decrypts, under its own name': NOT_THERE,
      'DescribeKey: a replica': NOT_THERE,
      'ReplicateKey: a key of one region': NOT_THERE,
      'Decrypt: a ciphertext of another region': 'done',
      'Encrypt: an ARN of another account': 'NotFoundException',
      'DescribeKey: a new key': 'Enabled,ENCRYPT_DECRYPT,SYMMETRIC_DEFAULT,CUSTOMER,AWS_KMS,,mine',
    },
  },
  {
    fault: 'does not list policies or rotate on demand',
    shown: {
      'GetKeyPolicy: as it was put': NOT_THERE,
      'RotateKeyOnDemand: what was encrypted before still opens': NOT_THERE,
    },
  },
  {
    fault: 'joins the encryption context without delimiters',
    shown: { 'Decrypt: a letter moved from value to key': 'done' },
  },
  {
    fault: 'really does what a dry run only asks about',
    shown: {
      'GenerateDataKey: a dry run': 'done',
      'Decrypt: a dry run': 'done',
      'Decrypt: a dry run without ciphertext': 'ValidationException',
    },
  },
  {
    fault: 'does not say why a ciphertext is not opened',
    shown: {
      'Decrypt: another key named': 'InvalidCiphertextException',
      'Decrypt: a key that is disabled': 'AccessDeniedException',
      'Decrypt: a key that is pending deletion': 'AccessDeniedException',
      'ReEncrypt: another source key named': 'done',
    },
  },
  {
    fault: 'enables a key whose deletion is cancelled',
    shown: {
      'CancelKeyDeletion: the key is disabled then': 'PendingDeletion, true, Enabled, undefined',
    },
  },
  {
    fault: 'fails where a key is not of the kind that it is used for',
    shown: {
      'RSAES_OAEP_SHA_1: a byte too many': 'InternalFailureException',
      'RSAES_OAEP_SHA_256: a byte too many': 'InternalFailureException',
      'Encrypt: RSA without an algorithm': 'InternalFailureException',
      'GenerateDataKey: an RSA key': 'InternalFailureException',
      'GenerateDataKey: an HMAC key': 'ValidationException',
    },
  },
  {
    fault: 'does not check what it is given',
    shown: {
      'GenerateDataKey: more than 8 KiB of context': 'done',
      'GenerateDataKey: eleven grant tokens': 'done',
      'CreateAlias: a name that is none': 'done',
      'CreateAlias: an alias of an alias': 'NotFoundException',
      'PutKeyPolicy: what is no policy': 'done',
    },
  },
  {
    fault: 'does not ask who asks',
    shown: {
      'ListKeys: signed with another secret': 'done',
      'ListKeys: signed by nobody known': 'done',
    },
  },
];
