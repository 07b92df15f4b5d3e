import { css } from 'lit';

/** The big button, and the ring of the window's ten segments around it. */
export const stageStyles = css`
  .ring {
    position: absolute;
    inset: 0;
    fill: none;
    stroke-width: 5;
    /* The first segment begins half a gap after noon. */
    rotate: -87.1deg;
    pointer-events: none;
  }
  .segments {
    stroke: var(--rc-line);
    stroke-dasharray: 8.4 1.6;
    transition: stroke 0.4s;
  }
  .lap {
    stroke: transparent;
    stroke-dasharray: 8.4 91.6;
    transform-origin: 60px 60px;
    transition: stroke 0.4s;
  }
  [data-state='ready'] .segments,
  [data-state='starting'] .segments,
  [data-state='blocked'] .segments,
  [data-state='paused'] .segments,
  [data-state='playing'] .segments,
  [data-state='stalled'] .segments {
    stroke: color-mix(in srgb, var(--rc-accent) 32%, var(--rc-surface));
  }
  [data-state='playing'] .lap {
    stroke: var(--rc-accent);
    /* One step a segment, once round in a window of ten. */
    animation: round 19.2s steps(10) infinite;
  }
  [data-state='starting'] .lap,
  [data-state='stalled'] .lap {
    stroke: var(--rc-accent);
    animation: round 1.6s steps(10) infinite;
  }
  @keyframes round {
    to {
      rotate: 360deg;
    }
  }

  .play {
    position: relative;
    display: grid;
    place-items: center;
    width: 66%;
    aspect-ratio: 1;
    padding: 0;
    border: 0;
    border-radius: 50%;
    background: var(--rc-accent);
    color: var(--rc-accent-ink);
    transition: scale 0.15s;
  }
  .play:hover:enabled {
    background: color-mix(in srgb, var(--rc-accent) 90%, var(--rc-text));
  }
  .play:active:enabled {
    scale: 0.97;
  }
  .play:focus-visible {
    outline-offset: 4px;
  }
  .play .icon {
    width: 46%;
    height: 46%;
  }
  [data-state='offAir'] .play,
  [data-state='checking'] .play,
  [data-state='unreachable'] .play {
    background: var(--rc-raised);
    color: var(--rc-text);
    box-shadow: inset 0 0 0 1px var(--rc-line);
  }
`;
