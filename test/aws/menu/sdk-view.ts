/**
 * A program that says what the SDK makes of profiles: it is asked for credentials, while roles are assumed by nobody
 * and codes are made up. In a process of its own, since Vitest would give us another copy of the SDK's loader than the
 * SDK's providers have; the app's bundle has one.
 */
import { fromIni } from '@aws-sdk/credential-providers';
import { loadConfigFiles } from '../../../electron/aws/config-files.ts';

export interface SdkQuestion {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly names: readonly string[];
}

/** Of each name, whether there are credentials, and whether a code was asked for on the way. */
export type SdkAnswer = readonly { readonly has: boolean; readonly code: boolean }[];

const before = { ...process.env };

async function answer({ environment, names }: SdkQuestion): Promise<SdkAnswer> {
  process.env = { ...before, ...environment };
  await loadConfigFiles();
  const answers = [];
  for (const profile of names) {
    let code = false;
    const provider = fromIni({
      profile,
      roleAssumer: async (credentials) => credentials,
      mfaCodeProvider: async () => {
        code = true;
        return '123456';
      },
    });
    const has = await provider().then(
      () => true,
      () => false,
    );
    answers.push({ has, code });
  }
  return answers;
}

process.on('message', (question: SdkQuestion) => {
  answer(question).then((answers) => process.send?.(answers));
});
