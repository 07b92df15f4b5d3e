import { css, type CSSResult } from 'lit';
import { controlStyles } from './control-styles.ts';
import { stageStyles } from './stage-styles.ts';
import { tokens } from './tokens.ts';

const frameStyles = css`
  :host {
    display: block;
    container: ringcast-player / inline-size;
    color: var(--rc-text);
    font: 16px/1.5 var(--rc-font);
  }
  *,
  *::before {
    box-sizing: border-box;
  }
  [hidden] {
    display: none !important;
  }
  .player {
    display: grid;
    grid-template: 'head' 'stage' 'words' 'controls' / minmax(0, 1fr);
    gap: calc(var(--rc-space) * 3);
    padding: clamp(16px, 5cqi, 32px);
    background: var(--rc-surface);
    border: 1px solid var(--rc-line);
    border-radius: calc(var(--rc-radius) * 1.5);
  }
  .head {
    grid-area: head;
    display: flex;
    justify-content: space-between;
    align-items: center;
    min-height: 36px;
  }
  .stage {
    grid-area: stage;
    position: relative;
    display: grid;
    place-items: center;
    justify-self: center;
    width: clamp(168px, 56cqi, 272px);
    aspect-ratio: 1;
  }
  .words {
    grid-area: words;
    text-align: center;
    min-width: 0;
  }
  .controls {
    grid-area: controls;
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    align-items: center;
    gap: calc(var(--rc-space) * 1.5) calc(var(--rc-space) * 3);
  }

  h1 {
    margin: 0;
    font-size: clamp(1.5rem, 8cqi, 2.25rem);
    font-weight: 650;
    letter-spacing: -0.015em;
    line-height: 1.2;
    overflow-wrap: anywhere;
    text-wrap: balance;
  }
  p {
    margin: var(--rc-space) 0 0;
    min-height: 1.5em;
    color: var(--rc-muted);
    text-wrap: balance;
  }

  button,
  select,
  input {
    font: inherit;
    color: inherit;
  }
  button,
  select {
    cursor: pointer;
  }
  :focus-visible {
    outline: 3px solid var(--rc-focus);
    outline-offset: 2px;
  }
  :disabled {
    cursor: default;
    opacity: 0.45;
  }
  .icon {
    display: block;
    width: 24px;
    height: 24px;
    fill: currentColor;
  }
  .icon .line {
    fill: none;
    stroke: currentColor;
    stroke-width: 1.8;
    stroke-linecap: round;
  }

  .badge {
    display: inline-flex;
    align-items: center;
    gap: 8px;
    min-height: 32px;
    padding: 0 14px 0 12px;
    border: 1px solid var(--rc-line);
    border-radius: 999px;
    background: transparent;
    color: var(--rc-muted);
    font-size: 0.875rem;
    font-weight: 600;
    white-space: nowrap;
  }
  .dot {
    width: 9px;
    height: 9px;
    border-radius: 50%;
    background: currentColor;
  }
  .badge[data-lit='true'] {
    border-color: color-mix(in srgb, var(--rc-accent) 45%, transparent);
    color: var(--rc-accent);
  }
  [data-state='playing'] .badge[data-lit='true'] {
    border-color: var(--rc-accent);
    background: var(--rc-accent);
    color: var(--rc-accent-ink);
  }
  .go-live {
    min-height: 36px;
    border-color: currentColor;
    color: var(--rc-text);
  }
  .go-live .dot {
    background: var(--rc-accent);
  }
  .go-live:hover {
    background: color-mix(in srgb, var(--rc-text) 8%, transparent);
  }
  .latency {
    color: var(--rc-muted);
    font-size: 0.875rem;
    white-space: nowrap;
  }
  .latency b {
    color: var(--rc-text);
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }
`;

/** Small rooms: the narrow column, and the one-row form of `compact`. */
const roomStyles = css`
  @container ringcast-player (max-width: 440px) {
    .volume,
    .quality,
    .select {
      flex: 1 1 100%;
      max-width: none;
    }
    select {
      width: 100%;
    }
  }

  :host([compact]) .player {
    grid-template: 'stage words head' 'controls controls controls' / auto minmax(0, 1fr) auto;
    gap: 8px 14px;
    align-items: center;
    padding: 12px 14px;
    border-radius: var(--rc-radius);
  }
  :host([compact]) .stage {
    width: 64px;
  }
  :host([compact]) .words {
    text-align: start;
  }
  :host([compact]) h1 {
    font-size: 1.125rem;
  }
  :host([compact]) p {
    min-height: 0;
    margin: 0;
    font-size: 0.875rem;
  }
  :host([compact]) .head {
    flex-direction: column;
    align-items: flex-end;
    gap: 4px;
  }

  :host([compact]) :is(.volume, .quality) {
    flex: 1 1 110px;
    min-width: 0;
  }
  :host([compact]) .quality {
    justify-content: flex-end;
  }
  @container ringcast-player (max-width: 440px) {
    :host([compact]) .quality > span:first-child {
      position: absolute;
      clip-path: inset(50%);
      white-space: nowrap;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    *,
    .lap {
      animation: none !important;
      transition: none !important;
    }
  }
`;

/** The look of the player; sizes follow the room it is given, not the screen. */
export const playerStyles: CSSResult[] = [tokens, frameStyles, stageStyles, controlStyles, roomStyles];
