/** Other people's programs that the bench uses: what they are called and where they come from. */

export type ToolName = 'cp' | 'dd' | 'time' | 'age' | 'gpg' | 'openssl' | '7z' | 'aws-encryption-cli';

export interface Tool {
  readonly name: ToolName;
  /** Names to look for; the first that is found is used. */
  readonly commands: readonly string[];
  readonly from: { readonly debian: string } | { readonly pypi: string };
  /** Arguments that make it say its version, on the first line that is not empty. */
  readonly version: readonly string[];
}

export const tools: readonly Tool[] = [
  { name: 'cp', commands: ['cp'], from: { debian: 'coreutils' }, version: ['--version'] },
  { name: 'dd', commands: ['dd'], from: { debian: 'coreutils' }, version: ['--version'] },
  { name: 'time', commands: ['time'], from: { debian: 'time' }, version: ['--version'] },
  { name: 'age', commands: ['age'], from: { debian: 'age' }, version: ['--version'] },
  { name: 'gpg', commands: ['gpg'], from: { debian: 'gnupg' }, version: ['--version'] },
  { name: 'openssl', commands: ['openssl'], from: { debian: 'openssl' }, version: ['version'] },
  { name: '7z', commands: ['7zz', '7z'], from: { debian: '7zip' }, version: [] },
  {
    name: 'aws-encryption-cli',
    commands: ['aws-encryption-cli'],
    from: { pypi: 'aws-encryption-sdk-cli==4.3.0' },
    version: ['--version'],
  },
];
