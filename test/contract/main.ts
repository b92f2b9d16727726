/**
 * `npm run test:contract [-- Vitest's arguments]`: gets the peers that are missing, then runs the suite.
 *
 * moto comes from PyPI, the AWS CLI (`awscli`) from Debian where we are root; what cannot be had is left out, which is
 * said. On Linux the suite gets a network of its own with nothing but the loopback interface in it: no peer can be
 * reached from outside, and none reaches anything.
 */
import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canInstallPackages, installCommand, installPackages } from '../../scripts/apt.ts';
import { runChild } from '../../scripts/run-child.ts';
import { hasProgram } from '../support/programs.ts';
import { installFromPypi } from '../support/python.ts';

const here = import.meta.dirname;
const project = join(here, '..', '..');

/** The folder of moto's programs; null where it could not be installed, which is said. */
async function installMoto(): Promise<string | null> {
  try {
    return await installFromPypi('moto', join(here, 'requirements.txt'));
  } catch (error) {
    console.warn(`moto could not be installed: it needs Python 3 with venv, and PyPI\n${error}`);
    return null;
  }
}

function installAwsCli(): void {
  if (hasProgram('aws', 'the AWS CLI')) return;
  if (!canInstallPackages()) {
    console.warn(`It can be had with: ${installCommand(['awscli'])}`);
    return;
  }
  try {
    installPackages(['awscli']);
  } catch (error) {
    console.warn(String(error));
  }
}

/** What runs a shell in a network of its own; null where this system has no such thing. */
function ownNetwork(): readonly string[] | null {
  const [unshare, ...args] = [
    'unshare',
    '--net',
    '--map-root-user',
    'sh',
    '-c',
    'ip link set lo up && "$@"',
    'sh',
  ];
  const { status } = spawnSync(unshare ?? '', [...args, 'true'], { stdio: 'ignore' });
  if (status === 0) return ['unshare', ...args];
  console.warn(
    'There is no network of its own for the suite: it needs unshare and ip (Debian: util-linux, iproute2)',
  );
  return null;
}

const moto = await installMoto();
installAwsCli();
const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));
const suite = [
  process.execPath,
  vitest,
  'run',
  '--config',
  join(here, 'vitest.config.ts'),
  ...process.argv.slice(2),
];
const network = ownNetwork();
const [command = '', ...args] = [...(network ?? []), ...suite];
process.chdir(project);
process.exitCode = await runChild(command, args, {
  ...process.env,
  PATH: [moto, process.env['PATH']].filter((part) => part).join(delimiter),
  ...(network && { CONTRACT_OWN_NETWORK: '1' }),
});
