import { expect } from 'chai';
import { type ListenerPage, ListenerStage } from '../helpers/listener-stage.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { FOLLOWED_HZ, sineFaultsOf } from '../helpers/sine-phase.ts';
import type { SoundRecording } from '../helpers/sound-recording.ts';
import { pcmOf } from '../helpers/tone.ts';

const FORMAT = { encoding: 's16le', sampleRateHz: 48_000, channels: 2 } as const;
const LEVEL = 0.3;
const HEARD_AFTER_MS = 1_500;

function sine(startSample: number, samples: number): Buffer {
  const turns = FOLLOWED_HZ / FORMAT.sampleRateHz;
  return pcmOf(
    samples,
    FORMAT,
    (sample) => LEVEL * Math.sin(2 * Math.PI * turns * ((startSample + sample) % FORMAT.sampleRateHz)),
  );
}

describe('a sine on the listener page, through changes of quality', function () {
  this.timeout(60_000);
  const chromium = requireProgram('chromium');
  requireProgram('ffmpeg');
  let stage: ListenerStage;
  let listener: ListenerPage;
  let recording: SoundRecording;

  before(async () => {
    stage = await ListenerStage.open({ executablePath: chromium.path });
    await stage.goOnAir(sine);
    listener = await stage.openPage();
    await listener.play();
    recording = await listener.listen();
  });
  after(() => stage?.close());

  it('goes on without a click or a step in its phase', async () => {
    await listener.hearOn(recording, HEARD_AFTER_MS);
    const from = recording.samples;
    for (const name of ['aac-48', 'aac-256', 'aac-96', 'aac-160']) {
      await listener.quality.selectOption(name);
      await listener.statsFulfil(({ rendition }) => rendition === name, `rendition ${name}`);
      await listener.hearOn(recording, HEARD_AFTER_MS);
    }
    expect(sineFaultsOf(recording.sound.subarray(from))).to.deep.equal([]);
  });
});
