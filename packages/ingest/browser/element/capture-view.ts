import { html, nothing, type TemplateResult } from 'lit';
import type { MicrophoneState } from '../microphone/microphone.ts';
import type { WorkerReport } from '../worker-message.ts';
import { clockText, secondsText } from './duration-text.ts';
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
}

/** What a broadcaster can do. */
export interface CaptureActions {
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

const LAMP_WORDS: Record<WorkerReport['state']['name'], string> = {
  idle: 'Off air',
  connecting: 'Connecting',
  live: 'On air',
  reconnecting: 'Reconnecting',
  refused: 'Off air',
  stopping: 'Ending',
  stopped: 'Off air',
};

/** The whole page. */
export function captureView(model: CaptureModel, actions: CaptureActions): TemplateResult {
  return html`
    <header class="masthead">
      <p class="brand">Ringcast</p>
      <h1>${model.station}</h1>
      <p class="lamp" data-state=${model.report.state.name} aria-hidden="true">
        ${LAMP_WORDS[model.report.state.name]}
      </p>
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
        ${keptView(model, actions)} ${setupView(model, actions)} ${listenerLinkView(model.station, model.linkFeedback, actions)}
      </div>
    </form>
  `;
}

function stageView(model: CaptureModel, actions: CaptureActions): TemplateResult {
  const { report, status } = model;
  return html`
    <section class="stage" data-tone=${status.tone} aria-label="Broadcast">
      <p class="clock" role="timer" aria-label="Time on air">${clockText(report.onAirMs)}</p>
      ${goButton(model)}
      <div class="status">
        <p class="status-title" role="status">${status.title}</p>
        <p class="status-detail">${status.detail}</p>
        ${abandonButton(report, actions)}
      </div>
      ${notesView(model)}
      <ringcast-level-meter></ringcast-level-meter>
      ${factsView(model)}
    </section>
  `;
}

function abandonButton(report: WorkerReport, actions: CaptureActions): TemplateResult | typeof nothing {
  if (report.state.name !== 'stopping' || report.retryInMs === undefined) return nothing;
  return html`
    <button class="quiet" type="button" @click=${actions.onAbandon}>
      Stop without sending ${secondsText(report.unacknowledgedMs)}
    </button>
  `;
}

function notesView({ report, isBroadcasting }: CaptureModel): TemplateResult | typeof nothing {
  const notes = isBroadcasting ? notesOf(report) : [];
  if (notes.length === 0) return nothing;
  return html`<ul class="notes" role="status">
    ${notes.map((note) => html`<li>${note}</li>`)}
  </ul>`;
}

function factsView({ report, isBroadcasting }: CaptureModel): TemplateResult {
  const isSafeHere = isBroadcasting && report.unacknowledgedMs > 0;
  const uplinkKbps = isBroadcasting ? Math.round(report.uplinkBps / 1_000) : 0;
  return html`
    <dl class="facts" ?data-idle=${!isBroadcasting}>
      <div>
        <dt>Waiting to be sent</dt>
        <dd data-waiting>
          ${secondsText(report.waitingMs)}${isSafeHere ? html` <small>safe on this device</small>` : nothing}
        </dd>
      </div>
      <div>
        <dt>Safe on the server</dt>
        <dd data-safe>${clockText(report.acknowledgedMs)}</dd>
      </div>
      <div>
        <dt>Uplink</dt>
        <dd>${uplinkKbps.toLocaleString('en')} <small>kbit/s</small></dd>
      </div>
    </dl>
  `;
}
