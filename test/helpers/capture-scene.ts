import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { CapturePage } from './capture-page.ts';
import { CaptureStage } from './capture-stage.ts';
import { type ChromiumOptions, FAKE_MICROPHONE_RATE_HZ, launchChromium } from './chromium.ts';
import { writeNumberedWav } from './numbered-sound.ts';
import { requireProgram } from './required-program.ts';

/** What a scene begins with. */
export interface CaptureSceneOptions extends Pick<ChromiumOptions, 'allowsMicrophone' | 'switches'> {
  /** How long the microphone speaks from when it is opened; longer than any test, for it does not begin again. */
  readonly microphoneSeconds: number;
}

/** A broadcaster's Chromium, whose microphone gives numbered sound, and the server whose capture page it opens. */
export interface CaptureScene {
  /** New for each test. */
  readonly stage: CaptureStage;
  /** For files; gone after the last test. */
  readonly folder: string;
  /**
   * Opens the capture page in a tab. Those of a test share their memory, and know nothing of other tests'.
   *
   * @param options.address default: with the key
   * @param options.prepare what is done with the tab before
   */
  open(options?: {
    readonly address?: string;
    readonly prepare?: (page: Page) => Promise<unknown>;
  }): Promise<CapturePage>;
}

/** Called in a `describe`: sets the scene for its tests. */
export function setCaptureScene({ microphoneSeconds, ...options }: CaptureSceneOptions): CaptureScene {
  const chromium = requireProgram('chromium');
  let folder: string;
  let browser: Browser | undefined;
  let context: BrowserContext | undefined;
  let stage: CaptureStage;

  before('open a browser with a microphone', async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringcast-capture-'));
    const microphoneFile = join(folder, 'microphone.wav');
    await writeNumberedWav(microphoneFile, {
      seconds: microphoneSeconds,
      sampleRateHz: FAKE_MICROPHONE_RATE_HZ,
    });
    browser = await launchChromium({ ...options, executablePath: chromium.path, microphoneFile });
  });
  after('close the browser', async () => {
    await browser?.close();
    if (folder !== undefined) await rm(folder, { recursive: true });
  });
  beforeEach('open a stage', async () => {
    stage = new CaptureStage();
    await stage.listen();
    context = await browser?.newContext();
  });
  afterEach('close the stage', async () => {
    await context?.close();
    await stage.goDown();
  });

  return {
    get stage() {
      return stage;
    },
    get folder() {
      return folder;
    },
    async open({ address = `/broadcast/main#key=${stage.key}`, prepare } = {}) {
      if (context === undefined) throw new Error('the capture page can be opened in tests only');
      const page = await context.newPage();
      await prepare?.(page);
      await page.goto(new URL(address, stage.origin).href);
      return new CapturePage(page);
    },
  };
}
