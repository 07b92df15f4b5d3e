import { expect } from 'chai';
import type { SoundChoice } from '../../../../packages/ingest/src/client/sound-choice.ts';
import { SoundFailure } from '../../../../packages/ingest/src/client/sound-failure.ts';

const DEVICE = {
  kind: 'device',
  system: 'alsa',
  device: 'hw:9',
  sampleRateHz: 48_000,
  channels: 2,
  blockSamples: 480,
} satisfies SoundChoice;

describe('why there is no sound', () => {
  it('is what the part of ffmpeg said that knows best', () => {
    const lastWords = [
      'ALSA lib confmisc.c:165:(snd_config_get_card) Cannot get card index for 9',
      '[alsa @ 0x55b817a24880] cannot open audio device hw:9 (No such file or directory)',
      'hw:9: Input/output error',
    ];
    expect(SoundFailure.ofDevice(DEVICE, lastWords).message).to.equal(
      'The sound card "alsa:hw:9" gives no sound: cannot open audio device hw:9 (No such file or directory). ' +
        '"ringcast capture --list-devices" prints those there are.',
    );
  });

  it('never holds the password of an address', () => {
    const input = 'http://me:secret@radio.example/live';
    const { message } = SoundFailure.ofInput({ kind: 'input', input, format: undefined }, [
      `${input}: Server returned 401 Unauthorized`,
    ]);
    expect(message).to.equal(
      'No sound can be read from http://radio.example/live: http://radio.example/live: Server returned 401 Unauthorized.',
    );
  });
});
