import { css } from 'lit';

/** The row of controls. */
export const controlStyles = css`
  .controls {
    grid-area: controls;
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    align-items: center;
    gap: calc(var(--rc-space) * 1.5) calc(var(--rc-space) * 2);
  }
  .round {
    position: relative;
    display: grid;
    place-items: center;
    flex: none;
    width: 44px;
    height: 44px;
    padding: 0;
    border: 0;
    border-radius: 50%;
    background: transparent;
  }
  .round:hover:enabled,
  .plots-button:hover {
    background: color-mix(in srgb, var(--rc-text) 8%, transparent);
  }
  .step-back {
    margin-inline-start: -10px;
  }
  .step-back .icon {
    width: 32px;
    height: 32px;
  }
  .step-back span {
    position: absolute;
    inset: 1px 0 0 1px;
    display: grid;
    place-items: center;
    font-size: 0.625rem;
    font-weight: 700;
  }
  .volume {
    display: flex;
    /* With the step back it fills a row. */
    flex: 1 1 calc(100% - 60px);
    align-items: center;
    gap: 4px;
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
  /* Chinese may break between any two characters. */
  .quality > :first-child,
  .plots-button span {
    white-space: nowrap;
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
  /* The colour on the ring, beside the name of what it stands for. */
  [data-tier] select {
    padding-inline-start: 32px;
  }
  [data-tier] .select::before {
    position: absolute;
    inset: 0 auto 0 14px;
    width: 10px;
    height: 10px;
    margin-block: auto;
    border-radius: 50%;
    background: var(--tier);
    pointer-events: none;
    content: '';
  }
  [data-tier='0'] {
    --tier: var(--rc-quality-1);
  }
  [data-tier='1'] {
    --tier: var(--rc-quality-2);
  }
  [data-tier='2'] {
    --tier: var(--rc-quality-3);
  }
  [data-tier='3'] {
    --tier: var(--rc-quality-4);
  }
  [data-tier='4'] {
    --tier: var(--rc-quality-5);
  }

  .plots-button {
    display: inline-flex;
    justify-content: center;
    align-items: center;
    gap: 8px;
    min-height: 44px;
    padding: 0 14px 0 10px;
    border: 1px solid var(--rc-line);
    border-radius: 10px;
    background: transparent;
    font-size: 0.875rem;
  }
  .plots-button[aria-expanded='true'] {
    border-color: var(--rc-text);
  }
`;
