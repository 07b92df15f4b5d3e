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

  /** The sample comes that the feed awaited when it was told of its song number `index`. */
  const begin = (index: number, position: number) => {
    const { note, sample } = feed.songs[index]!;
    note.onBegun?.(position + sample);
  };

  it('says when and at which sample of the timeline something began', () => {
    programme.watch(feed);
    feed.write(Buffer.alloc(960 * 4));
    say('A');
    begin(0, 92_160_000);
    expect(programme.nowPlaying).to.deep.include({
      title: 'A',
      artist: null,
      startedAt: '2023-11-14T22:13:20.000Z',
      startSample: 92_160_960,
    });
  });

  it('learns where something began when its first sample has come', () => {
    programme.watch(feed);
    feed.write(Buffer.alloc(960 * 4));
    say('A');
    feed.write(Buffer.alloc(960 * 4));
    say('B');
    expect(startsOf()).to.deep.equal([
      ['B', null],
      ['A', null],
    ]);
    begin(0, 1_000_000);
    begin(1, 1_000_000);
    expect(startsOf()).to.deep.equal([
      ['B', 1_001_920],
      ['A', 1_000_960],
    ]);
    expect(programme.nowPlaying?.startSample).to.equal(1_001_920);
  });

  it('lets what was said off air begin with the first sample', () => {
    say('A');
    programme.watch(feed);
    begin(0, 500);
    expect(startsOf()).to.deep.equal([['A', 500]]);
  });

  it('tells its feed, also that nothing plays any more, and the next feed what the first never got', () => {
    programme.watch(feed);
    say('A');
    begin(0, 500);
    programme.note(undefined);
    expect(feed.songs.map(({ note }) => note.title)).to.deep.equal(['A', null]);
    expect(feed.songs[0]?.note.id).to.equal(programme.history[0]?.id);
    feed.close(new SegmenterError('feed-replaced', 'Another source took over.'));
    const next = new MemoryFeed({ kind: 'icecast', isClocked: false });
    programme.watch(next);
    expect(next.songs.map(({ note }) => note)).to.deep.equal([feed.songs[1]?.note]);
  });

  it('hears a source that stands by only once it takes over, and then nothing of the one before', () => {
    programme.watch(feed);
    say('A');
    begin(0, 500);
    const next = new MemoryFeed({ kind: 'icecast', isClocked: false });
    programme.watchStandBy(next);
    programme.note({ title: 'B', artist: null }, next);
    programme.inform({ name: 'Next', description: null, genre: null, url: null }, next);
    expect(programme.nowPlaying?.title).to.equal('A');
    expect(programme.information).to.equal(undefined);
    feed.close(new SegmenterError('station-ended', 'The broadcaster ended the broadcast.'));
    next.place({ fromSample: 0, position: 9_216 });
    expect(programme.nowPlaying?.title).to.equal('B');
    expect(programme.information?.name).to.equal('Next');
    expect(next.songs.map(({ note }) => note.title)).to.deep.equal(['B']);
    programme.note({ title: 'C', artist: null }, next);
    expect(programme.nowPlaying?.title).to.equal('C');
  });

  it('says that nothing is known to play when a source takes over that says nothing', () => {
    programme.watch(feed);
    say('A');
    programme.information = { name: 'Radio', description: null, genre: null, url: null };
    const next = new MemoryFeed({ kind: 'icecast', isClocked: false });
    programme.watchStandBy(next);
    feed.close(new SegmenterError('feed-replaced', 'Another source took over.'));
    next.place({ fromSample: 0, position: 9_216 });
    expect(programme.nowPlaying).to.equal(undefined);
    expect(programme.information?.name).to.equal('Radio');
    expect(next.songs.map(({ note }) => note.title)).to.deep.equal([null]);
  });

  it('goes on with what was published before a restart, unless something else was said', () => {
    const songs = [
      { id: 'a', title: 'A', artist: null, startSample: 500, startMs: 1_000 },
      { id: 'b', title: 'B', artist: 'X', startSample: 900, startMs: 2_000 },
    ];
    programme.takeUp(songs);
    expect(programme.nowPlaying).to.deep.equal({
      id: 'b',
      title: 'B',
      artist: 'X',
      startSample: 900,
      startedAt: '1970-01-01T00:00:02.000Z',
    });
    expect(startsOf()).to.deep.equal([
      ['B', 900],
      ['A', 500],
    ]);
    programme.watch(feed);
    expect(feed.songs).to.deep.equal([]);
    programme.note(undefined);
    programme.takeUp(songs);
    expect(programme.nowPlaying).to.equal(undefined);
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
