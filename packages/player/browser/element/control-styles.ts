import { css } from 'lit';

/** Volume and quality. */
export const controlStyles = css`
  .volume {
    display: flex;
    flex: 1 1 150px;
    align-items: center;
    gap: var(--rc-space);
    max-width: 220px;
  }
  .mute {
    display: grid;
    place-items: center;
    flex: none;
    width: 44px;
    height: 44px;
    margin-inline-start: -10px;
    padding: 0;
    border: 0;
    border-radius: 50%;
    background: transparent;
  }
  .mute:hover {
    background: color-mix(in srgb, var(--rc-text) 8%, transparent);
  }
  input[type='range'] {
    flex: 1;
    min-width: 0;
    height: 32px;
    margin: 0;
    border-radius: 8px;
    background: transparent;
    cursor: pointer;
    appearance: none;
  }
  input::-webkit-slider-runnable-track {
    height: 6px;
    border-radius: 3px;
    background: linear-gradient(var(--rc-text) 0 0) no-repeat 0 / var(--fill) 100% var(--rc-line);
  }
  input::-webkit-slider-thumb {
    width: 18px;
    height: 18px;
    margin-top: -6px;
    border: 0;
    border-radius: 50%;
    background: var(--rc-text);
    appearance: none;
  }
  input::-moz-range-track {
    height: 6px;
    border-radius: 3px;
    background: var(--rc-line);
  }
  input::-moz-range-progress {
    height: 6px;
    border-radius: 3px;
    background: var(--rc-text);
  }
  input::-moz-range-thumb {
    width: 18px;
    height: 18px;
    border: 0;
    background: var(--rc-text);
  }

  .quality {
    display: flex;
    align-items: center;
    gap: 10px;
    color: var(--rc-muted);
    font-size: 0.875rem;
  }
  select {
    min-height: 44px;
    max-width: 100%;
    padding: 0 34px 0 14px;
    border: 1px solid var(--rc-line);
    border-radius: 10px;
    background: var(--rc-raised);
    color: var(--rc-text);
    appearance: none;
  }
  select:hover:enabled {
    border-color: var(--rc-muted);
  }
  .select {
    position: relative;
    min-width: 0;
  }
  .select .icon {
    position: absolute;
    inset-block: 0;
    inset-inline-end: 8px;
    margin-block: auto;
    color: var(--rc-muted);
    pointer-events: none;
  }
`;
