import { DirectoryWriter, gridOf } from '@ringcast/segmenter';
import { expect } from 'chai';
import { EventEmitter, once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryLogger } from '../helpers/memory-station.ts';
import { PublicationBuilder } from '../helpers/publication-builder.ts';
import { inspectSite } from '../helpers/site-inspection.ts';

const PART_BYTES = 20_000;

describe('DirectoryWriter', () => {
  let folder: string;
  let logger: MemoryLogger;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'segments-test-'));
    logger = new MemoryLogger();
  });

  afterEach(async () => rm(folder, { recursive: true, force: true }));

  for (const profile of ['low', 'standard'] as const) {
    it(`leaves a valid HLS site at every instant in ${profile}`, async () => {
      const { partsPerSegment } = gridOf(profile);
      const { builder, writer } = open({ profile, partBytes: PART_BYTES });
      const sizes = new Map<string, number>();
      const expectedSize = (rendition: string, name: string) => sizes.get(`${rendition}/${name}`);
      builder.subscribe(({ media }) => {
        for (const { rendition, name, bytes } of media) sizes.set(`${rendition}/${name}`, bytes.length);
      });
      builder.publishParts(1);
      await writer.flush();
      const events = new EventEmitter();
      let published = 0;
      let seen = 0;
      const publishing = (async () => {
        for (; published < 25 * partsPerSegment; published++) {
          // A player may be two segments behind, no more.
          while (published - seen > 2 * partsPerSegment) await once(events, 'inspected');
          builder.publishParts(1);
          if (published % 3 !== 0) await writer.flush();
        }
        builder.end();
        await writer.close();
      })();
      const faults: string[] = [];
      let inspections = 0;
      for (let isLast = false; !isLast; inspections++) {
        isLast = builder.manifest.hasEnded;
        seen = published;
        faults.push(...(await inspectSite(join(folder, 'main'), expectedSize)));
        events.emit('inspected');
      }
      await publishing;
      expect(faults).to.deep.equal([]);
      expect(await inspectSite(join(folder, 'main'), expectedSize)).to.deep.equal([]);
      expect(inspections).to.be.at.least(10);
      expect(logger.lines).to.deep.equal([]);
    });
  }

  it('keeps segments for some time after they left the window, parts for less, and then removes them', async () => {
    const { builder, writer } = open({ firstMsn: 100 });
    for (let msn = 100; msn < 140; msn++) {
      builder.publishUntil(msn);
      await writer.flush();
    }
    builder.publishParts(3);
    await writer.close();
    const names = await readdir(join(folder, 'main/aac-96'));
    const segments = names.filter((name) => /^\d+\.m4s$/.test(name)).toSorted();
    expect(segments).to.deep.equal(Array.from({ length: 14 }, (_, i) => `${126 + i}.m4s`));
    const parts = names
      .filter((name) => /^\d+\.\d+\.m4s$/.test(name))
      .map((name) => Number.parseInt(name, 10));
    expect([...new Set(parts)].toSorted((a, b) => a - b)).to.deep.equal([134, 135, 136, 137, 138, 139, 140]);
    expect(names).to.have.length(14 + 6 * 10 + 3 + 2);
    expect(await readdir(join(folder, 'main/edge'))).to.have.length.within(2, 10);
    expect(await readdir(join(folder, '.writing/main'))).to.deep.equal([]);
  });

  it('writes no more than the newest state where the disk is slower than the station', async () => {
    const { builder, writer } = open({});
    builder.publishParts(200);
    await writer.flush();
    expect(await inspectSite(join(folder, 'main'))).to.deep.equal([]);
    expect(await readdir(join(folder, 'main/edge'))).to.have.length.at.most(10);
    await writer.close();
  });

  it('takes over what a former process left, and removes it by the same rule', async () => {
    const former = open({ firstMsn: 100 });
    former.builder.publishUntil(111);
    former.builder.publishParts(4);
    await former.writer.close();
    await writeFile(join(folder, '.writing/main/aac-96+112.4.m4s'), 'half of a pa');
    const { builder, writer } = open({ firstMsn: 113 });
    builder.publishParts(1);
    await writer.flush();
    expect(await inspectSite(join(folder, 'main'))).to.deep.equal([]);
    expect(await readdir(join(folder, '.writing/main'))).to.deep.equal([]);
    builder.publishUntil(124);
    await writer.close();
    const names = await readdir(join(folder, 'main/aac-96'));
    expect(names.filter((name) => name.startsWith('10') || name === '110.m4s')).to.deep.equal([]);
    expect(logger.lines).to.deep.equal([]);
  });

  it('writes a ladder that is another than before, and leaves nothing of that', async () => {
    const { builder: before, writer } = open({ renditions: ['aac-48'] });
    before.publishParts(3);
    await writer.flush();
    const after = new PublicationBuilder({ renditions: ['aac-96', 'flac'], firstMsn: 200 });
    after.subscribe((publication) => writer.write(publication));
    after.publishParts(3);
    await writer.flush();
    expect(logger.lines).to.deep.equal([]);
    const master = await readFile(join(folder, 'main/master.m3u8'), 'utf8');
    expect(master).to.contain('aac-96/live.m3u8').and.not.to.contain('aac-48');
    expect(await readdir(join(folder, 'main/flac'))).to.include('live.m3u8');
    expect(await readdir(join(folder, 'main'))).to.have.members(['master.m3u8', 'edge', 'aac-96', 'flac']);
    await writer.close();
  });

  it('removes everything of a station on request', async () => {
    const { builder, writer } = open({});
    builder.publishParts(3);
    await writer.close();
    await new DirectoryWriter({ folder, station: 'main', logger }).clear();
    expect(await readdir(folder)).to.deep.equal(['.writing']);
    expect(await readdir(join(folder, '.writing'))).to.deep.equal([]);
  });

  function open(options: ConstructorParameters<typeof PublicationBuilder>[0]) {
    const builder = new PublicationBuilder(options);
    const writer = new DirectoryWriter({ folder, station: 'main', logger });
    builder.subscribe((publication) => writer.write(publication));
    return { builder, writer };
  }
});
