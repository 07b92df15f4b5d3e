import { execFile } from 'node:child_process';
import { join } from 'node:path';

const LIMIT_MS = 60_000;
const ROOT_FILE = 'rootCA.pem';
/** RSA keys of mkcert's root take a second; its own certificates are ECDSA, as every browser of today can. */
const KEY_KIND = '-ecdsa';

/** mkcert that did not do what it was asked for, with what it said. */
export class MkcertError extends Error {
  override readonly name = 'MkcertError';
  readonly code = 'mkcert-failed';
}

/** The program mkcert, which has an authority of its own on this computer. */
export class Mkcert {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** Makes a certificate and its key. Resolves with what mkcert said. */
  make(
    names: readonly string[],
    files: { readonly certFile: string; readonly keyFile: string },
  ): Promise<string> {
    return this.#run([KEY_KIND, '-cert-file', files.certFile, '-key-file', files.keyFile, ...names]);
  }

  /** Lets this computer trust the authority. */
  async trustHere(): Promise<void> {
    await this.#run(['-install']);
  }

  /** The file of the authority's own certificate, which other devices have to trust. */
  async findRoot(): Promise<string> {
    return join((await this.#run(['-CAROOT'])).trim(), ROOT_FILE);
  }

  #run(words: readonly string[]): Promise<string> {
    return new Promise((resolve, reject) => {
      execFile(this.#path, words, { timeout: LIMIT_MS }, (error, stdout, stderr) => {
        const said = `${stdout}${stderr}`.trim();
        if (error === null) resolve(said);
        else reject(new MkcertError(`mkcert: ${said.split('\n').at(-1) || error.message}`, { cause: error }));
      });
    });
  }
}
