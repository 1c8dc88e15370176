import {
  type Event,
  EVENT_ALIAS,
  EVENT_DOCUMENT,
  EVENT_MAPPING,
  EVENT_SCALAR,
  EVENT_SEQUENCE,
  getScalarValue,
  parseEvents,
  YAMLException,
} from 'js-yaml';

/** Path of a value: keys of mappings, and indexes of lists. */
export type KeyPath = readonly (string | number)[];

/** A key that its mapping repeats later, so that its value is lost. */
export interface DuplicateKey {
  /** Path of the key, from the top of the text. */
  readonly key: KeyPath;

  /** Paths of the lost values. */
  readonly lost: readonly KeyPath[];

  /** Line of the key, from 1. */
  readonly line: number;

  /** Line of the last one, which programs use. */
  readonly lastLine: number;
}

/** Keys of a text that occur twice in one mapping. Helm and kubectl silently use the last one. */
export function duplicateKeys(text: string): DuplicateKey[] {
  let events: Event[];
  try {
    events = parseEvents(text, {});
  } catch (error) {
    if (error instanceof YAMLException) return [];
    throw error;
  }
  return new Duplicates(text, events).found;
}

/** Keys of one mapping so far. */
type Seen = Map<string, { readonly leaves: readonly KeyPath[]; readonly start: number }>;

class Duplicates {
  public readonly found: DuplicateKey[] = [];
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly events: readonly Event[],
  ) {
    while (this.at < events.length) {
      this.at += 1;
      while (this.event && this.event.type !== EVENT_DOCUMENT) this.leaves([]);
    }
  }

  private get event(): Event | undefined {
    return this.events[this.at];
  }

  /** Paths of all values at and below the next event. */
  private leaves(way: KeyPath): KeyPath[] {
    const { event } = this;
    this.at += 1;
    if (event?.type === EVENT_SEQUENCE) return this.sequence(way);
    if (event?.type === EVENT_MAPPING) return this.mapping(way);
    return [way];
  }

  private sequence(way: KeyPath): KeyPath[] {
    const all: KeyPath[] = [];
    for (let index = 0; this.isInside; index++) all.push(...this.leaves([...way, index]));
    this.at += 1;
    return all.length > 0 ? all : [way];
  }

  private mapping(way: KeyPath): KeyPath[] {
    const seen: Seen = new Map();
    while (this.isInside) {
      const { event: key } = this;
      const isScalar = key?.type === EVENT_SCALAR;
      const name = isScalar ? getScalarValue(this.text, key) : '';
      const start = isScalar ? key.valueStart : 0;
      if (isScalar || key?.type === EVENT_ALIAS) this.at += 1;
      else this.leaves(way);
      const leaves = this.leaves([...way, name]);
      const former = seen.get(name);
      if (former && isScalar && name !== '<<') {
        this.found.push({
          key: [...way, name],
          lost: former.leaves,
          line: this.lineOf(former.start),
          lastLine: this.lineOf(start),
        });
      }
      seen.set(name, { leaves, start });
    }
    this.at += 1;
    const all = [...seen.values()].flatMap(({ leaves }) => leaves);
    return all.length > 0 ? all : [way];
  }

  private lineOf(start: number): number {
    return this.text.slice(0, start).split('\n').length;
  }

  /** True before the end of the present list or mapping. */
  private get isInside(): boolean {
    const type = this.event?.type;
    return type === EVENT_SCALAR || type === EVENT_SEQUENCE || type === EVENT_MAPPING || type === EVENT_ALIAS;
  }
}
