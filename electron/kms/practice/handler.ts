/**
 * The embedded KMS as a request handler of the AWS SDK's client: no port opened and nothing sent anywhere.
 *
 * It has the operations that the app calls: those that use and show keys. What makes and changes keys, and says who
 * may use them, is in test/support/kms, which runs these same operations (decision 11). Only an aborted signal and an
 * unreadable key store reject.
 */
import type { HttpHandler } from '@smithy/core/protocols';
import { describeKey, getKeyRotationStatus, listAliases, listKeys } from './catalog-operations.ts';
import { decrypt, encrypt, generateDataKey } from './crypto-operations.ts';
import type { Operation, Service } from './operation.ts';
import { answerRequest } from './protocol.ts';

const operations: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['GenerateDataKey', generateDataKey],
  ['Encrypt', encrypt],
  ['Decrypt', decrypt],
  ['DescribeKey', describeKey],
  ['GetKeyRotationStatus', getKeyRotationStatus],
  ['ListKeys', listKeys],
  ['ListAliases', listAliases],
]);

/** The handler to give to `KMSClient`'s `requestHandler`. It has no settings and no connections. */
export function createPracticeHandler(service: Service): HttpHandler {
  return {
    metadata: { handlerProtocol: 'practice' },
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
    destroy: () => {},
    handle: async (request, options) => {
      if (options?.abortSignal?.aborted) throw new DOMException('aborted', 'AbortError');
      const response = await answerRequest(request, service.now, (name) => {
        const operation = operations.get(name);
        return operation && ((input) => operation(service, input));
      });
      return { response };
    },
  };
}
