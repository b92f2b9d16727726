/** The one change that a signed message survives, because ECDSA has it so; docs/format.md tells of it. */
import { expect, test } from 'vitest';
import { be16, referenceSuites } from '../envelope/reference.ts';
import { mirrored, signatureDer } from '../envelope/reference-signer.ts';
import { askAws } from './aws.ts';
import { smallSubjects } from './corpus.ts';
import { readSignature, toNumber } from './mutations/signatures.ts';
import { readBoth } from './readers.ts';

const signed = smallSubjects.filter(({ message }) => message.footer.length > 0);

test.each(signed.map((subject) => [subject.name, subject] as const))(
  '%s: (r, n − s) is as good as (r, s), here and at AWS’s, and the content is the same',
  async (_, { message, recipe }) => {
    const { signature } = referenceSuites[recipe.suite];
    if (signature === null) throw new Error('a footer without a signature');
    const { r, s } = readSignature(message);
    const footer = signatureDer(toNumber(r), mirrored(signature, toNumber(s)));
    const changed = Buffer.concat([message.header, ...message.frames, be16(footer.length), footer]);
    expect(changed.equals(message.bytes)).toBe(false);
    const { sequential } = readBoth(changed, recipe.dataKey);
    expect(sequential).toMatchObject({ code: 'accepted', content: Buffer.from(recipe.content) });
    expect(await askAws(changed, recipe.dataKey)).toMatchObject({ content: Buffer.from(recipe.content) });
  },
);
