import { expect } from 'chai';
import type { PcmFormat } from '../../packages/ingest/src/wire/pcm-format.ts';
import { childFfmpegPids } from '../helpers/child-ffmpeg.ts';
import { IngestServer } from '../helpers/ingest-server.ts';
import { HELLO, NATIVE_FORMAT, ProtocolClient } from '../helpers/protocol-client.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { numberedPcm } from '../helpers/sender-simulation.ts';
import { channelOf, fitTone, pcmOf } from '../helpers/tone.ts';

const TONE_HZ = 997;
const AMPLITUDE = 0.5;

function toneOf(format: PcmFormat, samples: number, hz = TONE_HZ): Buffer {
  return pcmOf(
    samples,
    format,
    (sample) => AMPLITUDE * Math.sin((2 * Math.PI * hz * sample) / format.sampleRateHz),
  );
}

/** Checks that a stretch of what went on air is the tone, at its level, in both channels. */
function expectTone(pcm: Buffer, range: { from: number; to: number }, hz = TONE_HZ): void {
  for (const channel of [0, 1] as const) {
    const values = channelOf(pcm, channel).subarray(range.from, range.to);
    const fit = fitTone(values, { hz, sampleRateHz: 48_000 });
    expect(fit.amplitude).to.be.closeTo(AMPLITUDE, 0.0005);
    expect(fit.snrDb).to.be.above(85);
  }
}

describe('ingest brings any PCM to 48 kHz stereo', () => {
  const ffmpeg = requireProgram('ffmpeg');
  let server: IngestServer;

  beforeEach(async () => {
    server = new IngestServer({ ffmpegPath: ffmpeg.path });
    await server.listen();
  });

  afterEach(() => server.close());

  const formats: PcmFormat[] = [
    { encoding: 's16le', sampleRateHz: 44_100, channels: 1 },
    { encoding: 's16le', sampleRateHz: 44_100, channels: 2 },
    { encoding: 's16le', sampleRateHz: 44_100, channels: 6 },
    { encoding: 'f32le', sampleRateHz: 48_000, channels: 8 },
    { encoding: 's24le', sampleRateHz: 96_000, channels: 2 },
    { encoding: 's32le', sampleRateHz: 192_000, channels: 1 },
    { encoding: 's16le', sampleRateHz: 16_000, channels: 1 },
    { encoding: 'f32le', sampleRateHz: 8_000, channels: 2 },
  ];
  for (const format of formats) {
    const { encoding, sampleRateHz, channels } = format;
    it(`from ${channels} × ${encoding} at ${sampleRateHz} Hz: exact length, full level, a clean tone`, async () => {
      const client = await ProtocolClient.live(server.host, { format });
      const samples = sampleRateHz + 7;
      client.sendPcm(toneOf(format, samples), { format });
      client.say({ type: 'stop', endSample: samples });
      expect((await client.next('stopped')).nextSample).to.equal(samples);
      const { feed } = server.station;
      expect(feed.nextSample).to.equal(Math.round((samples * 48_000) / sampleRateHz));
      expectTone(feed.pcm, { from: 2_400, to: 45_600 });
    });
  }

  const exactFormats: PcmFormat[] = [
    { ...NATIVE_FORMAT, channels: 1 },
    { ...NATIVE_FORMAT, encoding: 's24le' },
    { ...NATIVE_FORMAT, encoding: 's32le', channels: 1 },
    { ...NATIVE_FORMAT, encoding: 'f32le' },
  ];
  for (const format of exactFormats) {
    it(`from ${format.channels} × ${format.encoding} at 48 kHz: every 16-bit value as it is`, async () => {
      const client = await ProtocolClient.live(server.host, { format });
      client.sendPcm(
        pcmOf(65_536, format, (sample) => (sample - 32_768) / 32_768),
        { format },
      );
      client.say({ type: 'stop', endSample: 65_536 });
      await client.next('stopped');
      const expected = pcmOf(65_536, NATIVE_FORMAT, (sample) => (sample - 32_768) / 32_768);
      expect(server.station.feed.pcm.equals(expected)).to.equal(true);
    });
  }

  it('across changes of format, each at its sample', async () => {
    const mono: PcmFormat = { encoding: 's16le', sampleRateHz: 16_000, channels: 1 };
    const client = await ProtocolClient.live(server.host);
    client.sendPcm(numberedPcm(0, 24_000), { format: NATIVE_FORMAT });
    client.say({ type: 'format', epoch: 1, startSample: 24_000, format: mono });
    client.sendPcm(toneOf(mono, 16_000), { format: mono, epoch: 1, startSample: 24_000 });
    client.say({ type: 'format', epoch: 2, startSample: 40_000, format: NATIVE_FORMAT });
    client.sendPcm(numberedPcm(40_000, 24_000), { format: NATIVE_FORMAT, epoch: 2, startSample: 40_000 });
    client.say({ type: 'stop', endSample: 64_000 });
    await client.next('stopped');
    const { pcm } = server.station.feed;
    expect(pcm.length / 4).to.equal(24_000 + 48_000 + 24_000);
    expect(pcm.subarray(0, 24_000 * 4).equals(numberedPcm(0, 24_000))).to.equal(true);
    expectTone(pcm, { from: 26_400, to: 69_600 });
    expect(pcm.subarray(72_000 * 4).equals(numberedPcm(40_000, 24_000))).to.equal(true);
  });

  it('with little delay, while it still comes', async () => {
    const format: PcmFormat = { encoding: 's16le', sampleRateHz: 44_100, channels: 2 };
    const client = await ProtocolClient.live(server.host, { format });
    const pcm = toneOf(format, 44_100 * 2);
    const { feed } = server.station;
    const startMs = performance.now();
    const blockBytes = 882 * 4;
    let sentBytes = 0;
    const timer = setInterval(() => {
      const dueBytes = Math.floor((performance.now() - startMs) / 20) * blockBytes;
      const due = pcm.subarray(sentBytes, dueBytes);
      client.sendPcm(due, { format, startSample: sentBytes / 4 });
      sentBytes += due.length;
    }, 5);
    const delaysMs: number[] = [];
    await feed.until(({ nextSample }) => {
      delaysMs.push(performance.now() - startMs - nextSample / 48);
      return nextSample > 90_000;
    });
    clearInterval(timer);
    // The first second has the start of ffmpeg in it.
    const steadyMs = delaysMs.slice(delaysMs.length / 2).toSorted((one, other) => one - other);
    expect(steadyMs[Math.floor(steadyMs.length / 2)]).to.be.below(100);
  });

  it('with a gap as silence of the same length', async () => {
    const format: PcmFormat = { encoding: 's16le', sampleRateHz: 44_100, channels: 2 };
    const client = await ProtocolClient.live(server.host, { format });
    client.sendPcm(toneOf(format, 22_050), { format });
    client.say({ type: 'gap', epoch: 0, startSample: 22_050, samples: 44_100 * 20, reason: 'unplugged' });
    client.sendPcm(toneOf(format, 22_050), { format, startSample: 22_050 + 44_100 * 20 });
    client.say({ type: 'stop', endSample: 44_100 * 21 });
    await client.next('stopped');
    const { pcm } = server.station.feed;
    expect(pcm.length / 4).to.equal(48_000 * 21);
    expect(pcm.subarray(25_000 * 4, (48_000 * 20 + 23_000) * 4).every((byte) => byte === 0)).to.equal(true);
    expectTone(pcm, { from: 48_000 * 20 + 25_000, to: 48_000 * 21 - 1_000 });
  });

  it('through lost connections, without a sample lost or doubled', async () => {
    const format: PcmFormat = { encoding: 's16le', sampleRateHz: 44_100, channels: 1 };
    const samples = 44_100 * 2;
    const pcm = toneOf(format, samples);
    let client = await ProtocolClient.live(server.host, { format });
    let nextSample = 0;
    for (const cutSample of [20_000, 50_000, 70_000]) {
      client.sendPcm(pcm.subarray(nextSample * 2, cutSample * 2), { format, startSample: nextSample });
      await client.next('ack');
      client.socket.terminate();
      client = await ProtocolClient.connect({ host: server.host });
      ({ nextSample } = await client.hello({ ...HELLO, format }));
      expect(nextSample).to.be.at.most(cutSample);
    }
    client.sendPcm(pcm.subarray(nextSample * 2), { format, startSample: nextSample });
    client.say({ type: 'stop', endSample: samples });
    await client.next('stopped');
    expect(server.station.feed.nextSample).to.equal(96_000);
    expectTone(server.station.feed.pcm, { from: 2_400, to: 93_600 });
  });

  it('through a killed ffmpeg: the client is told, comes back and sends what was lost again', async () => {
    const format: PcmFormat = { encoding: 's16le', sampleRateHz: 44_100, channels: 1 };
    const pcm = toneOf(format, 44_100);
    const first = await ProtocolClient.live(server.host, { format });
    first.sendPcm(pcm.subarray(0, 22_050 * 2), { format });
    await first.acknowledged(10_000);
    for (const pid of childFfmpegPids()) process.kill(pid, 'SIGKILL');
    await first.expectClose(4500, 'internal', /ffmpeg was ended by SIGKILL/);
    const second = await ProtocolClient.connect({ host: server.host });
    const { nextSample } = await second.hello({ ...HELLO, format });
    expect(nextSample).to.be.within(10_000, 22_050);
    second.sendPcm(pcm.subarray(nextSample * 2), { format, startSample: nextSample });
    second.say({ type: 'stop', endSample: 44_100 });
    await second.next('stopped');
    expect(server.station.feed.nextSample).to.be.closeTo(48_000, 1);
  });

  it('refusing NaN and infinity in f32le with 4425, naming the sample', async () => {
    const format: PcmFormat = { ...NATIVE_FORMAT, encoding: 'f32le' };
    for (const [session, value] of [
      ['session-nan', Number.NaN],
      ['session-infinity', Number.NEGATIVE_INFINITY],
    ] as const) {
      const client = await ProtocolClient.live(server.host, { format, session });
      const pcm = Buffer.alloc(960 * 8);
      pcm.writeFloatLE(value, 100 * 8 + 4);
      client.sendPcm(pcm, { format });
      const message = new RegExp(`^Sample 100 must be a finite number; ${value} came in channel 1\\.$`);
      await client.expectClose(4425, 'bad-sample', message);
    }
  });

  it('leaves no ffmpeg behind', async () => {
    const format: PcmFormat = { encoding: 's16le', sampleRateHz: 44_100, channels: 1 };
    const client = await ProtocolClient.live(server.host, { format });
    client.sendPcm(toneOf(format, 44_100), { format });
    await client.acknowledged(10_000);
    expect(childFfmpegPids().length).to.equal(1);
    await server.closeIngest();
    expect(childFfmpegPids()).to.deep.equal([]);
  });
});
