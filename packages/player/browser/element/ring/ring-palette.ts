/** The colours of the ring, as the page's style has them at the moment. */
export interface RingPalette {
  /** By quality tier. */
  readonly tiers: readonly string[];
  readonly track: string;
  readonly text: string;
  readonly accent: string;
  /** The glow around the live edge, fading to nothing at its rim. */
  readonly glow: HTMLCanvasElement;
}

/** How far the glow reaches, as a fraction of half the ring's width. */
export const GLOW_REACH = 0.17;

const GLOW_PX = 128;

const PROPERTIES = ['1', '2', '3', '4', '5'].map((tier) => `--rc-quality-${tier}`);

/**
 * Reads the colours by way of an element: a custom property by itself is text like `light-dark(…)`, which a canvas
 * does not take.
 */
export function readPalette(element: HTMLElement): RingPalette {
  const colourOf = (property: string): string => {
    element.style.color = `var(${property})`;
    return getComputedStyle(element).color;
  };
  const accent = colourOf('--rc-accent');
  const palette = {
    tiers: PROPERTIES.map(colourOf),
    track: colourOf('--rc-line'),
    text: colourOf('--rc-text'),
    accent,
    glow: glowOf(accent),
  };
  element.style.color = '';
  return palette;
}

/** The shape first, then its colour: gradients take no colour whose opacity is to be changed. */
function glowOf(colour: string): HTMLCanvasElement {
  const sheet = document.createElement('canvas');
  sheet.width = GLOW_PX;
  sheet.height = GLOW_PX;
  const context = sheet.getContext('2d');
  if (context === null) return sheet;
  const middle = GLOW_PX / 2;
  const fading = context.createRadialGradient(middle, middle, 0, middle, middle, middle);
  fading.addColorStop(0.2, 'rgb(0 0 0 / 0.75)');
  fading.addColorStop(0.55, 'rgb(0 0 0 / 0.22)');
  fading.addColorStop(1, 'rgb(0 0 0 / 0)');
  context.fillStyle = fading;
  context.fillRect(0, 0, GLOW_PX, GLOW_PX);
  context.globalCompositeOperation = 'source-in';
  context.fillStyle = colour;
  context.fillRect(0, 0, GLOW_PX, GLOW_PX);
  return sheet;
}
