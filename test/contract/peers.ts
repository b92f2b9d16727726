/**
 * The KMS servers that the table is run against: ours, and two of other people's as a second opinion.
 *
 * Each is started for the run and answers an address; those that are not installed say what is missing. What a peer is
 * known to do otherwise than AWS is data beside it (faults/), and must really occur.
 */
import { startKmsServer } from '../support/kms-server.ts';
import type { KnownFault } from './faults/known-faults.ts';
import { localKmsFaults } from './faults/local-kms.ts';
import { motoFaults } from './faults/moto.ts';
import { findLocalKms, findMoto, type Program } from './programs.ts';
import type { Address } from './world.ts';

export interface RunningPeer extends AsyncDisposable {
  readonly address: Address;
}

export interface Peer {
  readonly name: string;
  readonly faults: readonly KnownFault[];
  /** Starts it; null where it is not here, which is said. */
  readonly start: () => Promise<RunningPeer | null>;
}

const region = 'us-east-1';
const credentials = { accessKeyId: 'AKIACONTRACT', secretAccessKey: 'contract' };

async function startPractice(): Promise<RunningPeer> {
  const server = await startKmsServer({ credentials: [credentials], regions: ['eu-west-1'] });
  return {
    address: { endpoint: server.url, region, credentials },
    [Symbol.asyncDispose]: () => server.close(),
  };
}

async function startProgram(found: Program | null): Promise<RunningPeer | null> {
  if (!found) return null;
  const { endpoint, stop } = await found.start(region);
  return { address: { endpoint, region, credentials }, [Symbol.asyncDispose]: stop };
}

export const peers: readonly Peer[] = [
  { name: 'the practice KMS', faults: [], start: startPractice },
  { name: 'moto', faults: motoFaults, start: async () => startProgram(findMoto()) },
  { name: 'local-kms', faults: localKmsFaults, start: async () => startProgram(findLocalKms()) },
];
