import { expect } from 'chai';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer as createTlsServer } from 'node:https';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configurationSchema } from '../../packages/server/src/configuration/configuration-schema.ts';
import { checkCertificate } from '../../packages/server/src/doctor/machine/certificate-check.ts';
import { judgeClock } from '../../packages/server/src/doctor/machine/clock-check.ts';
import { checkFfmpeg } from '../../packages/server/src/doctor/machine/ffmpeg-check.ts';
import { checkFolder } from '../../packages/server/src/doctor/machine/folder-check.ts';
import { examineMachine } from '../../packages/server/src/doctor/machine/machine-examination.ts';
import { checkPort } from '../../packages/server/src/doctor/machine/port-check.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { makeCertificate } from '../helpers/self-made-certificate.ts';

const MS_PER_DAY = 86_400_000;

describe('what the doctor looks at on a computer', () => {
  requireProgram('openssl');
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringcast-doctor-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('is an ffmpeg, and what to do where there is none', async () => {
    const configuration = configurationSchema.parse({ ffmpeg: '/nonexistent/ffmpeg' });
    const loaded = { configuration, searchPath: '', file: undefined, unknownVariables: [] };
    const [finding] = await checkFfmpeg(loaded);
    expect(finding).to.include({ level: 'fault' });
    expect(finding?.what).to.contain('/nonexistent/ffmpeg');
  });

  it('is what its role and its store need, and no more', async () => {
    await writeFile(join(folder, 'no-folder'), '');
    const none = join(folder, 'no-folder', 'below');
    const missed = async (settings: object): Promise<string[]> => {
      const places = { segmentsDir: none, stateDir: folder, recordingsDir: none, ffmpeg: none };
      const configuration = configurationSchema.parse({ ...places, ...settings });
      const loaded = { configuration, searchPath: '', file: undefined, unknownVariables: [] };
      const findings = await examineMachine(loaded);
      const setting = /segmentsDir|stateDir|recordingsDir|ffmpeg/;
      return findings.flatMap(({ level, what }) => (level === 'fault' && setting.exec(what)?.[0]) || []);
    };
    const store = 'redis://redis:6379';
    expect(await missed({})).to.have.members(['ffmpeg', 'segmentsDir', 'recordingsDir']);
    expect(await missed({ role: 'ingest', store })).to.have.members(['ffmpeg', 'recordingsDir']);
    expect(await missed({ role: 'ingest', store, record: false })).to.have.members(['ffmpeg']);
    expect(await missed({ role: 'player', store })).to.deep.equal([]);
    expect(await missed({ role: 'player', store, stateDir: none })).to.deep.equal(['stateDir']);
  });

  describe('a folder', () => {
    const limits = { setting: 'stateDir', leastFreeMb: 1, leastMbPerSecond: 0 };

    it('may be written and has room', async () => {
      const [finding] = await checkFolder({ ...limits, folder });
      expect(finding).to.include({ level: 'good' });
    });

    it('has too little room', async () => {
      const [finding] = await checkFolder({ ...limits, folder, leastFreeMb: Number.MAX_SAFE_INTEGER });
      expect(finding?.what).to.match(/^stateDir .* has \d+ MB left; \d+ MB are needed\.$/);
    });

    it('is too slow', async () => {
      const [finding] = await checkFolder({ ...limits, folder, leastMbPerSecond: 1e9 });
      expect(finding).to.include({ level: 'warning' });
      expect(finding?.what).to.match(/takes [\d.]+ MB\/s/);
    });

    it('cannot be there', async () => {
      await writeFile(join(folder, 'file'), '');
      const [finding] = await checkFolder({ ...limits, folder: join(folder, 'file', 'below') });
      expect(finding?.what).to.match(/cannot be written: ENOTDIR/);
    });
  });

  describe('a certificate', () => {
    it('is good for its name, ends soon, has ended, is for another name, or does not fit', async () => {
      const { certFile: tlsCert, keyFile: tlsKey } = await makeCertificate(folder);
      const { keyFile: otherKey } = await makeCertificate(folder, 'other');
      const judged = (inDays: number, publicUrl = 'https://localhost', key = tlsKey): string[] => {
        const configuration = configurationSchema.parse({ tlsCert, tlsKey: key, publicUrl });
        const findings = checkCertificate(configuration, Date.now() + inDays * MS_PER_DAY);
        return findings.map(({ level, what }) => `${level}: ${what}`);
      };
      expect(judged(0)[0]).to.match(/^good: .*DNS:localhost, IP Address:127\.0\.0\.1, for \d+ more days/);
      expect(judged(20)[0]).to.match(/^warning: .* ends in \d days/);
      expect(judged(40)[0]).to.match(/^fault: .* has ended/);
      expect(judged(0, 'https://radio.example')[0]).to.match(/^fault: .* not for radio\.example/);
      expect(judged(0, 'https://localhost', otherKey)[0]).to.match(/^fault: .* cannot be used/);
    });

    it('is missed where pages would need one', () => {
      const levelsOf = (settings: object): string[] =>
        checkCertificate(configurationSchema.parse(settings), Date.now()).map(({ level }) => level);
      expect(levelsOf({})).to.deep.equal(['warning']);
      expect(levelsOf({ publicUrl: 'https://radio.example' })).to.deep.equal([]);
    });
  });

  it('is a clock that follows a time server', () => {
    expect(judgeClock('yes').map(({ level }) => level)).to.deep.equal(['good']);
    expect(judgeClock('no').map(({ level }) => level)).to.deep.equal(['warning']);
    expect(judgeClock(undefined)).to.deep.equal([]);
  });

  describe('the port', () => {
    let other: Server;

    before(async () => {
      other = createServer((socket) => socket.end('no HTTP\r\n\r\n', () => socket.destroy()));
      await new Promise<void>((resolve) => other.listen(0, resolve));
    });
    after((done) => {
      other.close(done);
    });

    it('is free, or taken by a program that is no Ringcast', async () => {
      const { port } = other.address() as AddressInfo;
      const configuration = configurationSchema.parse({ port });
      const taken = await checkPort(configuration);
      expect(taken.isServing).to.equal(false);
      expect(taken.findings[0]?.what).to.contain(`Port ${port} is in use, and no Ringcast answers there`);
      const free = await checkPort(configurationSchema.parse({ port: 0 }));
      expect(free.findings[0]).to.include({ level: 'good' });
    });

    it('is served by Ringcast, whatever name its certificate and its public address have', async () => {
      const { certFile: tlsCert, keyFile: tlsKey } = await makeCertificate(folder);
      const [cert, key] = [await readFile(tlsCert), await readFile(tlsKey)];
      const server = createTlsServer({ cert, key }, (_, response) => response.end('{"status":"ok"}'));
      await once(server.listen(0), 'listening');
      const { port } = server.address() as AddressInfo;
      const settings = { port, tlsCert, tlsKey, publicUrl: 'https://radio.invalid' };
      const { isServing, findings } = await checkPort(configurationSchema.parse(settings));
      expect(isServing).to.equal(true);
      expect(findings).to.deep.equal([
        { level: 'good', what: `The server answers at https://localhost:${port}.` },
      ]);
      server.close();
    });
  });
});
