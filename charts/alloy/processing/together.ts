import { hasSource } from '../sources/name';
import { nearest } from '../../input/nearest';
import { type Problem, show } from '../../input/problems';
import { showAll } from '../../input/show';
import { covers, meet } from '../../input/patterns';
import type { PodNamespaces } from '../sources/pods/settings';
import { ALL_SOURCES, canOverlap, selectedSources } from './selection';
import type { AlloyProcessing } from './settings';

/** Things of which a line has one: the entry that would win, or both. */
const ONCE = [
  ['multiline', 'lines would be joined twice'],
  ['tenant', 'a line has one tenant'],
  ['timestamp', 'a line has one time'],
] as const;

/** Problems of entries with one another. All are valid alone. */
export function processingConflicts(path: string, entries: readonly AlloyProcessing[]): Problem[] {
  return ONCE.flatMap(([field, why]) => {
    const having = entries.map((entry, index) => ({ entry, index })).filter(({ entry }) => entry[field] !== undefined);
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
      const meant = nearest(name, sources);
      const field = entry.sources ? `sources[${at}]` : 'sources';
      return [
        {
          path: `${path}[${index}].${field}`,
          found: `${show(name)} is not a source that runs here: ${showAll(sources)}`,
          fix: meant ? `did you mean ${meant}?` : 'switch it on, or use one of them',
        },
      ];
    }),
  );
}

/** Problems of entries for pods of namespaces that are not read. */
export function unreadNamespaces(
  path: string,
  entries: readonly AlloyProcessing[],
  { include, exclude = [] }: PodNamespaces,
): Problem[] {
  return entries.flatMap((entry, index) => {
    if (!selectedSources(entry).every((source) => hasSource(['pods'], source))) return [];
    return (entry.namespaces ?? []).flatMap((pattern, at): Problem[] => {
      const by = exclude.find((other) => covers(other, pattern));
      const isLeftOut = by !== undefined || (include !== undefined && !include.some((other) => meet(other, pattern)));
      if (!isLeftOut) return [];
      const why = by === undefined ? `include is only ${showAll(include ?? [])}` : `exclude has ${show(by)}`;
      return [
        {
          path: `${path}[${index}].namespaces[${at}]`,
          found: `${show(pattern)} matches no pod, since alloy.pods.namespaces.${why}`,
          fix: 'leave it out, or have its pods read',
        },
      ];
    });
  });
}
