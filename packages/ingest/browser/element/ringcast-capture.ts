import { LitElement, type TemplateResult } from 'lit';
import type { SenderState } from '../../src/wire/sender-state.ts';
import { keepPageLanguage, readPageLanguage } from '../messages/page-language.ts';
import { type Language, pickLanguage, wordsIn } from '../messages/words.ts';
import { DeckAnnouncer } from '../programme/deck-announcer.ts';
import { StationClient } from '../programme/station-client.ts';
import { StationPulse } from '../programme/station-pulse.ts';
import type { MicrophoneProblem } from '../sources/microphone-problem.ts';
import type { MicrophoneState } from '../sources/microphone.ts';
import { CaptureStudio, IDLE_REPORT } from '../studio/capture-studio.ts';
import type { WorkerReport } from '../worker-message.ts';
import { type CaptureActions, captureView } from './capture-view.ts';
import { takeDroppedFiles } from './file-drop.ts';
import { ListenerLink } from './listener-link-view.ts';
import { sourceActions } from './source-actions.ts';
import { showLevels } from './level-meters.ts';
import { problemText } from './problem-text.ts';
import { type Obstacle, statusOf } from './status-text.ts';
import { StreamKey } from './stream-key.ts';
import { ScreenWakeLock } from './wake-lock.ts';

/** What scripts may know of a broadcast. */
export interface CaptureStats {
  readonly state: SenderState['name'];
  /** Gaps included. */
  readonly capturedSamples: number;
  readonly acknowledgedSamples: number;
  readonly unacknowledgedMs: number;
  readonly uplinkBps: number;
}

const STATION_OF_PATH = /^\/broadcast\/([a-z0-9][a-z0-9-]{0,62})\/?$/;
const DEFAULT_STATION = 'main';
/** The clock and the counts; a change of state is shown at once. */
const RENDER_EVERY_MS = 250;

/**
 * The capture page: `<ringcast-capture>`. The station is the last part of the page's path, or `main`; the stream key
 * comes by the address's fragment, `#key=…`, or is typed.
 */
export class RingcastCapture extends LitElement {
  readonly #station = STATION_OF_PATH.exec(location.pathname)?.[1] ?? DEFAULT_STATION;
  readonly #key = new StreamKey(this.#station);
  readonly #wakeLock = new ScreenWakeLock();
  readonly #client = new StationClient(this.#station);
  readonly #announcer = new DeckAnnouncer((song, before) => {
    this.#client.sayPlaying(this.#streamKey, song, before).then(() => this.#pulse?.look(), leaveToStatus);
  });
  readonly #link = new ListenerLink(this.#station, () => this.requestUpdate());
  readonly #actions = this.#makeActions();
  #pulse: StationPulse | undefined;
  #studio: CaptureStudio | undefined;
  #streamKey = '';
  #isKeyRemembered = false;
  #words = wordsIn(readPageLanguage());
  #isKeyMissing = false;
  #channels: Record<string, number> = {};
  #renderedAtMs = 0;
  #shownState: SenderState['name'] = 'idle';

  /** A snapshot of the broadcast. */
  get stats(): CaptureStats {
    const { state, capturedSamples, acknowledgedSamples, unacknowledgedMs, uplinkBps } = this.#report;
    return { state: state.name, capturedSamples, acknowledgedSamples, unacknowledgedMs, uplinkBps };
  }

  /**
   * Goes live: opens the microphone if need be, and connects; resolves when that is under way, `stats` tells the rest.
   *
   * @throws Error when there is no microphone, no stream key, or the browser allows neither
   */
  async start(): Promise<void> {
    this.#checkKey();
    if (this.#studio === undefined) throw new Error(problemText(insecurePage(), this.#words).title);
    const problem = await this.#studio.goLive(this.#streamKey);
    if (problem !== undefined) throw new Error(problemText(problem, this.#words).title);
    this.requestUpdate();
  }

  #checkKey(): void {
    this.#isKeyMissing = this.#streamKey === '';
    this.requestUpdate();
    if (this.#isKeyMissing) {
      this.querySelector<HTMLElement>('#stream-key')?.focus();
      throw new Error(this.#words.say('status.keyMissing'));
    }
    this.#key.keep(this.#streamKey, this.#isKeyRemembered);
  }

  /** Ends the broadcast; resolves when everything that was captured is sent. */
  async stop(): Promise<void> {
    await this.#studio?.stop();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#key.takeFromAddress();
    this.#streamKey = this.#key.value;
    this.#isKeyRemembered = this.#key.isRemembered;
    this.#pulse ??= new StationPulse(this.#client, () => this.requestUpdate());
    if (isSecureContext && this.#studio === undefined) this.#openStudio();
    takeDroppedFiles(this, (files) => this.#studio?.rack.addFiles(files));
    window.addEventListener('beforeunload', (event) => {
      this.#studio?.keepAll();
      if (this.#studio?.isBroadcasting) event.preventDefault();
    });
    window.addEventListener('pagehide', () => this.#studio?.keepAll());
    window.addEventListener('hashchange', () => this.#takeKey());
  }

  /** The page's style sheet reaches the element. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    document.documentElement.lang = this.#words.language;
    document.title = this.#words.say('page.title', { station: this.#station });
    const source = {
      station: this.#station,
      report: this.#report,
      words: this.#words,
    };
    const microphone = this.#microphone;
    const strips = this.#studio?.rack.strips ?? [];
    const { hasOthers = false, hasAudibleOthers = false } = this.#studio?.rack ?? {};
    return captureView(
      {
        ...source,
        devices: this.#studio?.devices ?? [],
        strips,
        status: statusOf({ ...source, microphone, hasOthers, hasAudibleOthers, obstacle: this.#obstacle }),
        check: this.#studio?.check.state ?? 'none',
        client: this.#client,
        now: this.#pulse?.now,
        streamKey: this.#streamKey,
        isKeyRemembered: this.#isKeyRemembered,
        isBroadcasting: this.#studio?.isBroadcasting ?? false,
        isUsable: this.#studio !== undefined && !this.#studio.isBroken,
        channels: this.#channels,
        link: this.#link,
      },
      this.#actions,
    );
  }

  get #report(): WorkerReport {
    return this.#studio?.report ?? IDLE_REPORT;
  }

  /** Without a secure page there is no studio, and no microphone either. */
  get #microphone(): MicrophoneState {
    return this.#studio?.rack.microphone ?? { name: 'failed', problem: insecurePage() };
  }

  get #obstacle(): Obstacle | undefined {
    if (this.#studio?.isBroken) return 'page-broken';
    return this.#isKeyMissing ? 'key-missing' : undefined;
  }

  #takeKey(): void {
    this.#key.takeFromAddress();
    this.#streamKey = this.#key.value;
    this.requestUpdate();
  }

  #openStudio(): void {
    this.#studio = new CaptureStudio(this.#station, {
      onChange: () => this.requestUpdate(),
      onReport: (report) => this.#handleReport(report),
    });
    this.#openIfAllowed().catch(() => undefined);
  }

  /** Shows the level at once where nobody has to be asked; a worklet would need the broadcaster's touch first. */
  async #openIfAllowed(): Promise<void> {
    if (!('MediaStreamTrackProcessor' in globalThis)) return;
    const { state } = await navigator.permissions.query({ name: 'microphone' });
    if (state === 'granted' && this.#microphone.name === 'closed') await this.#studio?.rack.openMicrophone();
  }

  #handleReport(report: WorkerReport): void {
    const nowMs = performance.now();
    for (const [id, { peaks }] of Object.entries(report.sources)) {
      if (peaks.length > 0) this.#channels[id] = peaks.length;
    }
    const isBroadcasting = this.#studio?.isBroadcasting ?? false;
    this.#announcer.update(report, this.#studio?.rack.announced);
    this.#wakeLock.isWanted = isBroadcasting;
    if (!document.hidden) showLevels(this, report, nowMs);
    if (report.state.name === this.#shownState && nowMs - this.#renderedAtMs < RENDER_EVERY_MS) return;
    this.#renderedAtMs = nowMs;
    this.#shownState = report.state.name;
    this.requestUpdate();
  }

  #makeActions(): CaptureActions {
    return {
      onChooseLanguage: (tag) => this.#speak(pickLanguage([tag])),
      onGo: () => {
        (this.#studio?.isBroadcasting ? this.stop() : this.start()).catch(leaveToStatus);
      },
      onAbandon: () => this.#studio?.abandon(),
      ...sourceActions(() => this.#studio),
      onSaid: () => this.#pulse?.look(),
      onKeyTyped: (key) => {
        this.#streamKey = key.trim();
        this.#isKeyMissing = false;
      },
      onRememberKey: (isRemembered) => {
        this.#isKeyRemembered = isRemembered;
        this.#key.keep(this.#streamKey, isRemembered);
      },
      onSendKept: (session) => {
        try {
          this.#checkKey();
          this.#studio?.sendKept(session, this.#streamKey);
        } catch {
          // The key is missing, as the status says.
        }
      },
      onDiscardKept: (session) => this.#studio?.discardKept(session),
    };
  }

  #speak(language: Language): void {
    keepPageLanguage(language);
    this.#words = wordsIn(language);
    this.requestUpdate();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'ringcast-capture': RingcastCapture;
  }
}

function insecurePage(): MicrophoneProblem {
  return { code: 'insecure', href: location.href };
}

/** What went wrong is said by the status on the page. */
function leaveToStatus(): void {}
