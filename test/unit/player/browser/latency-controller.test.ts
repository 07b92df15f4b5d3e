import { expect } from 'chai';
import { LatencyController } from '../../../../packages/player/browser/playback/latency-controller.ts';

const HAVE_CURRENT_DATA = 2;
const HAVE_ENOUGH_DATA = 4;
const TIMING = { partMs: 192, hasParts: true, canBlock: true };
const TARGET_MS = 576;

/** An element that plays and has nothing loaded beyond its playhead. */
function makeAudio(readyState: number): HTMLAudioElement {
  return {
    paused: false,
    readyState,
    currentTime: 0,
    buffered: { length: 0 },
  } as unknown as HTMLAudioElement;
}

function targetAfterArrival(audio: HTMLAudioElement): number {
  const edge = { edgeTimeS: () => 0, edgeAgeMs: 0, partMs: TIMING.partMs };
  const controller = new LatencyController(audio, edge);
  controller.target.setTiming(TIMING);
  controller.noteArrival();
  return controller.target.atMs(performance.now());
}

describe('LatencyController', () => {
  before(() => Object.assign(globalThis, { HTMLMediaElement: { HAVE_CURRENT_DATA } }));
  after(() => Reflect.deleteProperty(globalThis, 'HTMLMediaElement'));

  it('goes further from the edge where a part came in the last moment', () => {
    expect(targetAfterArrival(makeAudio(HAVE_ENOUGH_DATA))).to.be.above(TARGET_MS);
  });

  it('stays where it is at a part that nobody hears the lack of: the first of a start, and after a stall', () => {
    expect(targetAfterArrival(makeAudio(HAVE_CURRENT_DATA))).to.equal(TARGET_MS);
  });
});
