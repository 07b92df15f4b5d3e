/** Keeps a page's tracks where a test can end them, as a pulled plug does. To be run in the page before its own script. */
export const UNPLUGGABLE_MICROPHONE_SCRIPT = `
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

/** A page in which JavaScript can be run. */
interface ScriptedPage {
  evaluate(expression: string): Promise<unknown>;
}

/** A page's microphone, whose plug can be pulled. */
export class UnpluggableMicrophone {
  readonly #page: ScriptedPage;

  /** @param page in which {@link UNPLUGGABLE_MICROPHONE_SCRIPT} is run before its own. */
  constructor(page: ScriptedPage) {
    this.#page = page;
  }

  async unplug(): Promise<void> {
    await this.#page.evaluate('unplug()');
  }

  async plugIn(): Promise<void> {
    await this.#page.evaluate('isUnplugged = false');
  }
}
