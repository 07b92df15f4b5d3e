import { css } from 'lit';

/** The ring, and the big button in its middle. */
export const stageStyles = css`
  .stage {
    grid-area: stage;
    position: relative;
    display: grid;
    place-items: center;
    place-self: center;
    width: min(100%, 340px);
    aspect-ratio: 1;
  }
  canvas[part='ring'] {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    pointer-events: none;
  }
  .play {
    position: relative;
    display: grid;
    place-items: center;
    width: 40%;
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
