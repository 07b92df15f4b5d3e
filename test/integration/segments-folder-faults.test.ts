import { DirectoryWriter } from '@ringcast/segmenter';
import { expect } from 'chai';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PublicationBuilder } from '../helpers/publication-builder.ts';
import { inspectSite } from '../helpers/site-inspection.ts';
import { TinyDisk } from '../helpers/tiny-disk.ts';
import { WatchedLogger } from '../helpers/watched-logger.ts';

const DISK_BYTES = 2 * 1024 * 1024;

describe('DirectoryWriter, faults of the disk', () => {
  let logger: WatchedLogger;

  beforeEach(() => {
    logger = new WatchedLogger();
  });

  describe('a folder that cannot be made', () => {
    let folder: string;

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'segments-test-'));
      // Where the station's folder should be, a file is.
      await writeFile(join(folder, 'main'), '');
    });

    afterEach(async () => rm(folder, { recursive: true, force: true }));

    it('is reported once, and is written as soon as it can be, with all that the window needs', async () => {
      const { builder, writer } = open(folder);
      builder.publishUntil(112);
      await logger.logged('error');
      expect(writer.failure).to.contain('ENOTDIR');
      builder.publishUntil(125);
      builder.end();
      await rm(join(folder, 'main'));
      await logger.logged('info');
      expect(writer.failure).to.equal(undefined);
      await writer.close();
      expect(await inspectSite(join(folder, 'main'))).to.deep.equal([]);
      expect(logger.lines.map(({ level }) => level)).to.deep.equal(['error', 'info']);
    });

    it('is written even where nothing more comes', async () => {
      const { builder, writer } = open(folder);
      builder.publishParts(1);
      await logger.logged('error');
      await rm(join(folder, 'main'));
      await logger.logged('info');
      expect(await inspectSite(join(folder, 'main'))).to.deep.equal([]);
      await writer.close();
    });

    it('does not hold up who closes', async () => {
      const { builder, writer } = open(folder);
      builder.publishParts(3);
      await logger.logged('error');
      const startedAt = performance.now();
      await writer.close();
      expect(performance.now() - startedAt).to.be.at.most(400);
      expect(writer.failure).to.contain('ENOTDIR');
    });
  });

  describe('a disk of 2 MB', () => {
    let disk: TinyDisk;

    beforeEach(async function () {
      try {
        disk = await TinyDisk.mount(DISK_BYTES);
      } catch (cause) {
        const suite: (Mocha.Suite & { skipReason?: string }) | undefined = this.test?.parent;
        if (suite) suite.skipReason = `no file system can be mounted here: ${String(cause).split('\n')[0]}`;
        this.skip();
      }
    });

    afterEach(async () => {
      if (disk) await disk.unmount();
    });

    it('that is full for a while delays the folder, which then has all that the window needs', async () => {
      const { builder, writer } = open(disk.folder, { partBytes: 2_000 });
      builder.publishUntil(104);
      await writer.flush();
      await disk.fill();
      builder.publishUntil(108);
      await logger.logged('error');
      expect(writer.failure).to.contain('ENOSPC');
      expect(await inspectSite(join(disk.folder, 'main')), 'what was there is still there').to.deep.equal([]);
      builder.publishUntil(112);
      await disk.relieve();
      await logger.logged('info');
      builder.publishParts(1);
      await writer.close();
      expect(await inspectSite(join(disk.folder, 'main'))).to.deep.equal([]);
      expect(await readdir(join(disk.folder, '.writing/main'))).to.deep.equal([]);
      const { size } = await stat(join(disk.folder, 'main/aac-96/112.m4s'));
      expect(size).to.equal(20_000);
    });

    it('that holds one window, but not two, recovers after the whole window has changed', async () => {
      // 14 segments and the parts of 7 of them, in one rendition: 1.3 MB.
      const { builder, writer } = open(disk.folder, { partBytes: 6_000, renditions: ['aac-96'] });
      builder.publishUntil(120);
      await writer.flush();
      expect(logger.lines).to.deep.equal([]);
      await disk.fill();
      builder.publishUntil(150);
      await logger.logged('error');
      await disk.relieve();
      await logger.logged('info');
      await writer.close();
      expect(await inspectSite(join(disk.folder, 'main'))).to.deep.equal([]);
    });

    it('that is full leaves no half-written file behind, however often it is tried', async () => {
      const { builder, writer } = open(disk.folder, { partBytes: 300_000 });
      await mkdir(join(disk.folder, 'main'), { recursive: true });
      builder.publishParts(4);
      await logger.logged('error');
      await writer.close();
      expect(await readdir(join(disk.folder, '.writing/main'))).to.deep.equal([]);
    });
  });

  function open(folder: string, options: ConstructorParameters<typeof PublicationBuilder>[0] = {}) {
    const builder = new PublicationBuilder(options);
    const writer = new DirectoryWriter({ folder, station: 'main', logger });
    builder.subscribe((publication) => writer.write(publication));
    return { builder, writer };
  }
});
