import { COMPONENTS, SHAPES } from './generated/schema';

/** Minor versions of Alloy 1 that have something. */
interface Versions {
  /** The first. */
  readonly since: number;

  /** The last. @default - the newest still has it */
  readonly until?: number;
}

/** Attribute or block that Alloy knows. */
export interface SchemaField extends Versions {
  /** Its name. */
  readonly name: string;

  /** Type of an attribute: `string`, `list(target)`, `any`. @default - it is a block */
  readonly type?: string;

  /** Number of the fields of a block. @default - it is an attribute */
  readonly shape?: number;

  /** True if Alloy does not start without it. */
  readonly isRequired: boolean;

  /** True if a block may be repeated. */
  readonly isRepeated: boolean;
}

/** Stability level, and the version in which a component got it. */
interface Level {
  /** `generally-available`, `public-preview`, `experimental` or `community`. */
  readonly name: string;

  /** Minor version. */
  readonly since: number;
}

/** Component that Alloy knows, or a block of settings. */
export interface ComponentSchema extends Versions {
  /** Its name. */
  readonly name: string;

  /** Its stability levels, the oldest first. */
  readonly levels: readonly Level[];

  /** Number of its fields. */
  readonly shape: number;

  /** Values that it exports. */
  readonly exports: readonly SchemaField[];
}

/** Newest minor version in the table. */
export const NEWEST = 19;

/** Minor version of an image of Alloy 1; undefined if it does not say it. */
export function minorOfImage(image: string): number | undefined {
  const [, minor] = /(?:^|\/)alloy[\w.-]*:v?1\.(\d+)\b/.exec(image) ?? [];
  return minor === undefined ? undefined : Number(minor);
}

/** Line of each component: the table is read line by line, on demand. */
let lines: ReadonlyMap<string, string> | undefined;
const components = new Map<string, ComponentSchema>();
const shapes = new Map<number, readonly SchemaField[]>();

function lineOf(): ReadonlyMap<string, string> {
  lines ??= new Map(COMPONENTS.map((line) => [/^[^@ ]+/.exec(line)?.[0] ?? '', line]));
  return lines;
}

/** Names of all components and blocks of settings. */
export function componentNames(): string[] {
  return [...lineOf().keys()];
}

/** First parts of the names of components. */
let families: ReadonlySet<string> | undefined;

/** True if a name begins as those of components do. */
export function isFamily(first: string): boolean {
  families ??= new Set(
    componentNames()
      .filter((name) => name.includes('.'))
      .map((name) => name.split('.')[0] ?? ''),
  );
  return families.has(first);
}

/** A component that Alloy knows; undefined if it does not know the name. */
export function componentSchema(name: string): ComponentSchema | undefined {
  const known = components.get(name);
  const line = lineOf().get(name);
  if (known || line === undefined) return known;
  const [head = '', levels = '', shape, ...exports] = line.split(' ');
  const schema = {
    name,
    ...versionsOf(head.slice(name.length)),
    levels: levels.split(',').map((text) => {
      const [level = '', since] = text.split('@');
      return { name: level, since: Number(since) };
    }),
    shape: Number(shape),
    exports: exports.map(fieldOf),
  };
  components.set(name, schema);
  return schema;
}

/** Fields of a component or a block. */
export function shapeFields(shape: number): readonly SchemaField[] {
  const known = shapes.get(shape);
  if (known) return known;
  const fields = (SHAPES[shape] ?? '').split(' ').filter(Boolean).map(fieldOf);
  shapes.set(shape, fields);
  return fields;
}

/** Reads `name*:type@8` or `name+{12}@3-14`. */
function fieldOf(word: string): SchemaField {
  const [, name = '', required, repeated, shape, type, versions = ''] =
    /^([^*+{:]+)(\*?)(\+?)(?:\{(\d+)\}|:([^@]+))(.*)$/.exec(word) ?? [];
  return {
    name,
    ...(shape === undefined ? { type } : { shape: Number(shape) }),
    isRequired: required === '*',
    isRepeated: repeated === '+',
    ...versionsOf(versions),
  };
}

function versionsOf(text: string): Versions {
  const [, since = '0', until] = /^@(\d+)(?:-(\d+))?$/.exec(text) ?? [];
  return { since: Number(since), ...(until === undefined ? {} : { until: Number(until) }) };
}

/** True if a minor version has something. */
export function isIn({ since, until = Infinity }: Versions, minor: number): boolean {
  return minor >= since && minor <= until;
}
