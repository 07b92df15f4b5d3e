import { css } from 'lit';

/** The panel of plots; the rules for what uPlot makes stand in for its own style sheet, which shadow roots shut out. */
export const plotsStyles = css`
  .plots {
    grid-column: 1 / -1;
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 300px), 1fr));
    gap: calc(var(--rc-space) * 2) calc(var(--rc-space) * 4);
    padding-block-start: calc(var(--rc-space) * 2.5);
    border-block-start: 1px solid var(--rc-line);
  }
  .plots-head,
  .plots .failed {
    grid-column: 1 / -1;
    margin: 0;
  }
  .plots-head {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 2px 20px;
  }
  .plots h2 {
    margin: 0;
    font-size: 0.9375rem;
    font-weight: 600;
  }
  figure {
    min-width: 0;
    margin: 0;
  }
  figcaption {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 16px;
    min-height: 1.5em;
    margin-block-end: 4px;
    color: var(--rc-muted);
    font-size: 0.8125rem;
  }
  .key {
    color: var(--rc-muted);
    font-size: 0.8125rem;
    display: inline-flex;
    align-items: center;
    gap: 6px;
    white-space: nowrap;
  }
  .key b {
    color: var(--rc-text);
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }
  .key i {
    width: 14px;
    border-block-start: 2px solid;
  }
  .latency-key i {
    color: var(--rc-accent);
  }
  .target-key i {
    border-block-start-style: dashed;
  }
  .buffer-key i {
    color: var(--rc-quality-4);
  }
  .quality-key i {
    color: var(--rc-quality-2);
  }
  .switch-key i {
    width: 0;
    height: 12px;
    border-block-start: 0;
    border-inline-start: 2px dotted var(--rc-quality-2);
  }
  .stall-key i {
    height: 12px;
    border: 0;
    background: color-mix(in srgb, var(--rc-accent) 30%, transparent);
  }
  .delays,
  .rates {
    min-height: 150px;
    overflow: hidden;
  }
  .u-wrap {
    position: relative;
    user-select: none;
  }
  .u-over,
  .u-under,
  .u-axis {
    position: absolute;
  }
  .uplot canvas {
    display: block;
    position: relative;
    width: 100%;
    height: 100%;
  }
`;
