import { expect } from 'chai';
import { judge, type ListenerPage, ListenerStage } from '../helpers/listener-stage.ts';
import { requireProgram } from '../helpers/required-program.ts';
import type { SoundRecording } from '../helpers/sound-recording.ts';

const HEARD_AFTER_MS = 3_000;
const UNHEARD_MS = 5;

describe('quality on the listener page', function () {
  this.timeout(90_000);
  const chromium = requireProgram('chromium');
  requireProgram('ffmpeg');
  let stage: ListenerStage;
  let listener: ListenerPage;
  let recording: SoundRecording;

  before(async () => {
    stage = await ListenerStage.open({ executablePath: chromium.path });
    await stage.goOnAir();
    listener = await stage.openPage();
    await listener.play();
    recording = await listener.listen();
    await listener.hearOn(recording, 2_000);
  });
  after(() => stage?.close());

  async function choose(name: string): Promise<void> {
    await listener.quality.selectOption(name);
    await listener.statsFulfil(({ rendition }) => rendition === name, `rendition ${name}`);
    await listener.hearOn(recording, HEARD_AFTER_MS);
  }

  it('offers the ladder and lossless, lowest first', async () => {
    const offered = await listener.quality
      .locator('option')
      .evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value));
    expect(offered).to.deep.equal(['auto', 'aac-48', 'aac-96', 'aac-160', 'aac-256', 'flac']);
  });

  it('changes within the ladder and up to lossless without a gap', async () => {
    const from = recording.samples;
    for (const name of ['aac-48', 'aac-256', 'aac-96', 'flac']) await choose(name);
    const hearing = judge(recording, from);
    expect(hearing.faults).to.deep.equal([]);
    expect(hearing.longestSilenceMs).to.be.below(UNHEARD_MS);
  });

  it('comes back from lossless', async () => {
    await choose('aac-160');
    expect(await listener.stats()).to.include({ rendition: 'aac-160', bitrateBps: 160_000 });
  });

  it('leaves lossless to the listener: auto goes no higher than the ladder', async () => {
    await choose('flac');
    await listener.quality.selectOption('auto');
    await listener.statsFulfil(({ rendition }) => rendition !== 'flac', 'a rendition of the ladder');
    await listener.hearOn(recording, HEARD_AFTER_MS);
    expect((await listener.stats()).rendition).to.match(/^aac-/);
  });

  it('keeps the choice for the next visit', async () => {
    await choose('aac-48');
    const next = await listener.page.context().newPage();
    await next.goto(listener.page.url());
    await next.locator('ringcast-player .player[data-state=ready]').waitFor();
    expect(await next.locator('ringcast-player select').inputValue()).to.equal('aac-48');
    await next.locator('ringcast-player .play').click();
    await next.locator('ringcast-player .player[data-state=playing]').waitFor();
    const request = await next.waitForRequest(/aac-\d+\/.*\.m4s/);
    expect(request.url()).to.include('/aac-48/');
  });
});

describe('the listener page of a station with lossless alone', function () {
  this.timeout(60_000);
  const chromium = requireProgram('chromium');
  requireProgram('ffmpeg');
  let stage: ListenerStage;

  before(async () => {
    const settings = { RINGCAST_RENDITIONS: 'flac' };
    stage = await ListenerStage.open({ executablePath: chromium.path, server: { settings } });
    await stage.goOnAir();
  });
  after(() => stage?.close());

  it('plays it, also where the choice is left to the player', async () => {
    const listener = await stage.openPage();
    await listener.play();
    await listener.heardOn(2);
    expect((await listener.stats()).rendition).to.equal('flac');
  });
});
