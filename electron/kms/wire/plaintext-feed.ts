/**
 * Puts the plaintext data key into a request of Encrypt without the SDK making a string of it.
 *
 * The SDK writes the request as text, signs it and keeps it until the call has ended. It gets as many random bytes in
 * the key's place; the key takes theirs when an attempt begins, as bytes, and is zeroed when the attempt has ended, also
 * when another one follows. The hash of the body, which the signature is made over, is taken here in one go, because a
 * `Hash` object keeps the end of what it was given.
 */
import { hash, randomBytes } from 'node:crypto';
import type { KMSClient } from '@aws-sdk/client-kms';
import { HttpRequest } from '@smithy/core/transport';

interface Fed {
  readonly plaintext: Uint8Array;
  /** The random bytes in its place, as base64. */
  readonly standIn: string;
}

/** A call under way. */
type Call = object;

interface Attempt {
  readonly request: unknown;
}

const ALPHABET = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');
const PAD = 0x3d;

/** Has the client's requests go through the feed; `plaintext` is read at each attempt and never changed. */
export function feedPlaintext({ middlewareStack }: KMSClient): void {
  const feeding = new WeakMap<Call, Fed>();
  middlewareStack.add(
    (next, call) => async (args) => {
      if (!('Plaintext' in args.input) || !(args.input.Plaintext instanceof Uint8Array)) return next(args);
      const plaintext = args.input.Plaintext;
      const bytes = randomBytes(plaintext.length);
      feeding.set(call, { plaintext, standIn: bytes.toString('base64') });
      return next({ ...args, input: { ...args.input, Plaintext: bytes } });
    },
    { step: 'initialize', priority: 'low', name: 'standInForPlaintext', override: true },
  );
  function feed<Args extends Attempt, Result>(next: (args: Args) => Promise<Result>, call: Call) {
    return async (args: Args): Promise<Result> => {
      const fed = feeding.get(call);
      if (fed === undefined || !HttpRequest.isInstance(args.request)) return next(args);
      const request = HttpRequest.clone(args.request);
      const body = new Uint8Array(new ArrayBuffer(request.body.length));
      try {
        body.set(request.body);
        place(fed, body);
        request.body = body;
        request.headers['x-amz-content-sha256'] = hash('sha256', body, 'hex');
        return await next({ ...args, request });
      } finally {
        body.fill(0);
      }
    };
  }
  middlewareStack.addRelativeTo(feed, {
    relation: 'before',
    toMiddleware: 'httpSigningMiddleware',
    name: 'feedPlaintext',
    override: true,
  });
}

function place({ plaintext, standIn }: Fed, body: Uint8Array): void {
  const at = Buffer.from(body.buffer).indexOf(standIn);
  if (at < 0) throw new Error('The request has no place for the data key');
  encodeInto(body.subarray(at, at + standIn.length), plaintext);
}

/** Base64 with padding, byte by byte. */
function encodeInto(encoded: Uint8Array, plain: Uint8Array): void {
  for (let at = 0, to = 0; at < plain.length; at += 3, to += 4) {
    const [a = 0, b = 0, c = 0] = plain.subarray(at, at + 3);
    const bits = (a << 16) | (b << 8) | c;
    for (let digit = 0; digit < 4; digit++) {
      const given = at + digit <= plain.length;
      encoded[to + digit] = given ? (ALPHABET[(bits >> (18 - 6 * digit)) & 63] ?? 0) : PAD;
    }
  }
}
