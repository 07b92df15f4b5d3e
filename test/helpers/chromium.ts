import { type Browser, chromium } from 'playwright-core';

/** How a test's Chromium differs from the plain one. */
export interface ChromiumOptions {
  readonly executablePath: string;
  /**
   * A wav file that stands for the microphone and starts when it is opened, once; without one the fake microphone
   * beeps twice a second. Sample-exact only at {@link FAKE_MICROPHONE_RATE_HZ}, two channels, 16 bits.
   */
  readonly microphoneFile?: string;
  /** Whether the page may use the microphone without asking. Default true; else it is refused. */
  readonly allowsMicrophone?: boolean;
  /** Further switches. */
  readonly switches?: readonly string[];
}

/** The rate of Chromium's fake microphone on a machine without sound. */
export const FAKE_MICROPHONE_RATE_HZ = 44_100;

/**
 * Starts a Chromium that needs no screen, sound card or person. It is the full browser rather than the headless
 * shell, which has no microphone. The caller closes it.
 */
export async function launchChromium(options: ChromiumOptions): Promise<Browser> {
  return chromium.launch({
    executablePath: options.executablePath,
    // Playwright's own headless mode mutes the sound; the switch does without.
    headless: false,
    args: chromiumSwitches(options),
  });
}

/** What such a Chromium is started with, whoever starts it. */
export function chromiumSwitches(options: ChromiumOptions): string[] {
  const { microphoneFile, allowsMicrophone = true, switches = [] } = options;
  return [
    '--headless=new',
    '--no-sandbox',
    '--autoplay-policy=no-user-gesture-required',
    '--use-fake-device-for-media-stream',
    allowsMicrophone ? '--use-fake-ui-for-media-stream' : '--deny-permission-prompts',
    ...(microphoneFile === undefined ? [] : [`--use-file-for-fake-audio-capture=${microphoneFile}%noloop`]),
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
    ...switches,
  ];
}
