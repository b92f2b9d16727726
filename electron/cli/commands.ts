/**
 * The commands and what a person should know about them, as data for the help and the man page.
 *
 * Every example works as it is printed: test/cli/examples.test.ts runs them in the order in which they stand here.
 */
import { type CommandSpec, shells } from './grammar.ts';

export const commands: readonly CommandSpec[] = [
  {
    name: 'encrypt',
    operand: 'FILE...',
    files: 'any',
    summary: 'make FILE.envelope beside each file',
    more: [
      'Encrypts each FILE. The original is only read. FILE may be - for standard input, whose envelope goes to standard ' +
        'output unless --output names a file.',
      'With --recursive, files that are envelopes by their name are left out.',
      'Several keys open an envelope where --key is repeated: any one of them is enough. If one of them cannot be used, no ' +
        'envelope is made.',
    ],
    examples: [
      {
        line: 'envelope encrypt --practice report.pdf',
        words: 'Makes report.pdf.envelope with the practice key: to try it out, without AWS.',
        common: true,
      },
      {
        line: 'envelope encrypt --profile work --key payroll --recursive --output sealed salaries',
        words: 'All files of a folder, under the AWS key alias/payroll, into sealed/salaries.',
        common: true,
      },
      {
        line: 'envelope encrypt --profile work --key payroll --key backup --output both.envelope report.pdf',
        words: 'Opens with either key: a second one keeps files from being lost with the first.',
      },
      {
        line: 'tar -c photos | envelope encrypt --practice --output photos.tar.envelope -',
        words: 'What another program writes.',
      },
    ],
  },
  {
    name: 'decrypt',
    operand: 'FILE...',
    files: 'envelopes',
    summary: 'authenticate each envelope and put its content beside it',
    more: [
      'Decrypts each FILE. Nothing of the content is to be seen, under a name or on standard output, before the whole ' +
        'envelope is authenticated. FILE may be - for standard input, whose content goes to standard output unless ' +
        '--output names a file.',
      'With --recursive, only files that are envelopes by their name are taken.',
      "The envelope says which keys open it. Those in the profile's own account are asked, in the order of the envelope, and " +
        'with --account those in other accounts; or with --key only those that are named.',
    ],
    examples: [
      {
        line: 'envelope decrypt --practice --output opened/ report.pdf.envelope',
        words: 'Puts report.pdf into the folder opened.',
      },
      {
        line: 'envelope decrypt --profile work --recursive --output opened sealed/salaries',
        words: 'All envelopes of a folder, back into opened/salaries.',
        common: true,
      },
      {
        line: 'envelope decrypt --practice - < photos.tar.envelope | tar -t',
        words: 'For another program to read.',
      },
    ],
  },
  {
    name: 'verify',
    operand: 'FILE...',
    files: 'envelopes',
    summary: 'authenticate each envelope whole, write nothing',
    more: [
      'Does all that decrypt does to be sure of an envelope, with the same key and the same permission, and keeps nothing.',
    ],
    examples: [
      {
        line: 'envelope verify --profile work --recursive sealed',
        words: 'Whether the envelopes of a folder are whole and open with your key.',
      },
    ],
  },
  {
    name: 'inspect',
    operand: 'FILE...',
    files: 'envelopes',
    summary: 'show what an envelope says about itself; contacts nobody',
    more: [
      'Reads the header of each FILE. It needs no key and no network, and what it shows is not authenticated: only ' +
        'decrypt and verify prove it.',
      'With --profile NAME it also asks AWS whether this profile could open the envelope, without opening it: the content ' +
        'is not read, and no key is given out.',
    ],
    examples: [
      { line: 'envelope inspect report.pdf.envelope', words: 'For people.' },
      {
        line: 'envelope inspect --json --recursive sealed',
        words: "For programs, with the field names of aws-encryption-cli's --metadata-output.",
      },
      {
        line: 'envelope inspect --profile work sealed/salaries/2025.csv.envelope',
        words: 'And whether you could open it.',
      },
    ],
  },
  {
    name: 'keys',
    operand: '[KEY...]',
    summary: 'list KMS keys; of each KEY, say what it is and what you can do with it',
    more: [
      "Lists the keys of the profile's account and region, and why some of them cannot encrypt files. It says which " +
        'permission is missing: kms:ListKeys and kms:ListAliases list keys, kms:DescribeKey tells about them.',
      'A KEY is an alias, an id or an ARN, also of another account or region. Whether you can encrypt and decrypt with it ' +
        'is asked with dry runs: no key is made, and nothing is decrypted.',
    ],
    examples: [
      { line: 'envelope keys --profile work', words: 'Which keys there are.' },
      {
        line: 'envelope keys --profile work payroll',
        words: 'What you can do with alias/payroll.',
      },
    ],
  },
  {
    name: 'profiles',
    operand: '',
    summary: 'list AWS profiles and whether they can be used; contacts nobody',
    more: [
      'Lists every profile of ~/.aws/config and ~/.aws/credentials, access keys in the environment (env:) and the ' +
        "container's credentials (container:): how each gets its credentials, account, role and region, and whether it can " +
        'be used now, as far as files tell. Nothing is executed, and nobody is asked.',
    ],
    examples: [{ line: 'envelope profiles', words: 'Which ones there are, and where to sign in.' }],
  },
  {
    name: 'sign-in',
    operand: '[SESSION]',
    summary: 'sign in to IAM Identity Center, for profiles that need it',
    more: [
      'SESSION is an sso-session of ~/.aws/config, or the start URL of profiles without one; it need not be named where ' +
        'there is only one. The page to allow it on is printed, and in a terminal opened in the browser, from where the ' +
        'sign-in comes back by itself.',
      'The AWS CLI and the SDKs use the same sign-in, which is renewed as long as your organisation allows, and the other ' +
        'way round.',
    ],
    examples: [
      { line: 'envelope sign-in corp', words: 'In the browser.' },
      { line: 'envelope sign-in --profile dev --device', words: 'By a code, where there is no browser.' },
    ],
  },
  {
    name: 'sign-out',
    operand: '[SESSION]',
    summary: 'end a sign-in, here and at AWS',
    more: ['It ends for the AWS CLI and the SDKs, too.'],
    examples: [{ line: 'envelope sign-out corp', words: 'All profiles that need the session corp.' }],
  },
  {
    name: 'completion',
    operand: 'SHELL',
    summary: `print the completion script of a shell: ${shells.join(', ')}`,
    more: [
      'For bash put the line of the example into ~/.bashrc, for zsh, with zsh instead of bash and behind compinit, into ' +
        '~/.zshrc, and for fish write: envelope completion fish | source',
    ],
    examples: [
      { line: 'eval "$(envelope completion bash)"', words: 'Completes commands, options and names.' },
    ],
  },
  {
    name: 'man',
    operand: '',
    summary: 'print the manual page',
    more: [
      'In the form that man, groff and mandoc read. Put into ~/.local/share/man/man1/envelope.1, it is what ' +
        'man envelope shows.',
    ],
    examples: [{ line: 'envelope man > envelope.1', words: 'To be read with: man ./envelope.1' }],
  },
  {
    name: 'help',
    operand: '[COMMAND]',
    summary: 'explain the program, or one command',
    more: [],
    examples: [{ line: 'envelope help encrypt', words: 'The same as: envelope encrypt --help' }],
  },
];

export interface Topic {
  readonly title: string;
  readonly paragraphs: readonly string[];
  /** Terms with their words. */
  readonly rows?: readonly (readonly [term: string, words: string])[];
  /** Shown by the general help. */
  readonly common?: true;
}

/** What an envelope is: the first thing to know. */
export const introduction =
  "An envelope is a file that opens only with the right AWS KMS key. The file's content is encrypted on this computer " +
  'under a data key; AWS KMS encrypts that data key, and the envelope carries it along. AWS never sees the content, and ' +
  'the KMS key never leaves AWS. An envelope is a message of the AWS Encryption SDK: its tools open our envelopes with ' +
  'the same key, and we open theirs.';

export const topics: readonly Topic[] = [
  {
    title: 'Where keys come from',
    common: true,
    paragraphs: [
      'Say whose key to use: --practice or --profile NAME.',
      'The practice key is made when it is first used and stays on this computer, where whoever is you can read it: for ' +
        'trying, not for protecting. It says so wherever it is shown.',
      'An AWS profile is one of ~/.aws/config or ~/.aws/credentials. For a profile of IAM Identity Center, sign in first: ' +
        'envelope sign-in --profile NAME. To encrypt you need kms:GenerateDataKey on the first key and kms:Encrypt on others, ' +
        'to decrypt and verify kms:Decrypt. envelope profiles shows the profiles, envelope keys which keys there are, and ' +
        'what you can do with one.',
      'In a terminal, encrypt warns a person who could not decrypt again with the key.',
    ],
  },
  {
    title: 'Encryption context',
    paragraphs: [
      'Pairs of a name and a value that say what an envelope is for. They are authenticated together with the content, ' +
        'but not secret: whoever has the envelope can read them, and AWS writes them into CloudTrail, where policies and ' +
        'audits can use them. Each envelope has a random envelope-id among them, by which its entries are found there; ' +
        'envelopes under one data key share it.',
    ],
  },
  {
    title: 'Files',
    paragraphs: [
      'An original is never changed. A result gets its name when it is complete, authenticated and on disk; a file that ' +
        'has the name is left alone unless --on-conflict says otherwise, and a result is never replaced by another result ' +
        'of the same command.',
      'With --recursive, a folder SALARIES has its results beside its files, or with --output OUT in OUT/SALARIES; a ' +
        'folder that ends in /. has them in OUT itself.',
      'A file whose name begins with - goes behind --, and one that is called - is ./-.',
    ],
  },
  {
    title: 'Results for programs',
    paragraphs: [
      'With --json there is one JSON object a line for each file, in the order of the files: mode, input and output, with ' +
        'header and header_auth as aws-encryption-cli prints them with --metadata-output. Added to these are size (bytes ' +
        'of the file made) or content_size, key_arn, request_id (to be found in CloudTrail), kms_calls (those made for this ' +
        'file), practice, and shared_data_key where an envelope was made.',
      'Of a key: arn, aliases, practice, usable, reason (why not), and what is known of it, each null where it is not: description, ' +
        'state, spec, usage, manager, origin, multi_region, deletion_date; of a KEY that was named also rotation, can_encrypt ' +
        'and can_decrypt, with answer (yes, no, unknown) and error. inspect with a profile adds can_open, of the same form.',
      'Of a profile: profile, kind, leaf (what a role ends in), account_id, role, region, session, state (ready, sign-in, mfa, ' +
        'on-use, not-assigned, unusable), until and reason; behind them, of each session to sign in to: session, start_url, ' +
        'region, state and until.',
      'A file that failed has error instead, with code, message, advice and details; one that was left out has skipped ' +
        'and reason.',
      'Results are on standard output, and on standard error where content is on standard output.',
    ],
  },
  {
    title: 'Exit codes',
    common: true,
    paragraphs: [],
    rows: [
      ['0', 'All is done.'],
      ['1', 'Some of it failed, which is said; the rest is done.'],
      ['2', 'The command was not understood; no file was touched.'],
      ['130', 'Interrupted, and cleaned up.'],
    ],
  },
];
