import { isRecord } from '../manifests/shape';
import type { Node } from './tree/account';
import { type Key, type Path, pathKey, pathText } from './tree/path';

/** A field of the environment, with the keys from which it was made. */
export interface Written {
  /** Its path. */
  readonly path: Path;

  /** Its value. */
  readonly value: unknown;

  /** Keys that it came from. */
  readonly origins: readonly Node[];
}

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
  private comments: readonly Note[] = [];
  private readonly lengths = new Map<string, number>();

  /** Fields by the texts of their paths; those in lists, whose texts change with the items before them, are not in it. */
  private readonly byText = new Map<string, Written>();
  private readonly inLists = new Map<string, Written>();

  /**
   * Indexes of the items of lists, by the path of the list. @default - to be computed again, since a field was added or
   * removed
   */
  private items?: ReadonlyMap<string, readonly number[]>;

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

  /** True for a value in the place of an existing block. A value in the place of a new block is removed. */
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

  /** Writes a field, and replaces its former value. */
  public replace(path: Path, value: unknown, ...origins: readonly Node[]): void {
    // As a key, it would be the prototype of the object.
    if (path.includes('__proto__')) {
      for (const node of origins) node.impossible('nothing here can have the name __proto__');
      return;
    }
    const field = { path, value, origins };
    this.fields.set(pathKey(path), field);
    this.items = undefined;
    if (path.some((one) => typeof one === 'number')) this.inLists.set(pathKey(path), field);
    else for (const text of textsOf(path)) this.byText.set(text, field);
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

  /** Writes an open decision as a comment above a field. */
  public decide(path: Path, text: string): void {
    this.note({ path, text, isOpen: true });
  }

  private note(note: Note): void {
    const key = pathKey(note.path);
    const isThere = this.comments.some(({ path, text }) => text === note.text && pathKey(path) === key);
    if (!isThere) this.comments = [...this.comments, note];
  }

  /** Removes a field, and all fields below it, with their comments. @returns the keys from which they were made */
  public remove(path: Path): Node[] {
    const only = this.blocks.has(pathKey(path)) ? undefined : this.fields.get(pathKey(path));
    const below = only ? [only] : this.below(path);
    for (const one of below) {
      this.fields.delete(pathKey(one.path));
      this.inLists.delete(pathKey(one.path));
      for (const text of textsOf(one.path)) if (this.byText.get(text) === one) this.byText.delete(text);
    }
    if (below.length > 0) this.items = undefined;
    this.comments = this.comments.filter((note) => !isBelow(note.path, path));
    return below.flatMap(({ origins }) => origins);
  }

  /**
   * Takes back what a problem is about: the field that the path of the problem is in, or the fields that are in it.
   *
   * @returns the keys it came from; undefined if no field of the draft is concerned
   */
  public removeAt(problemPath: string, { all = false } = {}): Node[] | undefined {
    // Defaults are filled in again, unless everything is removed.
    const isImported = ({ origins }: Written) => all || origins.length > 0;
    const inLists = [...this.inLists.values()].map((one) => ({ one, texts: textsOf(this.presentPath(one.path)) }));
    const [around] = [
      ...beginningsOf(problemPath).flatMap((text) => this.byText.get(text) ?? []),
      ...inLists.flatMap(({ one, texts }) => (texts.some((text) => isTextBelow(problemPath, text)) ? [one] : [])),
    ]
      .filter(isImported)
      .sort((a, b) => b.path.length - a.path.length);
    const concerned = around ? [around] : this.fieldsIn(problemPath, inLists).filter(isImported);
    if (concerned.length === 0) return undefined;
    return concerned.flatMap(({ path }) => this.remove(path));
  }

  /** Fields below a path of a problem. */
  private fieldsIn(
    problemPath: string,
    inLists: readonly { readonly one: Written; readonly texts: readonly string[] }[],
  ): Written[] {
    const others = [...this.byText].flatMap(([text, one]) => (isTextBelow(text, problemPath) ? [one] : []));
    return [
      ...new Set([
        ...others,
        ...inLists.flatMap(({ one, texts }) => (texts.some((text) => isTextBelow(text, problemPath)) ? [one] : [])),
      ]),
    ];
  }

  /** The environment. */
  public toObject(): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    for (const { path, value } of this.fields.values()) {
      const place = this.presentPath(path);
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
    return this.comments.map((note) => ({ ...note, path: this.presentPath(note.path) }));
  }

  /** Path of a field after the removal of items. */
  private presentPath(path: Path): Path {
    return path.map((key, index) => {
      if (typeof key !== 'number') return key;
      this.items ??= itemsOf([...this.inLists.values()]);
      const indexes = this.items.get(pathKey(path.slice(0, index))) ?? [];
      const place = indexes.findIndex((one) => one >= key);
      return place < 0 ? indexes.length : place;
    });
  }
}

/** Indexes of the items of lists in order, by the path of the list. */
function itemsOf(fields: readonly Written[]): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, Set<number>>();
  for (const { path } of fields) {
    for (const [index, key] of path.entries()) {
      if (typeof key !== 'number') continue;
      const list = pathKey(path.slice(0, index));
      found.set(list, (found.get(list) ?? new Set()).add(key));
    }
  }
  return new Map([...found].map(([list, indexes]) => [list, [...indexes].sort((a, b) => a - b)]));
}

/** A path as messages have it. */
const textsOf = (path: Path): string[] => [...new Set([pathText(path), plainText(path)])];

/** A path as a text, and the paths that it is in. */
function beginningsOf(text: string): string[] {
  const ends = [...text.matchAll(/[.[]/g)].map(({ index }) => index);
  return [text, ...ends.map((end) => text.slice(0, end))];
}

/** Outcome of a value in the place of a block. */
const NOT_A_BLOCK = 'is one value, where there is a block of settings';

/** Path as messages have it: names with dots are not set apart. */
const plainText = (path: Path): string =>
  path.reduce<string>((text, key) => (typeof key === 'number' ? `${text}[${key}]` : `${text}${text && '.'}${key}`), '');

const isBelow = (path: Path, above: Path): boolean =>
  path.length >= above.length && above.every((key, index) => path[index] === key);

/** True if a path, as a text, is another or in it. */
const isTextBelow = (path: string, above: string): boolean =>
  path === above || path.startsWith(`${above}.`) || path.startsWith(`${above}[`);
