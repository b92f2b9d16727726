/** Where a thread has what it derives from data keys: memory of the main thread's, which zeroes it when the thread is gone. */
import { workerData } from 'node:worker_threads';
import { SecretMemory } from '../../envelope/secret-memory.ts';

/** Of its own where nobody gave it any. */
export const secrets = new SecretMemory(workerData instanceof SharedArrayBuffer ? workerData : undefined);
