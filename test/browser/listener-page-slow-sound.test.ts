import { expect } from 'chai';
import type { BrowserTab } from '../helpers/browser-tab.ts';
import { openFirefox } from '../helpers/firefox-tab.ts';
import { markedPcm } from '../helpers/marked-sound.ts';
import { NullSink } from '../helpers/null-sink.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { ServerProcess } from '../helpers/server-process.ts';
import { WebSocketSource } from '../helpers/websocket-source.ts';

const AUDIO = `document.querySelector('ringcast-player').audio`;
const WATCHED_MS = 20_000;

/**
 * Firefox opens the sound device anew after each move of the playhead, and a sink that nobody listens to takes its sound
 * every two seconds: like some wireless headphones it is silent for as long after each.
 */
describe('the listener page in Firefox, with a device that takes long to sound again', function () {
  this.timeout(90_000);
  const firefox = requireProgram('firefox');
  const [ffmpeg, pulseaudio] = [requireProgram('ffmpeg'), requireProgram('pulseaudio')];
  let server: ServerProcess;
  let card: NullSink;
  let tab: BrowserTab;
  let source: WebSocketSource;

  before(async () => {
    server = await ServerProcess.start();
    source = await WebSocketSource.start({ server, sound: markedPcm });
    card = await NullSink.open({ pulseaudio: pulseaudio.path, ffmpeg: ffmpeg.path });
    tab = await openFirefox(firefox.path, { environment: card.environment });
    await tab.open(server.url('/listen/main'));
  });
  after(async () => {
    source?.drop();
    await tab?.close();
    await card?.close();
    await server?.close();
  });

  it('does not move the playhead again and again', async () => {
    await tab.evaluate(`new Promise((resolve) => {
      const look = () => document.querySelector('ringcast-player')?.shadowRoot?.querySelector('.player')?.dataset.state === 'ready' ? resolve(true) : setTimeout(look, 100);
      look();
    })`);
    await tab.press(`document.querySelector('ringcast-player').shadowRoot.querySelector('.play')`);
    const movedAtMs = await tab.evaluate<number[]>(`new Promise((resolve) => {
      const moved = [];
      const beganAtMs = performance.now();
      ${AUDIO}.addEventListener('seeking', () => moved.push(Math.round(performance.now() - beganAtMs)));
      setTimeout(() => resolve(moved), ${WATCHED_MS});
    })`);
    expect(movedAtMs).to.have.length.at.most(3);
  });
});
