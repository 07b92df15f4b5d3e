import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A certificate for 127.0.0.1 and localhost that nobody but its owner has signed. */
export interface SelfMadeCertificate {
  readonly certFile: string;
  readonly keyFile: string;
}

/** Makes a certificate, or another in place of the one that is there. Needs openssl. */
export async function makeCertificate(folder: string, name = 'tls'): Promise<SelfMadeCertificate> {
  const certFile = join(folder, `${name}.crt`);
  const keyFile = join(folder, `${name}.key`);
  const words = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  await promisify(execFile)('openssl', [
    ...words,
    ...subject,
    '-days',
    '30',
    '-keyout',
    keyFile,
    '-out',
    certFile,
  ]);
  return { certFile, keyFile };
}
