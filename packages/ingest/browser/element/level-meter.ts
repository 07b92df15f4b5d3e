import { type Words, wordsIn } from '../messages/words.ts';
import { Ballistics, FLOOR_DB, positionOf } from './level-scale.ts';

/** Levels above this are about to clip. */
const CLIP_DB = -0.1;
const CLIP_SHOWN_MS = 3_000;
const MARKS_DB = [-60, -48, -36, -24, -12, -6, 0];
const SPOKEN_EVERY_MS = 1_000;
/** Numbers cost a layout, and nobody reads them faster. */
const NUMBERS_EVERY_MS = 250;

interface Channel {
  readonly ballistics: Ballistics;
  readonly row: HTMLElement;
  readonly bar: HTMLElement;
  readonly hold: HTMLElement;
  readonly text: HTMLElement;
}

/**
 * The level of each channel in dBFS with its peak held. Only transforms change, so that drawing costs no layout.
 * `<ringcast-level-meter>`; with the attribute `compact` one bar for all channels, and no numbers.
 */
export class LevelMeter extends HTMLElement {
  #words = wordsIn('en');
  #label = '';
  #channels: Channel[] = [];
  #numbersAtMs = Number.NEGATIVE_INFINITY;
  #clippedAtMs = Number.NEGATIVE_INFINITY;
  #spokenAtMs = Number.NEGATIVE_INFINITY;

  connectedCallback(): void {
    this.setAttribute('role', 'meter');
    this.setAttribute('aria-label', this.#label);
    this.setAttribute('aria-valuemin', String(FLOOR_DB));
    this.setAttribute('aria-valuemax', '0');
    this.setAttribute('aria-valuenow', String(FLOOR_DB));
    this.#build(this.#isCompact ? 1 : 2);
  }

  /** The language it speaks. */
  set words(words: Words) {
    if (words.language === this.#words.language) return;
    this.#words = words;
    if (this.isConnected) this.#build(this.#channels.length);
  }

  /** What it is the level of. */
  set label(label: string) {
    if (label === this.#label) return;
    this.#label = label;
    this.setAttribute('aria-label', label);
  }

  /** Takes the greatest magnitude of each channel since the last call; none while there is no sound. */
  show(peaks: readonly number[], nowMs: number): void {
    const shown = this.#isCompact && peaks.length > 0 ? [Math.max(...peaks)] : peaks;
    if (shown.length > 0 && shown.length !== this.#channels.length) this.#build(shown.length);
    const showsNumbers = nowMs - this.#numbersAtMs >= NUMBERS_EVERY_MS;
    if (showsNumbers) this.#numbersAtMs = nowMs;
    for (const [index, channel] of this.#channels.entries()) {
      channel.ballistics.show(shown[index] ?? 0, nowMs);
      drawBar(channel);
      if (showsNumbers) drawNumber(channel);
      if (channel.ballistics.levelDb >= CLIP_DB) this.#clippedAtMs = nowMs;
    }
    if (showsNumbers) this.toggleAttribute('clipping', nowMs - this.#clippedAtMs < CLIP_SHOWN_MS);
    this.#speak(nowMs);
  }

  get #isCompact(): boolean {
    return this.hasAttribute('compact');
  }

  #speak(nowMs: number): void {
    if (nowMs - this.#spokenAtMs < SPOKEN_EVERY_MS) return;
    this.#spokenAtMs = nowMs;
    const { say, number } = this.#words;
    const greatest = Math.max(...this.#channels.map(({ ballistics }) => ballistics.levelDb));
    const text =
      greatest <= FLOOR_DB ? say('meter.silence') : say('meter.decibels', { count: number(greatest) });
    this.setAttribute('aria-valuenow', greatest.toFixed(0));
    this.setAttribute('aria-valuetext', text);
  }

  #namesOf(count: number): string[] {
    const { say } = this.#words;
    if (count === 1) return [say('meter.mono')];
    if (count === 2) return [say('meter.left'), say('meter.right')];
    return Array.from({ length: count }, (_, index) => String(index + 1));
  }

  #build(count: number): void {
    this.#channels = this.#namesOf(count).map(makeChannel);
    const rows = this.#channels.map(({ row }) => row);
    this.replaceChildren(...(this.#isCompact ? rows : [...rows, makeScale()]));
    for (const part of this.children) part.setAttribute('aria-hidden', 'true');
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'ringcast-level-meter': LevelMeter;
  }
}

function drawBar({ ballistics, bar, hold }: Channel): void {
  bar.style.transform = `scaleX(${(1 - positionOf(ballistics.levelDb)).toFixed(3)})`;
  hold.style.transform = `translateX(${(positionOf(ballistics.holdDb) * 100).toFixed(1)}%)`;
}

function drawNumber({ ballistics: { holdDb }, hold, text }: Channel): void {
  hold.hidden = holdDb <= FLOOR_DB;
  const sign = holdDb > 0 ? '+' : '';
  text.textContent = hold.hidden ? '−∞' : `${sign}${holdDb.toFixed(1)}`.replace('-', '−');
}

function makeChannel(name: string): Channel {
  const row = make('div', 'meter-row');
  const track = make('div', 'meter-track');
  const [bar, hold, text] = [
    make('div', 'meter-cover'),
    make('div', 'meter-hold'),
    make('span', 'meter-value'),
  ];
  track.append(bar, hold);
  row.append(make('span', 'meter-name', name), track, text);
  return { ballistics: new Ballistics(), row, bar, hold, text };
}

function makeScale(): HTMLElement {
  const scale = make('div', 'meter-row');
  const marks = make('div', 'meter-marks');
  marks.append(...MARKS_DB.map(makeMark));
  scale.append(make('span', 'meter-name'), marks, make('span', 'meter-value'));
  return scale;
}

function makeMark(markDb: number): HTMLElement {
  const mark = make('span', 'meter-mark', String(markDb).replace('-', '−'));
  mark.style.left = `${positionOf(markDb) * 100}%`;
  return mark;
}

function make(name: string, className: string, text = ''): HTMLElement {
  const element = document.createElement(name);
  element.className = className;
  element.textContent = text;
  return element;
}
