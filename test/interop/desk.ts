/**
 * A person's computer on which the AWS CLI and our app are used side by side, with AWS's double behind them.
 *
 * The CLI is told no address: it looks for AWS at AWS's own, through a proxy and under a company's certificate, as in
 * many a company. (Older ones could not be told.)
 */
import { readFile } from 'node:fs/promises';
import { test } from 'vitest';
import { type Aws, startAws, writeConfig } from '../support/aws.ts';
import { type AwsAddresses, startAwsAddresses } from '../support/aws-addresses.ts';
import { canMakeCertificate } from '../support/certificate.ts';
import { configText, corp, profile } from '../support/identity/organisation.ts';
import { type TokenFile, tokenPath } from '../support/identity/signed-in.ts';
import { type AnswerOfPerson, visit } from '../support/identity/visitor.ts';
import { owner } from '../support/kms-server.ts';
import { createPracticeKey } from '../support/practice-key.ts';
import type { Run } from '../support/programs.ts';
import { type CliOptions, type CliResult, cliEnvironment, runCli } from '../support/run-cli.ts';
import { type Scratch, scratch } from '../support/scratch.ts';
import { type AwsCli, type AwsCliOptions, findAwsClis, runAws } from './awscli.ts';

export interface Desk extends AsyncDisposable {
  readonly aws: Aws;
  readonly home: Scratch;
  /** Its `env` brings our app to AWS's own addresses, too. */
  readonly addresses: AwsAddresses;
  readonly run: (cli: AwsCli, args: readonly string[], more?: Partial<AwsCliOptions>) => Promise<Run>;
  /** What the CLI prints, read. Rejects with its words where it fails. */
  readonly told: (cli: AwsCli, args: readonly string[], more?: Partial<AwsCliOptions>) => Promise<unknown>;
  /** `aws sso login`, where the person answers the page whose link it shows. */
  readonly login: (cli: AwsCli, profileName: string, answer?: AnswerOfPerson) => Promise<Run>;
  /** Our app's command line. */
  readonly ours: (args: readonly string[], more?: Partial<CliOptions>) => Promise<CliResult>;
  /** `envelope sign-in`, where the person answers the page whose link it shows. */
  readonly ourSignIn: (...args: readonly string[]) => Promise<CliResult>;
  /** The token that is kept for a session (its name) or a start URL. */
  readonly token: (sessionOrStartUrl: string) => Promise<TokenFile>;
  /** What the portal says to an access token: 200 or 401. */
  readonly portalStatus: (accessToken: string) => Promise<number>;
}

export const DEVELOPER =
  'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Developer_0123456789abcdef/alice';
const [writer, guarded] = corp.roles;
export const MFA = guarded?.mfaDevice ?? '';

/**
 * The CLIs that there are. Where there is none, says so, and a test that is left out stands for all of them.
 */
export function clisOrSkip(): readonly AwsCli[] {
  const certificates = canMakeCertificate();
  if (!certificates) console.warn('skipped: the AWS CLI is not tried: there is no openssl');
  const clis = certificates ? findAwsClis() : [];
  if (clis.length === 0) test.skip('the AWS CLI', () => undefined);
  return clis;
}

/** Besides the profiles of `configText`: roles of IAM for the person's own keys. Older CLIs know no roles of `dev`. */
function config(): string {
  const { accessKeyId, secretAccessKey } = owner.credentials;
  const { region } = corp;
  return [
    configText(),
    profile('keys', { aws_access_key_id: accessKeyId, aws_secret_access_key: secretAccessKey }),
    profile('assumed', { role_arn: writer?.arn ?? '', source_profile: 'old', region }),
    profile('coded', { role_arn: guarded?.arn ?? '', source_profile: 'keys', mfa_serial: MFA, region }),
  ].join('\n');
}

/** With a key of the alias `payroll`. */
export async function startDesk(): Promise<Desk> {
  const home = await scratch();
  const aws = await startAws();
  const addresses = await startAwsAddresses(aws, home.path);
  await createPracticeKey(aws.kms.store, aws.kms.realm, 'payroll');
  await writeConfig(home.path, config());
  const run: Desk['run'] = (cli, args, more) => {
    const env = { ...cliEnvironment(home.path), ...addresses.env, AWS_MAX_ATTEMPTS: '1' };
    return runAws(cli, args, { env, ...more });
  };
  const ours: Desk['ours'] = (args, more) => runCli(args, { home: home.path, env: aws.env, ...more });
  return {
    aws,
    home,
    addresses,
    run,
    told: async (cli, args, more) => {
      const { code, stdout, stderr } = await run(cli, ['--output', 'json', ...args], more);
      if (code !== 0) throw new Error(`aws ${args.join(' ')} ended with ${code}: ${stderr}`);
      return JSON.parse(stdout);
    },
    login: async (cli, profileName, answer) => {
      const person = personWithBrowser(/http\S+user_code=\S+/, answer);
      const args = ['sso', 'login', '--profile', profileName, '--no-browser'];
      const done = await run(cli, args, { onOutput: person.read });
      await person.done();
      return done;
    },
    ours,
    ourSignIn: async (...args) => {
      const person = personWithBrowser(/http\S+(?=\n)/, 'allow');
      const done = await ours(['sign-in', ...args], { onOutput: (_, output) => person.read(output) });
      await person.done();
      return done;
    },
    token: async (id) => JSON.parse(await readFile(tokenPath(home.path, id), 'utf8')),
    portalStatus: async (accessToken) => {
      const headers = { 'x-amz-sso_bearer_token': accessToken };
      return (await fetch(`${aws.center.url}/assignment/accounts`, { headers })).status;
    },
    [Symbol.asyncDispose]: async () => {
      await addresses[Symbol.asyncDispose]();
      await aws[Symbol.asyncDispose]();
      await home[Symbol.asyncDispose]();
    },
  };
}

/** Reads what a program writes, and answers the page of the first link that looks so. */
function personWithBrowser(link: RegExp, answer?: AnswerOfPerson) {
  const visits: Promise<unknown>[] = [];
  return {
    read: (output: string): void => {
      const [url] = link.exec(output) ?? [];
      if (url !== undefined && visits.length === 0) visits.push(visit(url, answer));
    },
    done: () => Promise.all(visits),
  };
}
