import { html, nothing, type TemplateResult } from 'lit';
import { LANGUAGES, type Words } from '../messages/words.ts';
import type { MicrophoneState } from '../microphone/microphone.ts';
import type { WorkerReport } from '../worker-message.ts';
import { clockText } from './duration-text.ts';
import { goButton } from './go-button.ts';
import { keptView } from './kept-view.ts';
import { listenerLinkView, type LinkFeedback } from './listener-link-view.ts';
import { notesOf } from './note-text.ts';
import { setupView } from './setup-view.ts';
import type { Status } from './status-text.ts';

/** Everything the page shows. */
export interface CaptureModel {
  readonly station: string;
  readonly report: WorkerReport;
  readonly microphone: MicrophoneState;
  readonly devices: readonly MediaDeviceInfo[];
  readonly status: Status;
  readonly streamKey: string;
  readonly isKeyRemembered: boolean;
  /** Whether sound is being captured, sent or waited with. */
  readonly isBroadcasting: boolean;
  readonly isUsable: boolean;
  readonly channels: number;
  readonly linkFeedback: LinkFeedback;
  readonly words: Words;
}

/** What a broadcaster can do. */
export interface CaptureActions {
  readonly onChooseLanguage: (tag: string) => void;
  readonly onGo: () => void;
  readonly onAbandon: () => void;
  readonly onChooseDevice: (deviceId: string) => void;
  readonly onAskForMicrophone: () => void;
  readonly onKeyTyped: (key: string) => void;
  readonly onRememberKey: (isRemembered: boolean) => void;
  readonly onCopyLink: () => void;
  readonly onShareLink: () => void;
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
      @submit=${(event: SubmitEvent) => {
        event.preventDefault();
        actions.onGo();
      }}
    >
      ${stageView(model, actions)}
      <div class="side">
        ${keptView(model, actions)} ${setupView(model, actions)} ${listenerLinkView(model, actions)}
      </div>
    </form>
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
      <ringcast-level-meter .words=${words}></ringcast-level-meter>
      ${factsView(model)}
    </section>
  `;
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

function notesView({ report, isBroadcasting, words }: CaptureModel): TemplateResult | typeof nothing {
  const notes = isBroadcasting ? notesOf(report, words) : [];
  if (notes.length === 0) return nothing;
  return html`<ul class="notes" role="status">
    ${notes.map((note) => html`<li>${note}</li>`)}
  </ul>`;
}

function factsView({
  report,
  isBroadcasting,
  words: { say, seconds, number },
}: CaptureModel): TemplateResult {
  const isSafeHere = isBroadcasting && report.unacknowledgedMs > 0;
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
    </dl>
  `;
}
