import type { Page } from 'playwright-core';

/** Keeps the page's tracks where a test can end them, as a pulled plug does. */
const KEEP_TRACKS = `
  window.tracks = [];
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    if (window.isUnplugged) throw new DOMException('gone', 'NotFoundError');
    const stream = await open(constraints);
    window.tracks.push(...stream.getTracks());
    return stream;
  };
  window.unplug = () => {
    window.isUnplugged = true;
    const track = window.tracks.at(-1);
    track.stop();
    track.dispatchEvent(new Event('ended'));
  };`;

/** A page's microphone, whose plug can be pulled. */
export class UnpluggableMicrophone {
  readonly #page: Page;

  /** Call before the page is opened. */
  static async of(page: Page): Promise<UnpluggableMicrophone> {
    await page.addInitScript(KEEP_TRACKS);
    return new UnpluggableMicrophone(page);
  }

  private constructor(page: Page) {
    this.#page = page;
  }

  async unplug(): Promise<void> {
    await this.#page.evaluate('unplug()');
  }

  async plugIn(): Promise<void> {
    await this.#page.evaluate('isUnplugged = false');
  }
}
