import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { BrowserTab } from './browser-tab.ts';
import { findFreePort } from './free-port.ts';
import { VirtualScreen } from './virtual-screen.ts';

/** Programs of WebKitGTK, and the screen it wants. */
export interface WebKitPrograms {
  readonly driver: string;
  readonly xvfb: string;
  /** Beside the test's own, as of a null sink. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** What WebDriver answers (W3C WebDriver section 6.3). */
interface Answer {
  readonly value: unknown;
}

const HOST = '127.0.0.1';
const SCRIPT_TIMEOUT_MS = 60_000;
const LOOK_EVERY_MS = 50;
const ARRIVED_WITHIN_MS = 20_000;

/** WebKitGTK's own small browser, driven by WebDriver: the nearest to Safari that runs on Linux. */
export class WebKitTab implements BrowserTab {
  readonly #driver: ChildProcess;
  readonly #screen: VirtualScreen;
  readonly #base: string;
  #session = '';

  static async open({ driver, xvfb, environment: given }: WebKitPrograms): Promise<BrowserTab> {
    const port = await findFreePort();
    const screen = await VirtualScreen.open(xvfb);
    const environment = { ...process.env, ...given, ...screen.environment, GDK_BACKEND: 'x11' };
    const child = spawn(driver, [`--port=${port}`, `--host=${HOST}`], { env: environment, stdio: 'ignore' });
    const tab = new WebKitTab(child, screen, `http://${HOST}:${port}`);
    await tab.#begin();
    return tab;
  }

  private constructor(driver: ChildProcess, screen: VirtualScreen, base: string) {
    this.#driver = driver;
    this.#screen = screen;
    this.#base = base;
  }

  async open(url: string): Promise<void> {
    await this.#ask('POST', `${this.#session}/url`, { url });
    // Its driver may take the end of the first, empty page for the end of this one.
    const endsAtMs = performance.now() + ARRIVED_WITHIN_MS;
    for (let at = ''; !at.startsWith(url); await delay(LOOK_EVERY_MS)) {
      at = await this.#address();
      if (performance.now() > endsAtMs) throw new Error(`WebKit was to open ${url} and is at ${at}`);
    }
  }

  async evaluate<Value>(expression: string): Promise<Value> {
    const script = `const [done] = arguments;
      Promise.resolve().then(() => (${expression}))
        .then((value) => done({ value }), (error) => done({ error: String(error) }))`;
    const { value, error } = (await this.#ask('POST', `${this.#session}/execute/async`, {
      script,
      args: [],
    })) as {
      value: Value;
      error?: string;
    };
    if (error !== undefined) throw new Error(error);
    return value;
  }

  async press(expression: string): Promise<void> {
    const body = { script: `return ${expression}`, args: [] };
    const reference = (await this.#ask('POST', `${this.#session}/execute/sync`, body)) as object;
    const [element] = Object.values(reference) as string[];
    await this.#ask('POST', `${this.#session}/element/${element}/click`, {});
  }

  async close(): Promise<void> {
    await this.#ask('DELETE', this.#session).catch(() => {});
    this.#driver.kill('SIGKILL');
    await once(this.#driver, 'exit');
    await this.#screen.close();
  }

  async #begin(): Promise<void> {
    const capabilities = { alwaysMatch: { timeouts: { script: SCRIPT_TIMEOUT_MS } } };
    for (; ; await delay(LOOK_EVERY_MS)) {
      const session = await this.#ask('POST', '/session', { capabilities }).catch((error: unknown) => {
        // It listens a moment after it has started.
        if (error instanceof TypeError && this.#driver.exitCode === null) return undefined;
        throw error;
      });
      if (session === undefined) continue;
      this.#session = `/session/${(session as { sessionId: string }).sessionId}`;
      return;
    }
  }

  async #address(): Promise<string> {
    const body = { script: 'return document.URL', args: [] };
    return (await this.#ask('POST', `${this.#session}/execute/sync`, body)) as string;
  }

  async #ask(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(this.#base + path, {
      method,
      ...(body && { body: JSON.stringify(body) }),
    });
    const { value } = (await response.json()) as Answer;
    if (!response.ok) throw new Error(`WebDriver answered ${method} ${path} with ${JSON.stringify(value)}`);
    return value;
  }
}
