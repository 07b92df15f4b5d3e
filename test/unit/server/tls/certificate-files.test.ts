import { expect } from 'chai';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CertificateFiles, type Certificate } from '../../../../packages/server/src/tls/certificate-files.ts';
import { MemoryLogger } from '../../../helpers/memory-station.ts';
import { requireProgram } from '../../../helpers/required-program.ts';
import { makeCertificate, type SelfMadeCertificate } from '../../../helpers/self-made-certificate.ts';

const POLL_MS = 20;

describe('CertificateFiles', function () {
  this.timeout(10_000);
  requireProgram('openssl');
  let folder: string;
  let made: SelfMadeCertificate;
  let files: CertificateFiles | undefined;
  let logger: MemoryLogger;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringcast-tls-'));
    made = await makeCertificate(folder);
    logger = new MemoryLogger();
  });
  afterEach(async () => {
    files?.close();
    files = undefined;
    await rm(folder, { recursive: true });
  });

  function open(): CertificateFiles {
    return (files = new CertificateFiles({ ...made, pollMs: POLL_MS, logger }));
  }

  it('gives the new pair once both files have changed, and the old one until then', async () => {
    const opened = open();
    const before = opened.current;
    const renewed = new Promise<Certificate>((resolve) => opened.watch(resolve));
    const other = await makeCertificate(folder, 'renewed');
    await copyFile(other.certFile, made.certFile);
    while (logger.lines.length < 2) await new Promise(setImmediate);
    expect(logger.lines.at(-1)?.message).to.equal(
      'the changed certificate cannot be used; the one before it stays',
    );
    expect(opened.current).to.equal(before);
    await copyFile(other.keyFile, made.keyFile);
    expect((await renewed).cert).to.deep.equal(await readFile(other.certFile));
    expect(opened.current.key).to.deep.equal(await readFile(other.keyFile));
  });

  it('gives all who watch the same', async () => {
    const opened = open();
    const first = new Promise<Certificate>((resolve) => opened.watch(resolve));
    const second = new Promise<Certificate>((resolve) => opened.watch(resolve));
    await makeCertificate(folder);
    expect(await second).to.equal(await first);
  });

  it('says which file is not there', () => {
    made = { ...made, keyFile: join(folder, 'none.key') };
    expect(open).to.throw(/^tlsKey: .*none\.key cannot be read: ENOENT/);
  });

  it('says what is wrong with a pair that cannot be used, and tells nothing of the key', async () => {
    const other = await makeCertificate(folder, 'other');
    made = { ...made, keyFile: other.keyFile };
    expect(open).to.throw(
      /^tlsCert, tlsKey: expected a certificate and its key, as PEM.*key values mismatch/,
    );
    await writeFile(other.keyFile, 'not a key');
    expect(open)
      .to.throw(/^tlsCert, tlsKey: expected/)
      .with.property('message')
      .that.does.not.include('not a key');
  });
});
