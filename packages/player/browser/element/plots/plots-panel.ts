import type { ActivityHistory } from './activity-history.ts';
import type { Plots, PlotStyle } from './plots.ts';

/** Where the built plots are: beside the built player. */
const PLOTS_URL = new URL('plots.js', import.meta.url).href;

/** The plots in a player's panel, from the loading of their script on. */
export class PlotsPanel {
  readonly #history: ActivityHistory;
  #plots: Plots | undefined;
  #box: HTMLElement | undefined;
  readonly #theme = matchMedia('(prefers-color-scheme: dark)');

  constructor(history: ActivityHistory) {
    this.#history = history;
    this.#theme.addEventListener('change', this.#renew);
  }

  /**
   * Shows the plots in a box with the places `.delays` and `.rates`; once more in the same box changes nothing.
   *
   * @throws TypeError where their script cannot be loaded.
   */
  async open(box: HTMLElement): Promise<void> {
    if (this.#box === box) return;
    this.shut();
    this.#box = box;
    const module = (await import(PLOTS_URL)) as { Plots: typeof Plots };
    const delays = box.querySelector<HTMLElement>('.delays');
    const rates = box.querySelector<HTMLElement>('.rates');
    if (this.#box !== box || delays === null || rates === null) return;
    this.#plots = new module.Plots({ delays, rates, history: this.#history, style: styleOf(box) });
  }

  /** Draws anew. */
  update(): void {
    if (!document.hidden) this.#plots?.update();
  }

  /** Takes the plots away; safe to call twice. */
  shut(): void {
    this.#plots?.close();
    this.#plots = undefined;
    this.#box = undefined;
  }

  /** Takes the plots away for good. */
  close(): void {
    this.#theme.removeEventListener('change', this.#renew);
    this.shut();
  }

  /** Colours are read once, so another theme needs other plots. */
  readonly #renew = (): void => {
    const box = this.#box;
    this.shut();
    if (box !== undefined) void this.open(box);
  };
}

function styleOf(box: HTMLElement): PlotStyle {
  const colourOf = (property: string): string => {
    box.style.color = `var(${property})`;
    return getComputedStyle(box).color;
  };
  const style: PlotStyle = {
    text: colourOf('--rc-text'),
    muted: colourOf('--rc-muted'),
    grid: colourOf('--rc-line'),
    accent: colourOf('--rc-accent'),
    buffer: colourOf('--rc-quality-4'),
    quality: colourOf('--rc-quality-2'),
    font: `12px ${getComputedStyle(box).fontFamily}`,
  };
  box.style.color = '';
  return style;
}
