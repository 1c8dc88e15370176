import { hasSource, notRunning } from '../sources/name';
import { repeats } from '../../input/combine';
import { type Problem, show } from '../../input/problems';
import { isPlain, showAll } from '../../input/show';
import { covers, meet } from '../../input/patterns';
import type { PodsSettings } from '../sources/pods/settings';
import { ALL_SOURCES, canOverlap, selectedSources } from './selection';
import type { AlloyProcessing } from './settings';

/** Results that a line can have only once, and the reason. */
const ONCE = [
  ['multiline', 'lines would be joined twice'],
  ['tenant', 'a line has one tenant'],
  ['timestamp', 'a line has one time'],
] as const;

/** Problems of entries with one another. All are valid alone. */
export function processingConflicts(path: string, entries: readonly AlloyProcessing[]): Problem[] {
  const same = repeats(
    entries,
    (entry) => JSON.stringify(inOrder(entry)),
    (_entry, index, first) => ({
      path: `${path}[${index}]`,
      found: `is the same as ${path}[${first}]`,
      fix: 'leave one of the two out',
    }),
  );
  const repeated = new Set(same.map((each) => each.path));
  return [...same, ...clashes(path, entries, repeated), ...levelClashes(path, entries)];
}

/** Problems of entries that make a label of the level and structured metadata of it, for the same lines: Alloy takes the label away. */
function levelClashes(path: string, entries: readonly AlloyProcessing[]): Problem[] {
  const having = entries.flatMap((entry, index) => {
    const { level = false } = entry;
    return level === false ? [] : [{ entry, index, isLabel: typeof level === 'object' && level.label === true }];
  });
  return having.flatMap(({ entry, index, isLabel }, at) => {
    const other = having.slice(0, at).find((before) => before.isLabel !== isLabel && canOverlap(before.entry, entry));
    if (!other) return [];
    const found = `makes ${isLabel ? 'a label' : 'structured metadata'} of it, and ${path}[${other.index}] does not, for some of the same lines`;
    return [{ path: `${path}[${index}].level`, found, fix: 'write label: true in both, or in none' }];
  });
}

/** A value with sorted keys in all objects, so that equal values have equal texts. */
const inOrder = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(inOrder)
    : isPlain(value)
      ? Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, inner]) => [key, inOrder(inner)])
      : value;

/**
 * Problems of entries that set the same thing for the same lines. Entries at the paths in `repeated` have a problem
 * already.
 */
function clashes(path: string, entries: readonly AlloyProcessing[], repeated: ReadonlySet<string>): Problem[] {
  return ONCE.flatMap(([field, why]) => {
    const having = entries
      .map((entry, index) => ({ entry, index }))
      .filter(({ entry, index }) => entry[field] !== undefined && !repeated.has(`${path}[${index}]`));
    return having.flatMap(({ entry, index }, at) => {
      const other = having.slice(0, at).find((before) => canOverlap(before.entry, entry));
      if (!other) return [];
      return [
        {
          path: `${path}[${index}].${field}`,
          found: `${path}[${other.index}] has it for some of the same lines, and ${why}`,
          fix: 'select other lines in one of the two, or write it once',
        },
      ];
    });
  });
}

/** Problems of sources that do not exist or are off. `sources` are the names of those that run. */
export function unknownSources(
  path: string,
  entries: readonly AlloyProcessing[],
  sources: readonly string[],
): Problem[] {
  return entries.flatMap((entry, index) =>
    selectedSources(entry).flatMap((name, at): Problem[] => {
      if (name === ALL_SOURCES || hasSource(sources, name)) return [];
      const field = entry.sources ? `sources[${at}]` : 'sources';
      return [{ path: `${path}[${index}].${field}`, ...notRunning(name, sources) }];
    }),
  );
}

/** Names of the pods, or of the containers, that are read. */
interface Read {
  /** Field of `alloy.pods`, and of an entry. */
  readonly field: 'namespaces' | 'containers';

  /** The only names. @default - all */
  readonly include?: readonly string[];

  /** Names that are left out. @default - none */
  readonly exclude?: readonly string[];
}

/** Problems of entries for pods of namespaces that are not read, and for containers that are not. */
export function unreadPods(
  path: string,
  entries: readonly AlloyProcessing[],
  { namespaces, containers }: Pick<PodsSettings, 'namespaces' | 'containers'>,
): Problem[] {
  const read: Read[] = [
    { field: 'namespaces', ...namespaces },
    { field: 'containers', ...containers },
  ];
  return entries.flatMap((entry, index) =>
    selectedSources(entry).every((source) => hasSource(['pods'], source))
      ? read.flatMap((each) => unread(`${path}[${index}]`, entry[each.field] ?? [], each))
      : [],
  );
}

/** Problems of patterns that match nothing that is read. */
export function unread(path: string, patterns: readonly string[], { field, include, exclude = [] }: Read): Problem[] {
  return patterns.flatMap((pattern, at): Problem[] => {
    const by = exclude.find((other) => covers(other, pattern));
    const isLeftOut = by !== undefined || (include !== undefined && !include.some((other) => meet(other, pattern)));
    if (!isLeftOut) return [];
    const why = by === undefined ? `include is only ${showAll(include ?? [])}` : `exclude has ${show(by)}`;
    const [what, whose] = field === 'namespaces' ? ['pod', 'its pods'] : ['container', 'it'];
    return [
      {
        path: `${path}.${field}[${at}]`,
        found: `${show(pattern)} matches no ${what}, since alloy.pods.${field}.${why}`,
        fix: `leave it out, or have ${whose} read`,
      },
    ];
  });
}
