/**
 * `node raw-aes.ts THREADS PIECE SECONDS`: how fast this computer does AES-256-GCM in Node.js, and nothing else; prints
 * bytes per second. Pieces of so many bytes from memory, as frames are, each with its own IV and tag.
 */
import { createCipheriv, randomBytes } from 'node:crypto';
import { argv } from 'node:process';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

/** Bytes encrypted per second. */
function encryptFor(pieceLength: number, seconds: number): number {
  const key = randomBytes(32);
  const piece = randomBytes(pieceLength);
  const iv = Buffer.alloc(12);
  const start = performance.now();
  let count = 0;
  while (performance.now() - start < seconds * 1000) {
    iv.writeUInt32BE(++count, 8);
    const cipher = createCipheriv('aes-256-gcm', key, iv);
    cipher.update(piece);
    cipher.final();
    cipher.getAuthTag();
  }
  return (count * pieceLength) / ((performance.now() - start) / 1000);
}

if (isMainThread) {
  const [threads, ...work] = argv.slice(2).map(Number);
  const rates = Array.from(
    { length: threads ?? 1 },
    () =>
      new Promise<number>((resolve, reject) => {
        new Worker(import.meta.filename, { workerData: work }).once('message', resolve).once('error', reject);
      }),
  );
  console.log((await Promise.all(rates)).reduce((sum, rate) => sum + rate, 0));
} else {
  const work: [number, number] = workerData;
  parentPort?.postMessage(encryptFor(...work));
}
