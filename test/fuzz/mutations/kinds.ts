/** Every kind of mutation, by name. */
import { byteKinds } from './bytes.ts';
import { fieldKinds } from './fields.ts';
import type { Kinds } from './kind.ts';
import { signatureKinds } from './signatures.ts';
import { spliceKinds } from './splices.ts';

export const kinds: Kinds = { ...byteKinds, ...fieldKinds, ...spliceKinds, ...signatureKinds };
