/** The messages that are mutated: every suite in every form, small enough to try every bit of them. */
import {
  encryptedDataKey,
  kmsDataKey,
  type Message,
  type Recipe,
  referenceMessage,
  referenceSuites,
  type SuiteId,
  suiteIds,
} from '../envelope/reference.ts';
import { bytesOf } from '../envelope/support.ts';
import { type Part, partsOf } from './parts.ts';

export interface Subject {
  readonly name: string;
  readonly recipe: Recipe;
  readonly message: Message;
  readonly parts: readonly Part[];
  /** Another message of the same form under the same data key: its own message id and content. */
  readonly sibling: Message;
}

type Form = Pick<Recipe, 'frameLength' | 'finalFrame' | 'context' | 'encryptedDataKeys'> & {
  readonly size: number;
};

const pairs: Recipe['context'] = [
  ['purpose', 'fuzz'],
  ['ключ', '\u{1F600}'],
  ['', ''],
];
const dataKeys = [
  encryptedDataKey('aws-kms', 'arn:aws:kms:us-east-1:111122223333:key/1', 'first'),
  encryptedDataKey('other', 'provider', '.'),
  kmsDataKey,
];

const small: Readonly<Record<string, Form>> = {
  empty: { size: 0, frameLength: 16 },
  'one frame': { size: 5, frameLength: 16, context: [['a', 'b']] },
  'three frames': { size: 20, frameLength: 8, context: pairs },
  'ends with an empty frame': { size: 16, frameLength: 8, encryptedDataKeys: dataKeys },
  'ends with a full frame': { size: 16, frameLength: 8, finalFrame: 'full', context: [['a', 'b']] },
  'without frames': { size: 20, frameLength: null, context: pairs, encryptedDataKeys: dataKeys },
  'empty, without frames': { size: 0, frameLength: null },
  // Long enough frames to have a layout that threads can share.
  'shared by threads': { size: 150, frameLength: 64, context: [['a', 'b']] },
  'shared, ends with an empty frame': { size: 128, frameLength: 64 },
  'shared, ends with a full frame': { size: 128, frameLength: 64, finalFrame: 'full' },
};

/** Several runs of frames, several pieces of a frame, several pieces of a block. */
const large: Readonly<Record<string, Form>> = {
  'several runs': { size: 600_000, frameLength: 200_000 },
  'frames of several pieces': { size: 1_300_000, frameLength: 1_100_000 },
  'a block of several pieces': { size: 1_300_000, frameLength: null },
};

const masterKey = bytesOf(32, 7);

/** `seed` is used once: two messages of one id under one key would be what no writer may write. */
function recipeOf(suite: SuiteId, { size, ...rest }: Form, seed: number): Recipe {
  const { keyLength, version } = referenceSuites[suite];
  return {
    ...rest,
    suite,
    dataKey: masterKey.slice(0, keyLength),
    messageId: bytesOf(version === 1 ? 16 : 32, seed),
    content: bytesOf(size, seed),
  };
}

function subject(suite: SuiteId, name: string, form: Form, seed: number): Subject {
  const recipe = recipeOf(suite, form, seed);
  const message = referenceMessage(recipe);
  return {
    name: `${suite.toString(16).padStart(4, '0')} ${name}`,
    recipe,
    message,
    parts: partsOf(message.bytes, referenceSuites[suite].signature !== null),
    sibling: referenceMessage(recipeOf(suite, form, seed + 1)),
  };
}

const subjectsOf = (
  forms: Readonly<Record<string, Form>>,
  suites: readonly SuiteId[],
  seed: number,
): readonly Subject[] =>
  suites
    .flatMap((suite) => Object.entries(forms).map(([name, form]) => ({ suite, name, form })))
    .map(({ suite, name, form }, index) => subject(suite, name, form, seed + 2 * index));

export const smallSubjects = subjectsOf(small, suiteIds, 10_000);
export const largeSubjects = subjectsOf(large, [0x0478], 20_000);
