import { html, nothing, type TemplateResult } from 'lit';
import type { Words } from '../messages/words.ts';
import type { DeckTrack } from '../sources/file-deck.ts';
import type { Strip } from '../sources/source-rack.ts';
import type { CaptureActions } from './capture-view.ts';
import { clockText } from './duration-text.ts';

type FilesStrip = Extract<Strip, { kind: 'files' }>;

/** The files that play, one after the other. */
export function filesView(strip: FilesStrip, words: Words, actions: CaptureActions): TemplateResult {
  const { say, number } = words;
  const { current, waiting, failed, isPlaying } = strip.deck;
  return html`
    <div class="track">
      <p class="track-title">${current === undefined ? say('files.empty') : trackText(current)}</p>
      <p class="hint">${progressText(strip, words)}</p>
      ${waiting.length > 0 ? html`<p class="hint">${say('files.waiting', { count: number(waiting.length) })}</p>` : nothing}
      ${failed === undefined ? nothing : html`<p class="hint" role="status">${say('files.failed', { file: failed.name, reason: failed.reason })}</p>`}
    </div>
    <div class="actions">
      <button
        class="quiet"
        type="button"
        ?disabled=${current === undefined}
        @click=${() => actions.onPlayDeck(strip.id, !isPlaying)}
      >
        ${say(isPlaying ? 'files.pause' : 'files.play')}
      </button>
      <button
        class="quiet"
        type="button"
        ?disabled=${current === undefined}
        @click=${() => actions.onSkipTrack(strip.id)}
      >
        ${say('files.next')}
      </button>
    </div>
    ${tick(say('files.hear'), strip.deck.isHeard, (isOn) => actions.onHearDeck(strip.id, isOn))}
    ${tick(say('files.announce'), strip.deck.isAnnounced, (isOn) => actions.onAnnounceDeck(strip.id, isOn))}
  `;
}

/** `Artist – Title`, or the name of the file. */
function trackText({ name, facts }: DeckTrack): string {
  if (facts?.title === undefined) return name;
  return facts.artist === undefined ? facts.title : `${facts.artist} – ${facts.title}`;
}

function progressText({ deck: { current, playedMs } }: FilesStrip, { say }: Words): string {
  if (current?.facts === undefined) return '';
  return say('files.left', { elapsed: shortClock(playedMs), total: shortClock(current.facts.durationMs) });
}

/** Hours only where there are any. */
function shortClock(durationMs: number): string {
  return clockText(durationMs).replace(/^00:/, '');
}

function tick(text: string, isOn: boolean, onChange: (isOn: boolean) => void): TemplateResult {
  return html`<label class="tick">
    <input
      type="checkbox"
      .checked=${isOn}
      @change=${(event: Event) => onChange((event.target as HTMLInputElement).checked)}
    />
    ${text}
  </label>`;
}
