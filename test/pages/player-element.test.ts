import { expect } from 'chai';
import type { RingcastPlayer } from '../../packages/player/browser/player-entry.ts';
import { type ListenerPage, ListenerStage } from '../helpers/listener-stage.ts';
import { requireProgram } from '../helpers/required-program.ts';

describe("a player in the hands of its page's scripts", function () {
  this.timeout(60_000);
  const chromium = requireProgram('chromium');
  requireProgram('ffmpeg');
  let stage: ListenerStage;
  let listener: ListenerPage;

  before(async () => {
    stage = await ListenerStage.open({
      executablePath: chromium.path,
      server: { settings: { RINGCAST_STATIONS: 'main,night-owl' } },
    });
    await stage.goOnAir();
  });
  beforeEach(async () => {
    listener = await stage.openPage('/embed/main');
    await listener.inState('ready');
  });
  afterEach(() => listener?.page.context().close());
  after(() => stage?.close());

  /** Runs a function with the player in the page. */
  async function act(action: (player: RingcastPlayer) => unknown): Promise<void> {
    await listener.page.locator('ringcast-player').evaluate(action as (player: Element) => unknown);
  }

  it('goes on wanting to play when it is given another station', async () => {
    await listener.play();
    await act((player) => player.setAttribute('station', 'night-owl'));
    await listener.inState('offAir');
    expect(await listener.sentence.textContent()).to.match(/starts by itself/);
    await act((player) => player.setAttribute('station', 'main'));
    await listener.inState('playing');
  });

  it('does not begin to play by being given another station', async () => {
    await act((player) => player.setAttribute('station', 'night-owl'));
    await listener.inState('offAir');
    await act((player) => player.setAttribute('station', 'main'));
    await listener.inState('ready');
  });

  it('plays on where it is put elsewhere in the page', async () => {
    await listener.play();
    await act((player) => {
      for (const type of ['pause', 'emptied'])
        player.audio.addEventListener(type, () => (document.title = 'interrupted'));
      document.body.append(player);
    });
    await listener.heardOn(1);
    expect(await listener.page.title()).to.not.equal('interrupted');
  });

  it('stops when it is taken out of the page, and waits when it is put in again', async () => {
    await listener.play();
    const isPaused = await listener.page.evaluate(async () => {
      const player = document.querySelector('ringcast-player') as RingcastPlayer;
      player.remove();
      await Promise.resolve();
      setTimeout(() => document.body.append(player));
      return player.audio.paused;
    });
    expect(isPaused).to.equal(true);
    await listener.inState('ready');
  });

  it('asks nothing of a server while it is in no page, and is for the station it was given there', async () => {
    const asked: string[] = [];
    listener.page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await act(async (player) => {
      player.remove();
      player.station = 'night-owl';
      await player.updateComplete;
      player.token = 'token';
      await player.updateComplete;
      player.station = 'nowhere';
      await player.updateComplete;
      document.body.append(player);
    });
    await listener.inState('missing');
    expect(asked.filter((path) => path.includes('night-owl'))).to.deep.equal([]);
  });

  it('answers with the sound when it is asked to play as soon as it is made, or has another station', async () => {
    const heard = await listener.page.evaluate(async () => {
      document.querySelector('ringcast-player')?.remove();
      const player = document.createElement('ringcast-player');
      player.station = 'night-owl';
      document.body.append(player);
      await player.play();
      const { paused } = player.audio;
      player.station = 'main';
      await player.play();
      return [paused, player.audio.paused, player.audio.readyState > HTMLMediaElement.HAVE_CURRENT_DATA];
    });
    expect(heard).to.deep.equal([true, false, true]);
    await listener.inState('playing');
  });

  it('does not play where pause is called after play', async () => {
    await act((player) => {
      player.station = 'night-owl';
      void player.play();
      player.pause();
    });
    await listener.inState('offAir');
    expect(await listener.sentence.textContent()).to.match(/notices when the station is back/);
  });

  it('is for the station where the source is taken away, and for the first where that is too', async () => {
    await act((player) => {
      player.setAttribute('src', '/live/night-owl/master.m3u8');
      player.setAttribute('station', 'nowhere');
    });
    await listener.inState('offAir');
    await act((player) => player.removeAttribute('src'));
    await listener.inState('missing');
    await act((player) => player.removeAttribute('station'));
    await listener.inState('ready');
    expect(await listener.page.locator('ringcast-player h1').innerText()).to.equal('main');
  });

  it('stays paused where the sound is told of after the pause', async () => {
    await listener.play();
    await act((player) => {
      player.pause();
      player.audio.dispatchEvent(new Event('playing'));
    });
    await listener.inState('paused');
  });

  it('plays once autoplay is set', async () => {
    await act((player) => player.toggleAttribute('autoplay', true));
    await listener.inState('playing');
  });
});
