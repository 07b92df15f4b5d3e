import { css } from 'lit';

/** The visual language shared with the capture page: a calm studio, one warm colour for what is on air. */
export const tokens = css`
  :host {
    --rc-bg: light-dark(#f6f5f2, #121315);
    --rc-surface: light-dark(#ffffff, #1b1d20);
    --rc-raised: light-dark(#ffffff, #24272b);
    --rc-line: light-dark(#d9d6cf, #33373d);
    --rc-text: light-dark(#17181a, #f1efea);
    --rc-muted: light-dark(#5c6068, #a6abb3);
    --rc-accent: light-dark(#b3261e, #ff6b57);
    --rc-accent-ink: light-dark(#ffffff, #1a0b08);
    --rc-good: light-dark(#1c7a43, #5fd08f);
    --rc-warn: light-dark(#8a5a00, #f2b84b);
    --rc-quality-1: light-dark(#c27a00, #f2b84b);
    --rc-quality-2: light-dark(#6b8f00, #b4d455);
    --rc-quality-3: light-dark(#0f8f66, #45cfa0);
    --rc-quality-4: light-dark(#1478c8, #52b1f5);
    --rc-quality-5: light-dark(#7a4fd6, #b69cff);
    --rc-focus: light-dark(#0b57d0, #8ab4f8);
    --rc-radius: 14px;
    --rc-space: 8px;
    --rc-font: system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif;
    --rc-mono: ui-monospace, 'SF Mono', 'Cascadia Mono', 'Noto Sans Mono', monospace;
  }
`;
