import type { Panel } from './panel';

/** Place of a panel on the grid. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** Columns of the grid. */
const COLUMNS = 24;

/** Maximum number of panels side by side, and their height. */
const FORMS = {
  number: { most: 6, height: 4 },
  graph: { most: 3, height: 8 },
  lines: { most: 1, height: 12 },
} as const;

type Form = keyof typeof FORMS;

/** Form of a panel. Panels of one form are placed side by side. */
const formOf = ({ kind }: Panel): Form => (kind === 'number' || kind === 'lines' ? kind : 'graph');

/** Places of the panels of a row that begins at `top`, and the height at which it ends. */
export function placed(panels: readonly Panel[], top: number): { places: Place[]; bottom: number } {
  const places: Place[] = [];
  let y = top;
  for (let at = 0; at < panels.length;) {
    const form = formOf(panels[at] as Panel);
    const end = panels.findIndex((panel, index) => index > at && formOf(panel) !== form);
    const count = (end === -1 ? panels.length : end) - at;
    const { most, height: h } = FORMS[form];
    for (const size of evenly(count, most)) {
      const w = Math.floor(COLUMNS / size);
      for (let column = 0; column < size; column++) places.push({ x: column * w, y, w, h });
      y += h;
    }
    at += count;
  }
  return { places, bottom: y };
}

/** Numbers of panels per line: as few lines as possible, as even as possible. */
function evenly(count: number, most: number): number[] {
  const lines = Math.ceil(count / most);
  return Array.from({ length: lines }, (_, line) => Math.ceil((count - line) / lines));
}
