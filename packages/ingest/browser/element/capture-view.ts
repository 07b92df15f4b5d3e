import { html, nothing, type TemplateResult } from 'lit';
import { LANGUAGES, type Words } from '../messages/words.ts';
import type { ChannelSettings } from '../mixing/channel-settings.ts';
import type { Processing } from '../sources/microphone-track.ts';
import type { StationClient, StationNow } from '../programme/station-client.ts';
import type { Strip } from '../sources/source-rack.ts';
import { isOnAir } from '../studio/broadcast-state.ts';
import type { CheckState } from '../studio/private-check.ts';
import type { WorkerReport } from '../worker-message.ts';
import { checkView } from './check-view.ts';
import { clockText } from './duration-text.ts';
import { goButton } from './go-button.ts';
import { keptView } from './kept-view.ts';
import { keyView } from './key-view.ts';
import { type ListenerLink, listenerLinkView } from './listener-link-view.ts';
import { notesBefore, notesOf } from './note-text.ts';
import { loudnessView } from './loudness-view.ts';
import { sourcesView } from './sources-view.ts';
import type { Status } from './status-text.ts';

/** Everything the page shows. */
export interface CaptureModel {
  readonly station: string;
  readonly report: WorkerReport;
  readonly strips: readonly Strip[];
  readonly devices: readonly MediaDeviceInfo[];
  readonly status: Status;
  readonly streamKey: string;
  readonly isKeyRemembered: boolean;
  /** Whether sound is being captured, sent or waited with. */
  readonly isBroadcasting: boolean;
  readonly isUsable: boolean;
  /** How many each source has, as far as it is known. */
  readonly channels: Readonly<Record<string, number>>;
  readonly check: CheckState;
  readonly client: StationClient;
  /** The station as the server has it; undefined where that is not known. */
  readonly now: StationNow | undefined;
  readonly link: ListenerLink;
  readonly words: Words;
}

/** What a broadcaster can do. */
export interface CaptureActions {
  readonly onChooseLanguage: (tag: string) => void;
  readonly onGo: () => void;
  readonly onAbandon: () => void;
  readonly onChooseDevice: (source: string, deviceId: string) => void;
  readonly onOpenInput: (source: string) => void;
  readonly onProcess: (source: string, processing: Processing) => void;
  readonly onAddInput: () => void;
  readonly onAddShared: () => void;
  readonly onAddFiles: (files: readonly File[]) => void;
  readonly onRemoveSource: (source: string) => void;
  readonly onChangeChannel: (source: string, change: Partial<ChannelSettings>) => void;
  readonly onShareAgain: (source: string) => void;
  readonly onPlayDeck: (source: string, isPlaying: boolean) => void;
  readonly onSkipTrack: (source: string) => void;
  readonly onHearDeck: (source: string, isHeard: boolean) => void;
  readonly onAnnounceDeck: (source: string, isAnnounced: boolean) => void;
  readonly onCheck: () => void;
  readonly onCheckAgain: () => void;
  /** Listeners were told something. */
  readonly onSaid: () => void;
  readonly onKeyTyped: (key: string) => void;
  readonly onRememberKey: (isRemembered: boolean) => void;
  readonly onSendKept: (session: string) => void;
  readonly onDiscardKept: (session: string) => void;
}

/** The whole page. */
export function captureView(model: CaptureModel, actions: CaptureActions): TemplateResult {
  return html`
    <header class="masthead">
      <p class="brand">Ringcast</p>
      <h1>${model.station}</h1>
      <p class="lamp" data-state=${model.report.state.name} aria-hidden="true">
        ${model.words.say(`lamp.${model.report.state.name}`)}
      </p>
      <select
        class="language"
        aria-label=${model.words.say('page.language')}
        @change=${(event: Event) => actions.onChooseLanguage((event.target as HTMLSelectElement).value)}
      >
        ${Object.entries(LANGUAGES).map(
          ([tag, name]) =>
            html`<option value=${tag} lang=${tag} .selected=${tag === model.words.language}>${name}</option>`,
        )}
      </select>
    </header>
    <form
      class="board"
      ?data-mixing=${model.strips.length > 1}
      @submit=${(event: SubmitEvent) => {
        event.preventDefault();
        actions.onGo();
      }}
    >
      ${stageView(model, actions)}
      <div class="input">${keptView(model, actions)} ${sourcesView(model, actions)}</div>
      <div class="side">
        ${keyView(model, actions)} ${programmeView(model, actions)} ${listenerLinkView(model)}
      </div>
    </form>
    <p class="drop-target" aria-hidden="true">${model.words.say('sources.dropNow')}</p>
  `;
}

function stageView(model: CaptureModel, actions: CaptureActions): TemplateResult {
  const { report, status, words } = model;
  return html`
    <section class="stage" data-tone=${status.tone} aria-label=${words.say('stage.name')}>
      <p class="clock" role="timer" aria-label=${words.say('stage.clock')}>${clockText(report.onAirMs)}</p>
      ${goButton(model)}
      <div class="status">
        <p class="status-title" role="status">${status.title}</p>
        <p class="status-detail">${status.detail}</p>
        ${abandonButton(model, actions)}
      </div>
      ${notesView(model)}
      <ringcast-level-meter .words=${words} .label=${words.say('meter.input')}></ringcast-level-meter>
      ${loudnessView(report.mix.loudness, words)} ${checkView(model, actions)}
      ${factsView(model)}
    </section>
  `;
}

function programmeView(model: CaptureModel, actions: CaptureActions): TemplateResult {
  return html`<ringcast-programme
    .words=${model.words}
    .client=${model.client}
    .nowPlaying=${model.now?.nowPlaying ?? null}
    .streamKey=${model.streamKey}
    .isOnAir=${isOnAir(model.report)}
    .onSaid=${actions.onSaid}
  ></ringcast-programme>`;
}

function abandonButton(
  { report, words: { say, seconds } }: CaptureModel,
  actions: CaptureActions,
): TemplateResult | typeof nothing {
  if (report.state.name !== 'stopping' || report.retryInMs === undefined) return nothing;
  return html`
    <button class="quiet" type="button" @click=${actions.onAbandon}>
      ${say('go.abandon', { seconds: seconds(report.unacknowledgedMs) })}
    </button>
  `;
}

const MOST_NOTES = 2;

/**
 * Lies over the page: a control must not move away from under a finger because something is noted. More than two would
 * cover a phone.
 */
function notesView({ report, isBroadcasting, words }: CaptureModel): TemplateResult {
  const notes = isBroadcasting ? notesOf(report, words) : notesBefore(report, words);
  return html`<div class="notes" role="status">
    ${notes.length === 0 ? nothing : html`<ul>${notes.slice(0, MOST_NOTES).map((note) => html`<li>${note}</li>`)}</ul>`}
  </div>`;
}

function factsView({
  report,
  isBroadcasting,
  now,
  words: { say, seconds, number },
}: CaptureModel): TemplateResult {
  const isSafeHere = isBroadcasting && report.unacknowledgedMs > 0;
  const latencyMs = isBroadcasting ? (now?.latencyMs ?? null) : null;
  const uplinkKbps = isBroadcasting ? Math.round(report.uplinkBps / 1_000) : 0;
  return html`
    <dl class="facts" ?data-idle=${!isBroadcasting}>
      <div>
        <dt>${say('fact.waiting')}</dt>
        <dd data-waiting>
          ${seconds(report.waitingMs)}${isSafeHere ? html` <small>${say('fact.waitingSafe')}</small>` : nothing}
        </dd>
      </div>
      <div>
        <dt>${say('fact.safe')}</dt>
        <dd data-safe>${clockText(report.acknowledgedMs)}</dd>
      </div>
      <div>
        <dt>${say('fact.uplink')}</dt>
        <dd>${number(uplinkKbps)} <small>${say('fact.uplinkRate')}</small></dd>
      </div>
      <div>
        <dt>${say('fact.listeners')}</dt>
        <dd data-listeners>${now === undefined ? '–' : number(now.listeners)}</dd>
      </div>
      <div>
        <dt>${say('fact.latency')}</dt>
        <dd data-latency>${latencyMs === null ? '–' : seconds(latencyMs)}</dd>
      </div>
    </dl>
  `;
}
