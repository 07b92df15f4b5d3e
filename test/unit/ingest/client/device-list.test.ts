import { expect } from 'chai';
import { readDevices } from '../../../../packages/ingest/src/client/device-list.ts';

describe('the list of sound cards', () => {
  it("reads PulseAudio's sources", () => {
    const answer =
      'Auto-detected sources for pulse:\n' +
      '* alsa_input.usb-Focusrite [Scarlett 2i2 Analog Stereo] (none)\n' +
      '  stage.monitor [Monitor of Null Output] (none)\n';
    expect(readDevices('pulse', answer)).to.deep.equal([
      {
        system: 'pulse',
        device: 'alsa_input.usb-Focusrite',
        description: 'Scarlett 2i2 Analog Stereo',
        isDefault: true,
      },
      { system: 'pulse', device: 'stage.monitor', description: 'Monitor of Null Output', isDefault: false },
    ]);
  });

  it("reads ALSA's, without what only changes sound", () => {
    const answer =
      'Auto-detected sources for alsa:\n' +
      '  null [Discard all samples (playback) or generate zero samples (capture)] (none)\n' +
      '  samplerate [Rate Converter Plugin Using Samplerate Library] (none)\n' +
      '  hw:CARD=USB,DEV=0 [USB Audio, Direct hardware device] (none)\n';
    expect(readDevices('alsa', answer).map(({ device }) => device)).to.deep.equal(['hw:CARD=USB,DEV=0']);
  });

  it("reads Core Audio's, which come behind the cameras", () => {
    const answer =
      '[AVFoundation indev @ 0x7f8] AVFoundation video devices:\n' +
      '[AVFoundation indev @ 0x7f8] [0] FaceTime HD Camera\n' +
      '[AVFoundation indev @ 0x7f8] AVFoundation audio devices:\n' +
      '[AVFoundation indev @ 0x7f8] [0] MacBook Pro Microphone\n' +
      '[AVFoundation indev @ 0x7f8] [1] Scarlett 2i2 USB\n' +
      ': Input/output error\n';
    expect(readDevices('avfoundation', answer).map(({ device }) => device)).to.deep.equal([
      'MacBook Pro Microphone',
      'Scarlett 2i2 USB',
    ]);
  });

  for (const { version, answer } of [
    {
      version: 'since ffmpeg 5',
      answer:
        '[dshow @ 0000] "Integrated Camera" (video)\r\n' +
        '[dshow @ 0000]   Alternative name "@device_pnp_x"\r\n' +
        '[dshow @ 0000] "Microphone (Realtek Audio)" (audio)\r\n',
    },
    {
      version: 'before',
      answer:
        '[dshow @ 0000] DirectShow video devices\n' +
        '[dshow @ 0000]  "Integrated Camera"\n' +
        '[dshow @ 0000] DirectShow audio devices\n' +
        '[dshow @ 0000]  "Microphone (Realtek Audio)"\n',
    },
  ]) {
    it(`reads DirectShow's, as ffmpeg writes them ${version}`, () => {
      expect(readDevices('dshow', answer)).to.deep.equal([
        { system: 'dshow', device: 'Microphone (Realtek Audio)', description: '', isDefault: true },
      ]);
    });
  }
});
