// The report's colours as a canvas takes them: variables are resolved, and any notation becomes rgba().

const NAMES = ["ink", "soft", "line", "strong", "paper", "accent", "second", "tint"] as const;

/** Colours and the typeface of the place where something is drawn. */
export type Palette = Record<(typeof NAMES)[number], string> & { font: string };

let pixel: CanvasRenderingContext2D | null = null;

/** The colours in force at an element. */
export function paletteOf(element: Element): Palette {
  const style = getComputedStyle(element);
  const colors = NAMES.map(name => [name, rgba(style.getPropertyValue(`--${name}`).trim())]);
  return { ...(Object.fromEntries(colors) as Omit<Palette, "font">), font: style.fontFamily };
}

function rgba(color: string): string {
  pixel ??= newPixel();
  if (pixel === null) return color;
  pixel.clearRect(0, 0, 1, 1);
  pixel.fillStyle = color;
  pixel.fillRect(0, 0, 1, 1);
  const [red, green, blue, alpha] = pixel.getImageData(0, 0, 1, 1).data;
  return `rgba(${red}, ${green}, ${blue}, ${(alpha ?? 255) / 255})`;
}

function newPixel(): CanvasRenderingContext2D | null {
  const canvas = document.createElement("canvas");
  canvas.width = 1;
  canvas.height = 1;
  return canvas.getContext("2d", { willReadFrequently: true });
}

/** A colour, paler. */
export function faded(color: string, opacity: number): string {
  return color.replace(/[\d.]+\)$/, `${opacity})`);
}
