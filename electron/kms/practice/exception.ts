/** What the practice KMS answers instead of a result: one of AWS's exceptions, by AWS's name. */
export class PracticeException extends Error {
  override readonly name = 'PracticeException';
  /** As it stands in the answer's `__type`, e.g. `DisabledException`. */
  readonly type: string;
  readonly status: number;

  constructor(type: string, message: string, status = 400) {
    super(message);
    this.type = type;
    this.status = status;
  }
}

/** A request that breaks a rule of the API's model. */
export function invalid(message: string): PracticeException {
  return new PracticeException('ValidationException', `1 validation error detected: ${message}`);
}

/** A request that is not of the shape of the API at all. */
export function malformed(message: string): PracticeException {
  return new PracticeException('SerializationException', message);
}
