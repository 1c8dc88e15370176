import { FILLED, Hidden, type OfChart } from './hidden';
import type { Outcome } from './outcome';
import { type Key, type Path, pathKey, pathText } from './path';

/** A key of the input, and its outcome. */
export interface Accounted extends Outcome {
  /** Path of the key. */
  readonly path: string;
}

/** Outcome of a key that no part of the importer knows. */
const UNKNOWN: Outcome = { class: 'ignored', note: 'no chart and no program reads this key' };

/** The keys of one input, each with one outcome. The first outcome stays unless it is changed explicitly. */
export class Account {
  private readonly leaves: { readonly path: Path; outcome?: Outcome; readonly otherwise?: Outcome }[] = [];
  private readonly below = new Map<string, number[]>();
  private readonly without = new Set<string>();

  constructor(
    /** Name of the input, before its paths. @default - none */
    public readonly name: string,
    /** Its value. */
    public readonly value: unknown,
  ) {
    this.add([], value);
  }

  /** Number of keys. */
  public get size(): number {
    return this.leaves.length;
  }

  /** The whole input. */
  public get root(): Node {
    return new Node(this, [], this.value);
  }

  /** Paths of all keys. */
  public get paths(): string[] {
    return this.leaves.map(({ path }) => pathText(path));
  }

  /** Outcomes of all keys, in the order of the input. */
  public get accounted(): Accounted[] {
    return this.leaves.map(({ path, outcome, otherwise = UNKNOWN }) => ({
      path: `${this.name}${pathText(path)}`,
      ...(outcome ?? otherwise),
    }));
  }

  /** Sets the outcome of the keys at and below a path that have none yet. */
  public mark(path: Path, outcome: Outcome): void {
    for (const leaf of this.leavesBelow(path)) leaf.outcome ??= outcome;
  }

  /** Marks a key as without effect: its value is ignored. */
  public ignore(path: Path, note: string): void {
    this.mark(path, { class: 'ignored', note });
    this.without.add(pathKey(path));
  }

  /** True for a key whose value is ignored, or a block all of whose keys are. */
  public isWithout(path: Path): boolean {
    if (this.without.size === 0) return false;
    if (this.without.has(pathKey(path))) return true;
    const below = this.below.get(pathKey(path)) ?? [];
    return below.length > 0 && below.every((index) => this.without.has(pathKey(this.leaves[index]?.path ?? [])));
  }

  /** Changes the outcome of the keys at and below a path, except for secrets and templates. */
  public change(path: Path, outcome: Outcome): void {
    for (const leaf of this.leavesBelow(path)) if (leaf.outcome?.class !== 'decision') leaf.outcome = outcome;
  }

  /** True if each key at and below a path has an outcome. */
  public isKnown(path: Path): boolean {
    return this.leavesBelow(path).every(({ outcome }) => outcome !== undefined);
  }

  /** Keys without an outcome yet. */
  public get unknown(): Node[] {
    return this.leaves
      .filter(({ outcome }) => !outcome)
      .map(({ path }) => new Node(this, path, valueAt(this.value, path)));
  }

  private leavesBelow(path: Path) {
    return (this.below.get(pathKey(path)) ?? []).map((index) => this.leaves[index] as (typeof this.leaves)[number]);
  }

  private add(path: Path, value: unknown): void {
    const entries = entriesOf(value);
    if (entries.length > 0) {
      for (const [key, inner] of entries) this.add([...path, key], inner);
      return;
    }
    // An input without keys has no outcomes.
    if (path.length === 0) return;
    const index = this.leaves.length;
    this.leaves.push({ path, ...(value instanceof Hidden ? outcomeOf(value) : {}) });
    for (let length = 0; length <= path.length; length++) {
      const key = pathKey(path.slice(0, length));
      const indexes = this.below.get(key);
      if (indexes) indexes.push(index);
      else this.below.set(key, [index]);
    }
  }
}

/** Outcome of a hidden value: fixed, or for a template of the chart, the one that it has if nothing knows its key. */
const outcomeOf = (hidden: Hidden) =>
  hidden.ofChart && hidden !== FILLED ? { otherwise: hidden.outcome } : { outcome: hidden.outcome };

/** Entries of a list or mapping; none for any other value. */
function entriesOf(value: unknown): [Key, unknown][] {
  if (Array.isArray(value)) return value.map((item, index) => [index, item as unknown]);
  if (typeof value !== 'object' || value === null || value instanceof Hidden) return [];
  return Object.entries(value);
}

const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Record<Key, unknown>)[key], value);

/** A value of the input with its path. A missing value, a secret and a template have no value. */
export class Node {
  constructor(
    private readonly account: Account,
    /** Its path. */
    public readonly path: Path,
    private readonly raw: unknown,
  ) {}

  /** Value below it, which may be missing. */
  public at(...keys: Key[]): Node {
    let value: unknown = this.raw;
    for (const key of keys) {
      const isInside = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
      value = isInside ? (value as Record<Key, unknown>)[key] : undefined;
    }
    return new Node(this.account, [...this.path, ...keys], value);
  }

  /** Its path as text. */
  public get name(): string {
    return pathText(this.path);
  }

  /** Last key of its path. */
  public get key(): string {
    return String(this.path.at(-1) ?? '');
  }

  /** True if the input has it, with or without a value. */
  public get exists(): boolean {
    return this.raw !== undefined;
  }

  /** True if each key at and below it has an outcome. */
  public get isKnown(): boolean {
    return this.account.isKnown(this.path);
  }

  /** Its value; undefined if it is missing, hidden or ignored. */
  public get value(): unknown {
    if (this.account.isWithout(this.path)) return undefined;
    return this.raw instanceof Hidden ? this.raw.rest : this.raw;
  }

  /** True if a part of it is hidden. */
  public get hasHidden(): boolean {
    return this.raw instanceof Hidden || this.children.some((child) => child.hasHidden);
  }

  /** Other key whose value it takes, if it is a template of the chart. */
  public get ofChart(): OfChart | undefined {
    return this.raw instanceof Hidden ? this.raw.ofChart : undefined;
  }

  /** True if it is a mapping or a list that is not empty. */
  public get isBlock(): boolean {
    return entriesOf(this.value).length > 0;
  }

  /** Its text; undefined if it is anything else, or empty. */
  public get text(): string | undefined {
    const { value } = this;
    if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined;
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  }

  /** Its number, which may be written as a text. */
  public get number(): number | undefined {
    const { value } = this;
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
  }

  /** Its boolean, which may be written as a text. */
  public get boolean(): boolean | undefined {
    const { value } = this;
    if (value === 'true' || value === 'false') return value === 'true';
    return typeof value === 'boolean' ? value : undefined;
  }

  /** Values of a mapping or list. */
  public get children(): Node[] {
    return entriesOf(this.value).map(([key]) => this.at(key));
  }

  /** Texts among these values. */
  public get texts(): string[] {
    return this.children.flatMap(({ text }) => text ?? []);
  }

  /** Outcome: it became a field. */
  public taken(to: string, note = ''): void {
    this.mark({ class: 'taken', to, note });
  }

  /** Outcome: it is the default here. */
  public same(note: string): void {
    this.mark({ class: 'taken', note });
  }

  /** Outcome: the user must decide. */
  public decision(note: string, to?: string): void {
    this.mark({ class: 'decision', note, ...(to === undefined ? {} : { to }) });
  }

  /** Outcome: it had no effect in the chart. */
  public ignored(note: string, to?: string): void {
    this.mark({ class: 'ignored', note, ...(to === undefined ? {} : { to }) });
  }

  /** Outcome: another field or part has the same effect. */
  public differs(note: string, to?: string): void {
    this.mark({ class: 'differs', note, ...(to === undefined ? {} : { to }) });
  }

  /** Outcome: it has no counterpart. */
  public impossible(note: string): void {
    this.mark({ class: 'impossible', note });
  }

  /** Sets the outcome of it and of all keys below that have none yet. */
  public mark(outcome: Outcome): void {
    this.account.mark(this.path, outcome);
  }

  /** Changes the outcome of a converted key: it needs no field. */
  public keep(note: string): void {
    this.account.change(this.path, { class: 'taken', note });
  }

  /** Changes the outcome of a converted key: it cannot be converted. */
  public refuse(note: string): void {
    this.account.change(this.path, { class: 'impossible', note });
  }
}
