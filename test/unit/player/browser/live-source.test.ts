import { expect } from 'chai';
import { renderMediaPlaylist } from '@ringcast/segmenter';
import { Adapter } from '../../../../packages/player/browser/playback/adapter.ts';
import { LiveSource } from '../../../../packages/player/browser/playback/live-source.ts';
import { manifestOf } from '../../../helpers/manifest-model.ts';

const RENDITIONS = ['aac-48', 'aac-96', 'aac-160'];
const BASE = 'http://radio.example/live/main';
const LEVELS = RENDITIONS.map((name) => `${BASE}/${name}/live.m3u8`);
/** Two parts are on their way at once. */
const ROUND_TRIP_MS = 300;

describe('LiveSource', () => {
  const { fetch } = globalThis;
  let answers: Map<string, () => void>;
  let adapter: Adapter;
  let rung: number;
  let source: LiveSource;

  beforeEach(() => {
    answers = new Map();
    globalThis.fetch = async (input, { signal } = {}) => {
      const { url } = new Request(input);
      await new Promise<void>((resolve, reject) => {
        answers.set(url.slice(BASE.length + 1), resolve);
        signal?.addEventListener('abort', () => reject(new Error('aborted')));
      });
      return new Response('sound');
    };
    adapter = new Adapter({ bufferedMs: () => 500, onUnitChanged: () => {} });
    Object.defineProperty(adapter, 'rung', { get: () => rung });
    rung = 2;
    source = new LiveSource({
      adapter,
      levelUrls: () => LEVELS,
      fixedLevel: () => -1,
      ladderEnd: () => RENDITIONS.length,
      roundTripMs: () => ROUND_TRIP_MS,
      hasTime: () => false,
      onReturned: () => {},
    });
    source.setTiming({ partMs: 192, hasParts: true, canBlock: true });
    source.start();
    const manifest = manifestOf({ renditions: RENDITIONS, complete: 3, openParts: 0 });
    source.onPlaylist(LEVELS[2] ?? '', renderMediaPlaylist(manifest, 'aac-160'));
  });
  afterEach(() => {
    source.stop();
    globalThis.fetch = fetch;
  });

  /** hls.js loads the next part, in the level it is told. */
  async function loadNext(place: string): Promise<string> {
    const name = `${RENDITIONS[source.nextLevel()]}/${place}.m4s`;
    const part = source.take(`${BASE}/${name}`);
    expect(part, `${name} is of the chain`).to.be.a('promise');
    answers.get(name)?.();
    expect(await part, name).to.include({ url: `${BASE}/${name}` });
    await new Promise((resolve) => setImmediate(resolve));
    return name;
  }

  it('has hls.js load in the level in which each part is on its way, however often that changes', async () => {
    const loaded: string[] = [];
    for (const place of ['102.8', '102.9', '103.0']) loaded.push(await loadNext(place));
    rung = 1;
    loaded.push(await loadNext('103.1'));
    rung = 0;
    for (const place of ['103.2', '103.3', '103.4']) loaded.push(await loadNext(place));
    expect(loaded).to.deep.equal([
      'aac-160/102.8.m4s',
      'aac-160/102.9.m4s',
      'aac-160/103.0.m4s',
      'aac-160/103.1.m4s',
      'aac-160/103.2.m4s',
      'aac-96/103.3.m4s',
      'aac-48/103.4.m4s',
    ]);
  });
});
