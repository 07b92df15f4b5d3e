import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import type { RingcastPlayer } from '../../packages/player/browser/player-entry.ts';
import { ListenerTokens } from '../../packages/server/src/keys/listener-tokens.ts';
import { launchChromium } from '../helpers/chromium.ts';
import { markedPcm } from '../helpers/marked-sound.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { ServerProcess } from '../helpers/server-process.ts';
import { WebSocketSource } from '../helpers/websocket-source.ts';

const SECRET = 'secret-of-the-listeners';

describe('a listener with a token', function () {
  this.timeout(60_000);
  const chromium = requireProgram('chromium');
  requireProgram('ffmpeg');
  const tokens = new ListenerTokens({ secret: SECRET, now: Date.now });
  let server: ServerProcess;
  let source: WebSocketSource;
  let browser: Browser;
  let page: Page;

  before(async () => {
    server = await ServerProcess.start({
      settings: { RINGCAST_LISTEN: 'token', RINGCAST_LISTENER_SECRET: SECRET, RINGCAST_LOG_LEVEL: 'debug' },
    });
    source = await WebSocketSource.start({ server, sound: markedPcm });
    browser = await launchChromium({ executablePath: chromium.path });
  });
  after(async () => {
    await browser?.close();
    await source?.stop();
    await server?.close();
  });
  beforeEach(async () => {
    page = await (await browser.newContext()).newPage();
  });
  afterEach(() => page.context().close());

  async function inState(state: string): Promise<void> {
    await page.locator(`ringcast-player .player[data-state=${state}]`).waitFor();
  }

  it('hears the station by a link, again after a reload, and has its address for other players', async () => {
    const token = tokens.make('main', Date.now() + 3_600_000);
    await page.goto(server.url(`/listen/main#token=${token}`));
    await page.locator('ringcast-player .play').click();
    await inState('playing');
    expect(page.url()).to.equal(server.url('/listen/main'));
    expect(await page.locator('#address').innerText()).to.equal(
      server.url(`/live/~${token}/main/master.m3u8`),
    );
    await page.reload();
    await inState('ready');
    expect(server.log).not.to.include(token.split('.')[1]);
  });

  it('is told where there is none', async () => {
    expect(server.greeting).to.include('    tokens     ringcast token main\n');
    await page.goto(server.url('/listen/main'));
    await inState('locked');
    await page.getByText('This station is for listeners with a link that is valid now.').waitFor();
  });

  it('hears on by a fresh one, beyond the time of the first, and nothing begins anew', async () => {
    const endsAtMs = Date.now() + 8_000;
    await page.goto(server.url(`/embed/main#token=${tokens.make('main', endsAtMs)}`));
    await page.locator('ringcast-player .play').click();
    await inState('playing');
    const heard = await page.locator('ringcast-player').evaluate(
      async (player, { token, untilMs }) => {
        const { audio } = player as RingcastPlayer;
        const events: string[] = [];
        for (const type of ['pause', 'emptied']) audio.addEventListener(type, () => events.push(type));
        (player as RingcastPlayer).token = token;
        while (Date.now() < untilMs) {
          await new Promise((resolve) => audio.addEventListener('timeupdate', resolve, { once: true }));
        }
        return { events, isPlaying: !audio.paused };
      },
      { token: tokens.make('main', endsAtMs + 60_000), untilMs: endsAtMs + 4_000 },
    );
    expect(heard).to.deep.equal({ events: [], isPlaying: true });
  });

  it('hears in a frame again once that is given its address with a fresh one', async () => {
    await page.goto(server.url(`/embed/main#token=${tokens.make('main', Date.now() - 1_000)}`));
    await inState('locked');
    const fresh = tokens.make('main', Date.now() + 60_000);
    // What `src` of a frame does where nothing but the fragment is another.
    await page.evaluate((url) => location.assign(url), server.url(`/embed/main#token=${fresh}`));
    await inState('ready');
    expect(page.url()).to.equal(server.url('/embed/main'));
  });

  it('hears until its time is over, and is told then', async () => {
    const token = tokens.make('main', Date.now() + 6_000);
    await page.goto(server.url(`/embed/main#token=${token}`));
    await page.locator('ringcast-player .play').click();
    await inState('playing');
    await inState('locked');
  });
});
