/**
 * `node client-node.ts encrypt|decrypt KEY_ARN FRAME_LENGTH FROM TO`: AWS's own JavaScript implementation, streaming
 * from file to file as its documentation shows, under KMS as the environment says.
 *
 * It writes our suite (0x0478, with key commitment and without signature), so that both do the same work; its own
 * default signs, too, and is slower.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { argv } from 'node:process';
import { pipeline } from 'node:stream/promises';
import {
  AlgorithmSuiteIdentifier,
  buildClient,
  CommitmentPolicy,
  KmsKeyringNode,
} from '@aws-crypto/client-node';

const [verb, keyArn = '', frameLength = '', from = '', to = ''] = argv.slice(2);
const client = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT);
const keyring = new KmsKeyringNode({ generatorKeyId: keyArn });
/** As fast as it gets: pieces of 64 and 256 KiB were no faster. */
const source = createReadStream(from, { highWaterMark: 1024 * 1024 });
const suiteId = AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA512_COMMIT_KEY;
const work =
  verb === 'encrypt'
    ? client.encryptStream(keyring, { suiteId, frameLength: Number(frameLength) })
    : client.decryptUnsignedMessageStream(keyring);
await pipeline(source, work, createWriteStream(to, { flags: 'wx' }));
