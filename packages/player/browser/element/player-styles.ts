import { css, type CSSResult } from 'lit';
import { controlStyles } from './control-styles.ts';
import { plotsStyles } from './plots-styles.ts';
import { roomStyles } from './room-styles.ts';
import { stageStyles } from './stage-styles.ts';
import { tokens } from './tokens.ts';

const frameStyles = css`
  :host {
    display: block;
    container: ringcast-player / inline-size;
    /* Where a page asks for the width of the content: that of a frame. */
    contain-intrinsic-inline-size: 300px;
    color: var(--rc-text);
    font: 16px/1.5 var(--rc-font);
  }
  :host([hidden]) {
    display: none;
  }
  *,
  *::before {
    box-sizing: border-box;
  }
  [hidden] {
    display: none !important;
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .player {
    position: relative;
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
    gap: 12px;
    min-height: 36px;
  }
  .words {
    grid-area: words;
    text-align: center;
    min-width: 0;
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
    text-wrap: balance;
  }
  .now {
    overflow-wrap: anywhere;
    font-weight: 500;
  }
  .sentence {
    min-height: 1.5em;
    color: var(--rc-muted);
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
    stroke-linejoin: round;
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
    text-align: end;
  }
  .latency b {
    color: var(--rc-text);
    font-weight: 600;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
`;

/** The look of the player; sizes follow the room it is given, not the screen. */
export const playerStyles: CSSResult[] = [
  tokens,
  frameStyles,
  stageStyles,
  controlStyles,
  plotsStyles,
  roomStyles,
];
