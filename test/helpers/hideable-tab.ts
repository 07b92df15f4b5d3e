import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { chromiumSwitches, type ChromiumOptions } from './chromium.ts';

interface Answer {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

interface Tab {
  readonly targetId: string;
  readonly sessionId: string;
}

const ADDRESS = /ws:\/\/\S+/;

/**
 * A tab of a Chromium that can really be hidden. Playwright holds every page visible, so this speaks the DevTools
 * protocol itself, to a browser that throttles what is hidden as people's browsers do.
 */
export class HideableTab {
  readonly #child: ChildProcess;
  readonly #profile: string;
  readonly #socket: WebSocket;
  readonly #answers = new Map<number, (answer: Answer) => void>();
  #tab: Tab | undefined;
  #inFront: Tab | undefined;
  #sent = 0;

  /**
   * Starts a browser with the tab.
   *
   * @param options `script` runs in the page before its own
   */
  static async open(
    options: ChromiumOptions & { readonly url: string; readonly script: string },
  ): Promise<HideableTab> {
    const profile = await mkdtemp(join(tmpdir(), 'hideable-tab-'));
    const words = [...chromiumSwitches(options), '--remote-debugging-port=0', `--user-data-dir=${profile}`];
    const child = spawn(options.executablePath, [...words, 'about:blank'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const socket = new WebSocket(await addressOf(child));
    await once(socket, 'open');
    const tab = new HideableTab(child, profile, socket);
    tab.#tab = await tab.#openTab('about:blank');
    const { sessionId } = tab.#tab;
    await tab.#send('Page.enable', {}, sessionId);
    await tab.#send('Page.addScriptToEvaluateOnNewDocument', { source: options.script }, sessionId);
    await tab.#send('Page.navigate', { url: options.url }, sessionId);
    return tab;
  }

  private constructor(child: ChildProcess, profile: string, socket: WebSocket) {
    this.#child = child;
    this.#profile = profile;
    this.#socket = socket;
    socket.on('message', (data: Buffer) => {
      const answer = JSON.parse(data.toString()) as Answer;
      if (answer.id !== undefined) this.#answers.get(answer.id)?.(answer);
    });
  }

  /** What an expression of JavaScript gives in the tab, once it is settled. */
  async evaluate<T>(expression: string): Promise<T> {
    const { result } = await this.#send<{ result: { value: T } }>(
      'Runtime.evaluate',
      { expression, awaitPromise: true, returnByValue: true, userGesture: true },
      this.#tab?.sessionId,
    );
    return result.value;
  }

  /** Its main thread does nothing else for so long. */
  async beBusy(durationMs: number): Promise<void> {
    await this.evaluate(
      `for (const endsAt = performance.now() + ${durationMs}; performance.now() < endsAt; );`,
    );
  }

  /** Puts another tab in front of it. */
  async hide(): Promise<void> {
    this.#inFront ??= await this.#openTab('about:blank');
    await this.#activate(this.#inFront);
  }

  async show(): Promise<void> {
    if (this.#tab) await this.#activate(this.#tab);
  }

  async close(): Promise<void> {
    const closed = once(this.#child, 'close');
    this.#socket.terminate();
    this.#child.kill();
    await closed;
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  async #openTab(url: string): Promise<Tab> {
    const { targetId } = await this.#send<{ targetId: string }>('Target.createTarget', { url });
    const attached = await this.#send<{ sessionId: string }>('Target.attachToTarget', {
      targetId,
      flatten: true,
    });
    return { targetId, ...attached };
  }

  async #activate({ targetId }: Tab): Promise<void> {
    await this.#send('Target.activateTarget', { targetId });
  }

  async #send<T>(method: string, params: object, sessionId?: string): Promise<T> {
    this.#sent += 1;
    const id = this.#sent;
    const answered = new Promise<Answer>((resolve) => this.#answers.set(id, resolve));
    this.#socket.send(JSON.stringify({ id, method, params, sessionId }));
    const { result, error } = await answered;
    this.#answers.delete(id);
    if (error) throw new Error(`${method}: ${error.message}`);
    return result as T;
  }
}

/** Where a Chromium that has just been started can be spoken to. */
function addressOf(child: ChildProcess): Promise<string> {
  let said = '';
  return new Promise((resolve, reject) => {
    child.stderr?.on('data', (chunk) => {
      said += String(chunk);
      const [address] = ADDRESS.exec(said) ?? [];
      if (address !== undefined) resolve(address);
    });
    child.once('close', () => reject(new Error(`Chromium ended before it could be spoken to: ${said}`)));
  });
}
