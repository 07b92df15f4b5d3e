import type { Logger } from '@ringcast/segmenter';
import { X509Certificate } from 'node:crypto';
import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { ConfigurationError } from '../configuration/configuration-error.ts';
import type { Configuration } from '../configuration/configuration-schema.ts';

/** A certificate with its chain, and its key, as PEM. */
export interface Certificate {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** What a pair of files is read by. */
export interface CertificateFilesOptions {
  /** Path of the certificate, with those between it and the root behind it. */
  readonly certFile: string;
  readonly keyFile: string;
  /** How often to look whether they have changed, in ms. Default 5,000. */
  readonly pollMs?: number;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
}

const DEFAULT_POLL_MS = 5_000;
const SOON_MS = 14 * 86_400_000;

/** A certificate in two files that another program renews. */
export class CertificateFiles {
  readonly #options: CertificateFilesOptions;
  readonly #watchers: ((certificate: Certificate) => void)[] = [];
  /** What was read last and can be used. */
  current: Certificate;

  /** @throws ConfigurationError that names the file and says what is wrong with it */
  constructor(options: CertificateFilesOptions) {
    this.#options = options;
    this.current = this.#read();
  }

  /**
   * Calls back with each certificate that is new and can be used; until then the one before it stays. All who watch
   * get the same, in the order in which they came.
   */
  watch(onRenewed: (certificate: Certificate) => void): void {
    this.#watchers.push(onRenewed);
    if (this.#watchers.length > 1) return;
    const { certFile, keyFile, pollMs = DEFAULT_POLL_MS } = this.#options;
    const onChange = () => this.#renew();
    for (const file of [certFile, keyFile])
      watchFile(file, { interval: pollMs, persistent: false }, onChange);
  }

  /** Looks no more. */
  close(): void {
    unwatchFile(this.#options.certFile);
    unwatchFile(this.#options.keyFile);
    this.#watchers.length = 0;
  }

  /** A pair that does not fit is most likely half renewed: the other file's change comes too. */
  #renew(): void {
    try {
      this.current = this.#read();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#options.logger.warn({ why }, 'the changed certificate cannot be used; the one before it stays');
      return;
    }
    for (const onRenewed of this.#watchers) onRenewed(this.current);
  }

  #read(): Certificate {
    const { certFile, keyFile, logger } = this.#options;
    const cert = read('tlsCert', certFile);
    const key = read('tlsKey', keyFile);
    try {
      createSecureContext({ cert, key });
      const { subjectAltName, validTo } = new X509Certificate(cert);
      const names = subjectAltName ?? 'none';
      if (Date.parse(validTo) - Date.now() > SOON_MS)
        logger.info({ names, validTo }, 'a certificate is there');
      else logger.warn({ names, validTo }, 'the certificate ends soon or has ended; renew it');
    } catch (cause) {
      throw new ConfigurationError(
        `tlsCert, tlsKey: expected a certificate and its key, as PEM without a password; of ${certFile} and ${keyFile} OpenSSL says: ${reasonOf(cause)}`,
        { cause },
      );
    }
    return { cert, key };
  }
}

/** The certificate of the settings, or undefined where they name none. @throws ConfigurationError */
export function openCertificate(
  { tlsCert, tlsKey }: Configuration,
  logger: Logger,
): CertificateFiles | undefined {
  if (tlsCert === undefined || tlsKey === undefined) return undefined;
  return new CertificateFiles({ certFile: tlsCert, keyFile: tlsKey, logger });
}

function read(setting: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new ConfigurationError(`${setting}: ${file} cannot be read: ${reasonOf(cause)}`, { cause });
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
