import { DirectoryReader, DirectoryWriter, type Manifest, type Publication } from '@ringcast/segmenter';
import { expect } from 'chai';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publicationLeftIn } from '../helpers/left-publication.ts';
import { PublicationBuilder } from '../helpers/publication-builder.ts';
import { contentsOf, edgeOf, PublicationLog, withSortedMedia } from '../helpers/publication-log.ts';
import { WatchedLogger } from '../helpers/watched-logger.ts';

describe('DirectoryReader', () => {
  let folder: string;
  let logger: WatchedLogger;
  let closing: { close(): Promise<void> }[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'segments-test-'));
    logger = new WatchedLogger();
    closing = [];
  });

  afterEach(async () => {
    await Promise.all(closing.map(async (each) => each.close()));
    await rm(folder, { recursive: true, force: true });
  });

  it('gives the same publications in the same order as the writer took', async function () {
    const { builder, writer, written } = write('main');
    const reading = await read();
    const delaysMs: number[] = [];
    for (let i = 0; i < 60; i++) {
      const takenAt = performance.now();
      builder.publishParts(1);
      await reading.upTo(builder.manifest);
      delaysMs.push(performance.now() - takenAt);
    }
    builder.end();
    await reading.upTo(builder.manifest);
    expect(withSortedMedia(reading.publications)).to.deep.equal(withSortedMedia(written));
    expect(writer.failure).to.equal(undefined);
    const sorted = delaysMs.toSorted((a, b) => a - b);
    const [median = 0, p95 = 0] = [sorted[30], sorted[57]];
    this.test!.title += ` (median ${median.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms after it)`;
    expect(p95).to.be.at.most(1_000);
  });

  it('loses nothing in a burst: what comes together is one step with all of it', async () => {
    const { builder, writer, written } = write('main');
    const reading = await read();
    for (let i = 0; i < 30; i++) {
      builder.publishParts(3);
      // Each third is a step of its own on the disk, as fast as that can be.
      if (i % 3 !== 0) await writer.flush();
    }
    builder.end();
    await reading.upTo(builder.manifest);
    expect(contentsOf(reading.publications)).to.deep.equal(contentsOf(written));
    const steps = reading.publications.map(({ manifest }) => edgeOf(manifest));
    expect(steps).to.deep.equal(steps.toSorted((a, b) => a - b));
    expect(reading.publications.at(-1)!.manifest).to.deep.equal(builder.manifest);
    const texts = new Set(written.map(({ manifest }) => JSON.stringify(manifest)));
    expect(reading.publications.every(({ manifest }) => texts.has(JSON.stringify(manifest)))).to.equal(true);
  });

  it('gives everything that is there at the start, of every station', async () => {
    const stations = ['main', 'second'].map((name) => ({ name, ...write(name) }));
    for (const { builder, writer } of stations) {
      builder.publishUntil(105);
      builder.publishParts(4);
      await writer.flush();
    }
    const reading = await read();
    expect(reading.publications).to.have.length(2);
    for (const { name, builder, written } of stations) {
      const publication = reading.publications.find(({ manifest }) => manifest.station === name)!;
      expect(publication.manifest).to.deep.equal(builder.manifest);
      expect(contentsOf([publication])).to.deep.equal(contentsOf(written));
    }
  });

  it('finds a station that comes later', async () => {
    const reading = await read();
    expect(reading.publications).to.deep.equal([]);
    const { builder } = write('later');
    builder.publishParts(2);
    await reading.upTo(builder.manifest);
    expect(reading.publications.at(-1)!.manifest).to.deep.equal(builder.manifest);
  });

  it('goes on behind a broadcast that has ended', async () => {
    const { builder } = write('main');
    const reading = await read();
    builder.publishParts(12);
    builder.end();
    await reading.upTo(builder.manifest);
    builder.restart(102);
    await reading.upTo(builder.manifest);
    builder.publishParts(5);
    await reading.upTo(builder.manifest);
    expect(reading.publications.map(({ manifest }) => manifest.hasEnded)).to.include.members([true, false]);
  });

  const damaged = [
    { name: 'empty', content: '' },
    { name: 'cut off', content: '{"station":"main","segm' },
    { name: 'something else', content: '{"segments":[null],"renditions":[null],"profile":"low"}' },
    { name: 'no object', content: '[1,2]' },
  ];
  for (const { name, content } of damaged) {
    it(`takes no notice of a marker that is ${name}, and goes on with the next`, async () => {
      const { builder, writer } = write('main');
      builder.publishParts(1);
      await writer.flush();
      await writeFile(join(folder, 'main/edge/100.2.json'), content);
      const reading = await read();
      expect(reading.publications).to.deep.equal([]);
      builder.publishParts(2);
      await reading.upTo(builder.manifest);
      expect(contentsOf(reading.publications)).to.have.length(2 * 4);
      expect(await publicationLeftIn(folder)).to.deep.include({ manifest: builder.manifest });
    });
  }

  it('tells all others where a listener throws', async () => {
    const { builder } = write('main');
    const reader = new DirectoryReader({ folder, logger });
    closing.push(reader);
    reader.subscribe(() => {
      throw new Error('a faulty listener');
    });
    const reading = new PublicationLog(reader);
    await reader.opened();
    builder.publishParts(1);
    await reading.upTo(builder.manifest);
    builder.publishParts(1);
    await reading.upTo(builder.manifest);
    expect(logger.lines.map(({ fields }) => JSON.stringify(fields)).join('')).to.contain('a faulty listener');
  });

  it('tells nobody any more once it is closed', async () => {
    const { builder, writer } = write('main');
    builder.publishParts(1);
    await writer.flush();
    const reading = await read();
    await reading.reader.close();
    builder.publishParts(1);
    await writer.flush();
    await reading.reader.close();
    expect(reading.publications).to.have.length(1);
  });

  it('looks at nothing but edge markers', async () => {
    const { builder } = write('main');
    const reading = await read();
    await mkdir(join(folder, 'main/edge'), { recursive: true });
    await writeFile(join(folder, 'main/edge/note.txt'), 'no marker');
    await writeFile(join(folder, 'stray.json'), '{}');
    builder.publishParts(1);
    await reading.upTo(builder.manifest);
    expect(reading.publications).to.have.length(1);
    expect(logger.lines).to.deep.equal([]);
  });

  function write(station: string) {
    const builder = new PublicationBuilder({ station });
    const writer = new DirectoryWriter({ folder, station, logger });
    const written: Publication[] = [];
    builder.subscribe((publication) => {
      written.push(publication);
      writer.write(publication);
    });
    closing.push(writer);
    return { builder, writer, written };
  }

  async function read() {
    const reader = new DirectoryReader({ folder, logger });
    closing.push(reader);
    const reading = new PublicationLog(reader);
    await reader.opened();
    return { reader, publications: reading.publications, upTo: (wanted: Manifest) => reading.upTo(wanted) };
  }
});
