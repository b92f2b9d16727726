/**
 * Takes the plaintext data key out of KMS's answers before the SDK makes a string of it.
 *
 * The SDK parses an answer as text: the key would lie in the heap as base64, where nothing can zero it. Two
 * middlewares, nearest to the wire and farthest from it, take the bytes out of the body, blank their place, and put
 * them into the output in an ArrayBuffer of their own. All chunks of the body that held them are zeroed. Whoever gets
 * the output zeroes its `Plaintext`.
 */
import type { KMSClient } from '@aws-sdk/client-kms';
import { HttpResponse } from '@smithy/core/transport';
import { collectLimitedBody } from '../limited-body.ts';
import { extractPlaintext } from './extract-plaintext.ts';
import { scrubStack } from './scrub-stack.ts';

/** A call under way. */
type Call = object;

/** Has the client's answers go through the tap; once is enough, and twice does no harm. */
export function tapPlaintext({ middlewareStack }: KMSClient): void {
  const taken = new WeakMap<Call, Uint8Array<ArrayBuffer>>();
  const forget = (call: Call): void => {
    taken.get(call)?.fill(0);
    taken.delete(call);
  };
  middlewareStack.add(
    (next, call) => async (args) => {
      // Of an attempt before this one.
      forget(call);
      const result = await next(args);
      const { response } = result;
      // Whatever its status: of some the SDK takes the key, too, of others it makes an error with all of the text.
      if (!HttpResponse.isInstance(response)) return result;
      const body =
        response.body instanceof Uint8Array ? response.body : await collectLimitedBody(response.body);
      const plaintext = extractPlaintext(body);
      response.body = body;
      if (plaintext === null) return result;
      taken.set(call, plaintext);
      await scrubStack();
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'takePlaintext', override: true },
  );
  middlewareStack.add(
    (next, call) => async (args) => {
      try {
        const result = await next(args);
        const plaintext = taken.get(call);
        if (plaintext !== undefined) Object.assign(result.output, { Plaintext: plaintext });
        taken.delete(call);
        return result;
      } finally {
        // Where the call failed after its answer had come.
        forget(call);
      }
    },
    { step: 'initialize', priority: 'low', name: 'givePlaintext', override: true },
  );
}
