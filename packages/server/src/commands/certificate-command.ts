import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { loadConfiguration } from '../configuration/load-configuration.ts';
import { findExecutable } from '../executable-path.ts';
import { describeCertificate } from '../tls/certificate-texts.ts';
import { studioNames } from '../tls/studio-names.ts';
import { Mkcert, MkcertError } from '../tls/mkcert.ts';
import { CommandFailure } from './command-failure.ts';

/** What is typed behind `ringcast certificate`. */
export interface CertificateFlags {
  readonly folder?: string;
  readonly install?: true;
}

const FOLDER = 'tls';
const MISSING =
  'mkcert is not there, which makes the certificate: apt-get install mkcert libnss3-tools (Debian, Ubuntu), ' +
  'brew install mkcert nss (macOS), winget install FiloSottile.mkcert (Windows).';

/**
 * Makes a certificate for a studio's own network, where no public authority gives one.
 *
 * @param names under which the server is reached; those that this computer knows of, where there are none
 * @throws CommandFailure
 */
export async function makeCertificate(
  names: readonly string[],
  { folder, install }: CertificateFlags,
): Promise<void> {
  const { configuration, searchPath } = loadConfiguration();
  const path = findExecutable('mkcert', searchPath);
  if (path === undefined) throw new CommandFailure(MISSING);
  const target = resolve(folder ?? join(configuration.stateDir, FOLDER));
  await mkdir(target, { recursive: true, mode: 0o700 });
  const files = { certFile: join(target, 'certificate.pem'), keyFile: join(target, 'key.pem') };
  const asked = names.length > 0 ? names : studioNames(configuration.publicUrl);
  try {
    const mkcert = new Mkcert(path);
    if (install) await mkcert.trustHere();
    const said = await mkcert.make(asked, files);
    process.stderr.write(`${said}\n`);
    const rootFile = await mkcert.findRoot();
    process.stdout.write(describeCertificate({ ...files, rootFile, names: asked }));
  } catch (cause) {
    if (!(cause instanceof MkcertError)) throw cause;
    throw new CommandFailure(cause.message, { cause });
  }
}
