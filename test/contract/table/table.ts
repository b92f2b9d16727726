/** All rows: what AWS KMS answers to a request. */
import type { Row } from '../outcome.ts';
import { administrationRows } from './administration.ts';
import { grantRows } from './grants.ts';
import { keyRows } from './keys.ts';
import { regionRows } from './regions.ts';
import { rsaRows } from './rsa.ts';
import { useRows } from './use.ts';

export const table: readonly Row[] = [
  ...useRows,
  ...keyRows,
  ...administrationRows,
  ...rsaRows,
  ...grantRows,
  ...regionRows,
];
