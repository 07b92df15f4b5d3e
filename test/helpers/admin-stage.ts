import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launchChromium } from './chromium.ts';
import { ServerProcess } from './server-process.ts';

/** What the server goes by. */
export interface AdminStageOptions {
  readonly chromiumPath: string;
  /** What ringcast.yaml says. */
  readonly yaml?: string;
}

/** How the page is opened. */
export interface AdminPageOptions extends BrowserContextOptions {
  /** Default that of the server. */
  readonly host?: string;
}

/** Its admin key. */
export const ADMIN_KEY = 'key-of-the-administration';

/** A server with its page at `/admin` in Chromium, and somebody else who administers it by the API meanwhile. */
export class AdminStage {
  readonly #folder: string;
  readonly #browser: Browser;
  #server: ServerProcess;

  static async open({ chromiumPath, yaml = '' }: AdminStageOptions): Promise<AdminStage> {
    const folder = await mkdtemp(join(tmpdir(), 'ringcast-admin-'));
    await writeFile(join(folder, 'ringcast.yaml'), yaml);
    const server = await startServer({ folder });
    return new AdminStage(folder, {
      server,
      browser: await launchChromium({ executablePath: chromiumPath }),
    });
  }

  private constructor(folder: string, { server, browser }: { server: ServerProcess; browser: Browser }) {
    this.#folder = folder;
    this.#server = server;
    this.#browser = browser;
  }

  get server(): ServerProcess {
    return this.#server;
  }

  /** Where the link that the server prints leads. */
  linkOf(key = ADMIN_KEY, host = `127.0.0.1:${this.#server.port}`): string {
    return `http://${host}/admin#key=${encodeURIComponent(key)}`;
  }

  /** A tab with nothing in it, which accepts whatever it is asked. */
  async newPage(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext({ bypassCSP: true, locale: 'en', ...options });
    const page = await context.newPage();
    page.on('dialog', (dialog) => void dialog.accept());
    return page;
  }

  /** The page, opened by the link that the server prints. */
  async openPage({ host, ...options }: AdminPageOptions = {}): Promise<Page> {
    const page = await this.newPage(options);
    await page.goto(this.linkOf(ADMIN_KEY, host));
    await page.getByText('Connected').waitFor();
    return page;
  }

  /** What somebody else asks for. Rejects where the server refuses it. */
  async ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(this.#server.url(`/api/admin/${path}`), {
      method,
      headers: { Authorization: `Bearer ${ADMIN_KEY}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  /** Stops the server and starts it at the same port, with an admin key of its own or another one. */
  async restart(adminKey = ADMIN_KEY): Promise<void> {
    const { port } = this.#server;
    await this.#server.stop();
    this.#server = await startServer({ folder: this.#folder, port, adminKey });
  }

  /** Closes every page. */
  async clear(): Promise<void> {
    for (const context of this.#browser.contexts()) await context.close();
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#server.close();
    await rm(this.#folder, { recursive: true });
  }
}

interface ServerStart {
  readonly folder: string;
  readonly port?: number;
  readonly adminKey?: string;
}

async function startServer({ adminKey = ADMIN_KEY, ...options }: ServerStart): Promise<ServerProcess> {
  const settings = { RINGCAST_ADMIN_KEY: adminKey, RINGCAST_RENDITIONS: 'aac-96' };
  return ServerProcess.start({ settings, ...options });
}
