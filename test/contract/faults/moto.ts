/** moto 5.2.1, as requirements.txt has it. */
import { text } from '../world.ts';
import type { KnownFault } from './known-faults.ts';

export const motoFaults: readonly KnownFault[] = [
  {
    fault: 'uses keys that are disabled or pending deletion, and enables the latter',
    shown: {
      'GenerateDataKey: a key that is disabled': 'done',
      'Encrypt: a key that is disabled': 'done',
      'Decrypt: a key that is disabled': 'done',
      'GenerateDataKey: a key that is pending deletion': 'done',
      'Encrypt: a key that is pending deletion': 'done',
      'Decrypt: a key that is pending deletion': 'done',
      'EnableKey: a key that is pending deletion': 'done',
      'CancelKeyDeletion: a key that is not pending deletion': 'done',
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
      'Decrypt: a dry run without ciphertext': 'InvalidCiphertextException',
    },
  },
  {
    fault: 'does not say that a ciphertext is another key’s, or none',
    shown: {
      'Decrypt: another key named': 'AccessDeniedException',
      'Decrypt: what is no ciphertext': 'AccessDeniedException',
      'ReEncrypt: another source key named': 'done',
    },
  },
  {
    fault: 'looks only at the id in an ARN, and not even at that when it changes a state',
    shown: {
      'Encrypt: an ARN of another region': 'done',
      'Encrypt: an ARN of another account': 'done',
      'DisableKey: the ARN': 'HTTP 500',
      'ListGrants: as they were made':
        'mine,true,Decrypt,Encrypt,{"EncryptionContextSubset":{"a":"b"}},false',
    },
  },
  {
    fault: 'does not tell the algorithm',
    shown: {
      'Encrypt: 4096 bytes': 'undefined',
      'Decrypt: the key not named': `${text}, ARN, undefined`,
      'RSAES_OAEP_SHA_1: what KMS encrypts it decrypts': '214, undefined',
      'RSAES_OAEP_SHA_256: what KMS encrypts it decrypts': '190, undefined',
      'DescribeKey: a new key': 'Enabled,,SYMMETRIC_DEFAULT,CUSTOMER,AWS_KMS,,mine',
    },
  },
  {
    fault: 'treats keys of all kinds as symmetric',
    shown: {
      'RSAES_OAEP_SHA_1: what others encrypt with the public key KMS decrypts': 'InvalidCiphertextException',
      'RSAES_OAEP_SHA_256: what others encrypt with the public key KMS decrypts':
        'InvalidCiphertextException',
      'RSAES_OAEP_SHA_1: a byte too many': 'done',
      'RSAES_OAEP_SHA_256: a byte too many': 'done',
      'Decrypt: RSA with the other algorithm': 'done',
      'Encrypt: RSA without an algorithm': 'done',
      'GenerateDataKey: an RSA key': 'done',
      'GenerateDataKey: an HMAC key': 'done',
      'GetPublicKey: a symmetric key': 'done',
      'EnableKeyRotation: an RSA key': 'done',
    },
  },
  {
    fault: 'gives a replica material of its own, and fails for what cannot be replicated',
    shown: {
      'ReplicateKey: what the primary encrypts the replica decrypts, under its own name':
        'AccessDeniedException',
      'ReplicateKey: a key of one region': 'HTTP 500',
    },
  },
  {
    fault: 'takes any grant and any grant token',
    shown: {
      'CreateGrant: again under its name is the same grant': 'false',
      'CreateGrant: an operation that is none': 'done',
      'Decrypt: a grant token that is none': 'done',
    },
  },
  {
    fault: 'does not check what it is given',
    shown: {
      'GenerateDataKey: more than 8 KiB of context': 'done',
      'GenerateDataKey: eleven grant tokens': 'done',
      'ScheduleKeyDeletion: 6 days': 'done',
      'CreateAlias: a name that is reserved for AWS': 'done',
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
