import { Ballistics, FLOOR_DB, positionOf } from './level-scale.ts';

/** Levels above this are about to clip. */
const CLIP_DB = -0.1;
const CLIP_SHOWN_MS = 3_000;
const MARKS_DB = [-60, -48, -36, -24, -12, -6, 0];
const CHANNEL_NAMES: Record<number, readonly string[]> = { 1: ['Mono'], 2: ['L', 'R'] };
const SPOKEN_EVERY_MS = 1_000;

/**
 * The level of each channel in dBFS with its peak held. Only transforms change, so that drawing costs no layout.
 * `<ringcast-level-meter>`
 */
export class LevelMeter extends HTMLElement {
  #channels: {
    ballistics: Ballistics;
    row: HTMLElement;
    bar: HTMLElement;
    hold: HTMLElement;
    text: HTMLElement;
  }[] = [];
  #clippedAtMs = Number.NEGATIVE_INFINITY;
  #spokenAtMs = Number.NEGATIVE_INFINITY;

  connectedCallback(): void {
    this.setAttribute('role', 'meter');
    this.setAttribute('aria-label', 'Input level');
    this.setAttribute('aria-valuemin', String(FLOOR_DB));
    this.setAttribute('aria-valuemax', '0');
    this.#build(2);
  }

  /** Takes the greatest magnitude of each channel since the last call; none while there is no sound. */
  show(peaks: readonly number[], nowMs: number): void {
    if (peaks.length > 0 && peaks.length !== this.#channels.length) this.#build(peaks.length);
    for (const [index, { ballistics, bar, hold, text }] of this.#channels.entries()) {
      ballistics.show(peaks[index] ?? 0, nowMs);
      const { levelDb, holdDb } = ballistics;
      bar.style.transform = `scaleX(${(1 - positionOf(levelDb)).toFixed(4)})`;
      hold.style.transform = `translateX(${(positionOf(holdDb) * 100).toFixed(2)}%)`;
      hold.hidden = holdDb <= FLOOR_DB;
      text.textContent = holdDb <= FLOOR_DB ? '−∞' : holdDb.toFixed(1).replace('-', '−');
      if (levelDb >= CLIP_DB) this.#clippedAtMs = nowMs;
    }
    this.toggleAttribute('clipping', nowMs - this.#clippedAtMs < CLIP_SHOWN_MS);
    this.#speak(nowMs);
  }

  #speak(nowMs: number): void {
    if (nowMs - this.#spokenAtMs < SPOKEN_EVERY_MS) return;
    this.#spokenAtMs = nowMs;
    const greatest = Math.max(...this.#channels.map(({ ballistics }) => ballistics.levelDb));
    this.setAttribute('aria-valuenow', greatest.toFixed(0));
    this.setAttribute('aria-valuetext', greatest <= FLOOR_DB ? 'silence' : `${greatest.toFixed(0)} decibels`);
  }

  #build(count: number): void {
    const names = CHANNEL_NAMES[count] ?? Array.from({ length: count }, (_, index) => String(index + 1));
    this.#channels = names.map((name) => {
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
    });
    const scale = make('div', 'meter-row');
    const marks = make('div', 'meter-marks');
    marks.append(...MARKS_DB.map(makeMark));
    scale.append(make('span', 'meter-name'), marks, make('span', 'meter-value'));
    this.replaceChildren(...this.#channels.map(({ row }) => row), scale);
    for (const part of this.children) part.setAttribute('aria-hidden', 'true');
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'ringcast-level-meter': LevelMeter;
  }
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
