import { css } from 'lit';

/** What becomes of the player in little room and in much, and its one-row form, `compact`. */
export const roomStyles = css`
  @container ringcast-player (max-width: 460px) {
    .quality,
    .select {
      flex: 1 1 100%;
      max-width: none;
    }
    select,
    .plots-button {
      width: 100%;
    }
  }

  @container ringcast-player (min-width: 700px) {
    :host(:not([compact])) .player {
      grid-template:
        'stage head' auto
        'stage words' 1fr
        'stage controls' auto / minmax(0, 6fr) minmax(0, 7fr);
      column-gap: clamp(24px, 5cqi, 64px);
    }
    :host(:not([compact])) .stage {
      width: min(100%, 400px);
    }
    :host(:not([compact])) .words {
      align-self: center;
      text-align: start;
    }
    :host(:not([compact])) h1 {
      font-size: clamp(2.25rem, 6cqi, 3.25rem);
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
    width: 76px;
  }
  :host([compact]) .play {
    width: 60%;
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
  :host([compact]) .now {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  :host([compact]) .head {
    flex-direction: column;
    align-items: flex-end;
    gap: 4px;
  }
  :host([compact]) :is(.step-back, .plots-button, .plots) {
    display: none;
  }

  :host([compact]) :is(.volume, .quality) {
    flex: 1 1 110px;
    min-width: 0;
  }
  :host([compact]) .quality {
    justify-content: flex-end;
  }
  @container ringcast-player (max-width: 640px) {
    :host([compact]) .quality > span:first-child {
      position: absolute;
      clip-path: inset(50%);
      white-space: nowrap;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    * {
      animation: none !important;
      transition: none !important;
    }
  }
`;
