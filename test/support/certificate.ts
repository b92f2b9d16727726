/** A certificate that is its own authority, by OpenSSL's program: Node.js makes none. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const canMakeCertificate = (): boolean => spawnSync('openssl', ['version']).error === undefined;

/** PEM; `file` is the certificate's. `names`: whom it is for, in OpenSSL's words. */
export function makeCertificate(
  folder: string,
  names = 'IP:127.0.0.1',
): {
  readonly key: string;
  readonly cert: string;
  readonly file: string;
} {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const subject = ['-days', '2', '-subj', '/CN=test', '-addext', `subjectAltName=${names}`];
  execFileSync('openssl', [...args, ...subject, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8'), file: cert };
}
