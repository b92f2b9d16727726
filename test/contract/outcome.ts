/** What a KMS makes of a request, in a few words that can be compared. */
import { KMSServiceException } from '@aws-sdk/client-kms';
import type { World } from './world.ts';

export interface Row {
  /** Operation and case; no other row has it. */
  readonly name: string;
  /** Makes what is needed and the request; answers what matters of the answer, or rejects with KMS's exception. */
  readonly run: (world: World) => Promise<unknown>;
  /** Name of AWS's exception, or what `run` answers, as text. */
  readonly expected: string;
}

/**
 * The outcome of a row at one KMS, to be compared with `expected`: the exception's name, the answer as text (`done`
 * where an exception was expected), or the status of an answer that is not KMS's at all. Rejects where there is none.
 */
export async function outcomeOf(row: Row, world: World): Promise<string> {
  try {
    const answer = await row.run(world);
    return isException(row.expected) ? 'done' : String(answer);
  } catch (error) {
    if (error instanceof KMSServiceException) return error.name;
    const status = statusOf(error);
    if (status === undefined) throw error;
    return `HTTP ${status}`;
  }
}

const isException = (outcome: string): boolean => /^[A-Za-z]+Exception$/.test(outcome);

/** The SDK hangs the response on the error of a body that it could not read. */
function statusOf(error: unknown): unknown {
  return error instanceof SyntaxError && '$response' in error
    ? Object(error.$response).statusCode
    : undefined;
}
