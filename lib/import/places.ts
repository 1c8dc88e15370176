import type { Written } from './written';
import { type Path, pathText } from './tree/path';

/** Fields of an environment by the paths of its problems, as they are when it is judged: an index changes with each item that goes. */
export class Places {
  private readonly byText = new Map<string, Written>();
  private readonly within = new Map<string, Set<Written>>();

  /** Fields, each with its path in the environment. */
  constructor(fields: Iterable<{ readonly field: Written; readonly path: Path }>) {
    for (const { field, path } of fields) {
      for (const text of textsOf(path)) {
        this.byText.set(text, field);
        for (const above of beginningsOf(text)) {
          const known = this.within.get(above);
          if (known) known.add(field);
          else this.within.set(above, new Set([field]));
        }
      }
    }
  }

  /** The field that a problem is in, or else the fields that are in its path. `isFound` says which fields count. */
  public at(problemPath: string, isFound: (field: Written) => boolean): Written[] {
    for (const text of beginningsOf(problemPath)) {
      const around = this.byText.get(text);
      if (around && isFound(around)) return [around];
    }
    return [...(this.within.get(problemPath) ?? [])].filter(isFound);
  }
}

/** A path as messages have it. */
const textsOf = (path: Path): string[] => [...new Set([pathText(path), plainText(path)])];

/** A path as a text, and the paths that it is in, the longest first. */
function beginningsOf(text: string): string[] {
  const ends = [...text.matchAll(/[.[]/g)].map(({ index }) => index);
  return [text, ...ends.reverse().map((end) => text.slice(0, end))];
}

/** Path as messages have it: names with dots are not set apart. */
const plainText = (path: Path): string =>
  path.reduce<string>((text, key) => (typeof key === 'number' ? `${text}[${key}]` : `${text}${text && '.'}${key}`), '');
