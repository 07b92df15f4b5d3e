import { SegmenterError } from '@ringcast/segmenter';
import { expect } from 'chai';
import { StationProgramme } from '../../../../packages/ingest/src/programme/station-programme.ts';
import { MemoryFeed } from '../../../helpers/memory-station.ts';

describe('programme of a station', () => {
  let nowMs = 0;
  let programme: StationProgramme;
  let feed: MemoryFeed;

  beforeEach(() => {
    nowMs = 1_700_000_000_000;
    programme = new StationProgramme(() => nowMs);
    feed = new MemoryFeed({ kind: 'icecast', isClocked: false });
  });

  const say = (title: string) => programme.note({ title, artist: null });
  const startsOf = () => programme.history.map(({ title, startSample }) => [title, startSample]);

  it('says when and at which sample of the timeline something began', () => {
    programme.watch(feed);
    feed.place({ fromSample: 0, position: 92_160_000 });
    feed.write(Buffer.alloc(960 * 4));
    say('A');
    expect(programme.nowPlaying).to.deep.include({
      title: 'A',
      artist: null,
      startedAt: '2023-11-14T22:13:20.000Z',
      startSample: 92_160_960,
    });
  });

  it('learns later where something began that was said before its source had a place', () => {
    programme.watch(feed);
    feed.write(Buffer.alloc(960 * 4));
    say('A');
    feed.write(Buffer.alloc(960 * 4));
    say('B');
    expect(startsOf()).to.deep.equal([
      ['B', null],
      ['A', null],
    ]);
    feed.place({ fromSample: 0, position: 1_000_000 });
    expect(startsOf()).to.deep.equal([
      ['B', 1_001_920],
      ['A', 1_000_960],
    ]);
    expect(programme.nowPlaying?.startSample).to.equal(1_001_920);
    // A station that moves what comes next does not move what began before.
    feed.place({ fromSample: 5_000, position: 2_000_000 });
    expect(programme.nowPlaying?.startSample).to.equal(1_001_920);
  });

  it('lets what was said off air begin with the first sample', () => {
    say('A');
    programme.watch(feed);
    feed.place({ fromSample: 0, position: 500 });
    expect(startsOf()).to.deep.equal([['A', 500]]);
  });

  it('takes what is said again for nothing new', () => {
    say('A');
    const { id } = programme.nowPlaying ?? {};
    say('A');
    expect(programme.nowPlaying?.id).to.equal(id);
    expect(programme.history).to.have.lengthOf(1);
  });

  it('keeps the last 50, each with an id of its own', () => {
    for (let number = 0; number < 60; number++) say(`song ${number}`);
    expect(programme.history).to.have.lengthOf(50);
    expect(programme.history[0]).to.equal(programme.nowPlaying);
    expect(programme.history.at(-1)?.title).to.equal('song 10');
    expect(new Set(programme.history.map(({ id }) => id)).size).to.equal(50);
  });

  it('forgets what is playing with the end of the broadcast, but not with a change of source', () => {
    programme.watch(feed);
    programme.information = { name: 'A', description: null, genre: null, url: null };
    say('A');
    feed.close(new SegmenterError('feed-replaced', 'Another source took over.'));
    expect(programme.nowPlaying?.title).to.equal('A');
    const next = new MemoryFeed({ kind: 'icecast', isClocked: false });
    programme.watch(next);
    next.close(new SegmenterError('station-ended', 'The broadcaster ended the broadcast.'));
    expect(programme.nowPlaying).to.equal(undefined);
    expect(programme.information).to.equal(undefined);
    expect(programme.history).to.have.lengthOf(1);
  });
});
