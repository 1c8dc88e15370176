import type { Node } from '../tree/account';

/** Words about keys of a chart, by the form of their names. The first form that fits counts. */
export type KeyWords = readonly (readonly [form: RegExp, words: string])[];

/** Says of each key of a section whose name has words that something here does the same. */
export function differByName(section: Node, all: KeyWords): void {
  for (const child of section.children) {
    const words = all.find(([form]) => form.test(child.key))?.[1];
    if (words) child.differs(words);
  }
}
