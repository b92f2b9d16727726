/** All rows: what AWS KMS answers to a request. */
import type { Row } from '../outcome.ts';
import { keyRows } from './keys.ts';
import { otherRows } from './others.ts';
import { useRows } from './use.ts';

export const table: readonly Row[] = [...useRows, ...keyRows, ...otherRows];
