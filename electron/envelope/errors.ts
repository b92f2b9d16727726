/** Why bytes are not accepted as an envelope. The words for people are made in `vault/explain.ts`. */

export type EnvelopeErrorCode =
  /** Does not begin like a message of the AWS Encryption SDK. */
  | 'not-an-envelope'
  /** Ends before the message does. */
  | 'truncated'
  /** An authentication tag or signature does not hold. */
  | 'tampered'
  /** Goes on after the message ended. */
  | 'trailing-bytes'
  /** A message format version newer than this program. */
  | 'unsupported-version'
  /** An algorithm suite id that is not assigned, or not of this message version. */
  | 'unsupported-suite'
  /** A suite without key commitment, which must be allowed explicitly. */
  | 'uncommitted-suite'
  /** Begins like a message but breaks a rule of the format. */
  | 'invalid-envelope'
  /** A count or length above what is accepted. */
  | 'limit-exceeded'
  /** The data key is not the one that the message commits to. */
  | 'key-commitment-failed'
  /** An encryption context that cannot be written. */
  | 'invalid-context';

export class EnvelopeError extends Error {
  override readonly name = 'EnvelopeError';
  readonly code: EnvelopeErrorCode;
  /** Which part, e.g. `frame 212` or `header`; never content. */
  readonly part: string;

  constructor(code: EnvelopeErrorCode, part: string) {
    super(`${code}: ${part}`);
    this.code = code;
    this.part = part;
  }
}
