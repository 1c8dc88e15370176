import { isRecord } from '../manifests/shape';
import { Places } from './places';
import type { Node } from './tree/account';
import { type Key, type Path, pathKey } from './tree/path';
import type { Written } from './written';

/** A comment above a field. */
export interface Note {
  /** Path of the field. */
  readonly path: Path;

  /** The comment. */
  readonly text: string;

  /** True if somebody has to decide. */
  readonly isOpen: boolean;
}

/** The environment that an import makes, field by field. */
export class Draft {
  private readonly fields = new Map<string, Written>();
  /** Paths that fields were written below. */
  private readonly blocks = new Set<string>();
  /** Comments by their path and text. */
  private readonly comments = new Map<string, Note>();
  private readonly lengths = new Map<string, number>();

  private readonly inLists = new Map<string, Written>();

  /** Places of the items of lists by their indexes, by the path of the list. @default - unknown since a field came or went */
  private items?: Items;

  constructor(
    /** Name of the environment. */
    public name: string,
  ) {}

  /** Writes a field. The first value stays. */
  public set(path: Path, value: unknown, ...origins: readonly Node[]): void {
    const key = pathKey(path);
    if (this.standsInTheWay(path, value, origins)) return;
    if (!this.fields.has(key)) this.replace(path, value, ...origins);
  }

  /** True for a value in the place of a block that is written. A value that others are written below is taken back. */
  private standsInTheWay(path: Path, value: unknown, origins: readonly Node[]): boolean {
    for (let length = 1; length < path.length; length++) {
      const above = this.fields.get(pathKey(path.slice(0, length)));
      if (!above || (typeof above.value === 'object' && above.value !== null)) continue;
      for (const node of this.remove(above.path)) node.refuse(NOT_A_BLOCK);
    }
    if (typeof value === 'object' && value !== null) return false;
    let isBlock = false;
    if (this.blocks.has(pathKey(path))) isBlock = this.below(path).some((one) => one.path.length > path.length);
    if (isBlock) for (const node of origins) node.impossible(NOT_A_BLOCK);
    return isBlock;
  }

  /** Writes a field in the place of what it had. */
  public replace(path: Path, value: unknown, ...origins: readonly Node[]): void {
    // As a key of an object it is the prototype of all.
    if (path.includes('__proto__')) {
      for (const node of origins) node.impossible('nothing here can have the name __proto__');
      return;
    }
    const field = { path, value, origins };
    this.fields.set(pathKey(path), field);
    this.items = undefined;
    if (path.some((one) => typeof one === 'number')) this.inLists.set(pathKey(path), field);
    for (let length = 1; length < path.length; length++) this.blocks.add(pathKey(path.slice(0, length)));
  }

  /** Adds an item to a list. @returns its path */
  public push(path: Path, value: unknown, ...origins: readonly Node[]): Path {
    const key = pathKey(path);
    const index = this.lengths.get(key) ?? 0;
    this.lengths.set(key, index + 1);
    const item = [...path, index];
    this.set(item, value, ...origins);
    return item;
  }

  /** Value of a field that was written as a whole; undefined if it was not. */
  public get(path: Path): unknown {
    return this.fields.get(pathKey(path))?.value;
  }

  /** True if a field, or one below it, is written. */
  public has(path: Path): boolean {
    return [...this.fields.values()].some((one) => isBelow(one.path, path));
  }

  /** Fields at and below a path. */
  public below(path: Path): Written[] {
    return [...this.fields.values()].filter((one) => isBelow(one.path, path));
  }

  /** Writes a comment above a field. */
  public comment(path: Path, text: string): void {
    this.note({ path, text, isOpen: false });
  }

  /** Writes above a field what somebody has to decide there. */
  public decide(path: Path, text: string): void {
    this.note({ path, text, isOpen: true });
  }

  private note(note: Note): void {
    const key = `${pathKey(note.path)} ${note.text}`;
    if (!this.comments.has(key)) this.comments.set(key, note);
  }

  /** Takes a field back, and all below it, with their comments. @returns the keys it came from */
  public remove(path: Path): Node[] {
    const only = this.blocks.has(pathKey(path)) ? undefined : this.fields.get(pathKey(path));
    const below = only ? [only] : this.below(path);
    for (const one of below) {
      this.fields.delete(pathKey(one.path));
      this.inLists.delete(pathKey(one.path));
    }
    if (below.length > 0) this.items = undefined;
    for (const [key, note] of this.comments) if (isBelow(note.path, path)) this.comments.delete(key);
    return below.flatMap(({ origins }) => origins);
  }

  /** Its fields by the paths of problems. */
  public get places(): Places {
    return new Places([...this.fields.values()].map((field) => ({ field, path: this.presentPath(field.path) })));
  }

  /** The environment, or what it would be without some fields. */
  public toObject(without: ReadonlySet<Written> = new Set()): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    const inLists = [...this.inLists.values()].filter((field) => !without.has(field));
    const items = without.size === 0 ? this.allItems : itemsOf(inLists);
    for (const field of this.fields.values()) {
      if (without.has(field)) continue;
      const { path, value } = field;
      const place = placeOf(path, items);
      let inner: Record<Key, unknown> = result;
      for (const [index, key] of place.entries()) {
        const isLast = index === place.length - 1;
        if (isLast) inner[key] = isRecord(value) && isRecord(inner[key]) ? { ...value, ...inner[key] } : value;
        else {
          inner[key] ??= typeof place[index + 1] === 'number' ? [] : {};
          inner = inner[key] as Record<Key, unknown>;
        }
      }
    }
    return result;
  }

  /** Comments, each with the path of its field. */
  public get notes(): Note[] {
    return [...this.comments.values()].map((note) => ({ ...note, path: this.presentPath(note.path) }));
  }

  /** Path of a field once items that were taken back are gone. */
  private presentPath(path: Path): Path {
    return placeOf(path, this.allItems);
  }

  private get allItems(): Items {
    this.items ??= itemsOf([...this.inLists.values()]);
    return this.items;
  }
}

/** Places of the items of lists by their indexes, by the path of the list. */
type Items = ReadonlyMap<string, ReadonlyMap<number, number>>;

/** Path of a field once lists have no gaps. */
const placeOf = (path: Path, items: Items): Path =>
  path.map((key, index) => {
    if (typeof key !== 'number') return key;
    const places = items.get(pathKey(path.slice(0, index))) ?? new Map<number, number>();
    return places.get(key) ?? [...places.keys()].filter((one) => one < key).length;
  });

/** Places of the items of lists, of the fields in them. */
function itemsOf(fields: readonly Written[]): Items {
  const found = new Map<string, Set<number>>();
  for (const { path } of fields) {
    for (const [index, key] of path.entries()) {
      if (typeof key !== 'number') continue;
      const list = pathKey(path.slice(0, index));
      found.set(list, (found.get(list) ?? new Set()).add(key));
    }
  }
  const inOrder = (indexes: ReadonlySet<number>) => [...indexes].sort((a, b) => a - b);
  return new Map(
    [...found].map(([list, indexes]) => [list, new Map(inOrder(indexes).map((index, place) => [index, place]))]),
  );
}

/** Outcome of a value where there is a block. */
const NOT_A_BLOCK = 'is one value, where there is a block of settings';

const isBelow = (path: Path, above: Path): boolean =>
  path.length >= above.length && above.every((key, index) => path[index] === key);
