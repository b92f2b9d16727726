/**
 * The menu of each case of the table, exactly; and the same case seen by the SDK: what the menu calls ready, the SDK
 * gets credentials of; what cannot be used, it gets none of.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AwsProfile, type AwsSession, readIdentities } from '../../../electron/aws/profiles.ts';
import { type AwsHome, createAwsHome } from '../aws-home.ts';
import { NOW } from './menu-case.ts';
import type { SdkQuestion } from './sdk-view.ts';
import { place, tables } from './tables.ts';

let home: AwsHome;
beforeEach(async () => {
  home = await createAwsHome();
});
afterEach(() => home.close());

function profileRow({
  id,
  name,
  kind,
  leaf,
  accountId,
  roleName,
  region,
  sessionId,
  state,
}: AwsProfile): string {
  const until = 'until' in state && state.until !== null ? ` until ${state.until}` : '';
  const words = 'reason' in state ? `unusable: ${state.reason}` : `${state.status}${until}`;
  const how = leaf === null ? kind : `${kind} > ${leaf}`;
  const named = id === `aws:${name}` ? name : `${id} ${name}`;
  return [named, how, accountId ?? '-', roleName ?? '-', region ?? '-', sessionId ?? '-', words].join(' | ');
}

function sessionRow({ id, name, startUrl, region, state }: AwsSession): string {
  const until = 'until' in state && state.until !== null ? ` until ${state.until}` : '';
  return [id, name, startUrl, region, `${state.status}${until}`].join(' | ');
}

/** Reasons of ours, for what the SDK would try. */
const STRICTER =
  /^(?:Its (?:region|sso_region|sso_start_url) is not|It has more than|In the credentials file,|.* have expired)/;
/** Profiles of a case that the SDK is asked about. */
const ASKED = 10;

const sdk = fork(fileURLToPath(new URL('sdk-view.ts', import.meta.url)));
afterAll(() => sdk.disconnect());

/** Those of the files whose fate is known without contacting or executing anything. */
const isCertain = ({ id, kind, leaf, state }: AwsProfile): boolean =>
  id.startsWith('aws:') &&
  ('reason' in state ? !STRICTER.test(state.reason) : ['static', 'environment'].includes(leaf ?? kind));

async function askSdk(profiles: readonly AwsProfile[]): Promise<unknown> {
  const names = ['HOME', ...Object.keys(process.env).filter((name) => name.startsWith('AWS_'))];
  const environment = Object.fromEntries(names.map((name) => [name, process.env[name]]));
  const question: SdkQuestion = { environment, names: profiles.map(({ name }) => name) };
  sdk.send(question);
  return (await once(sdk, 'message'))[0];
}

describe.each(Object.entries(tables))('%s', (_, cases) => {
  it.each(cases)('$title', async (one) => {
    await place(one, home);
    const { profiles, sessions, problem } = await readIdentities(NOW);
    expect({
      menu: profiles.map(profileRow),
      sessions: sessions.map(sessionRow),
      problem: problem === null ? null : `${problem.details.file}: ${problem.details.errorName}`,
    }).toEqual({ menu: one.menu, sessions: one.sessions ?? [], problem: one.problem ?? null });
    const asked = profiles.filter(isCertain).slice(0, ASKED);
    expect(await askSdk(asked)).toEqual(
      asked.map(({ state }) => ({ has: state.status !== 'unusable', code: state.status === 'mfa' })),
    );
  });
});

it('is shown of at least 80 files', () => {
  expect(Object.values(tables).flat().length).toBeGreaterThanOrEqual(80);
});
