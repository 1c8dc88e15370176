import { covers, meet, patternsRegex } from '../../input/patterns';
import { hasSource } from '../sources/name';
import type { AlloySelection } from './settings';

/** Default sources of an entry: those with lines of applications. */
const DEFAULT_SOURCES: readonly string[] = ['pods'];

/** All sources. */
export const ALL_SOURCES = '*';

/** Labels that the fields of a selection match, by field. */
export const SELECTED_LABELS = { namespaces: 'namespace', pods: 'pod', apps: 'app', containers: 'container' } as const;

/** Field of a selection that matches a label. */
export type SelectedField = keyof typeof SELECTED_LABELS;

/** Field of a selection that matches a label; undefined if `match` does. */
export const selectedField = (label: string): SelectedField | undefined =>
  (Object.keys(SELECTED_LABELS) as SelectedField[]).find((field) => SELECTED_LABELS[field] === label);

/** A label of the selected lines, and the patterns that its value matches. */
export interface SelectedLabel {
  /** Name of the label. */
  readonly label: string;

  /** Path of the patterns, below the selection. */
  readonly path: string;

  /** The patterns. */
  readonly patterns: readonly string[];
}

/** Sources that a selection names. */
export const selectedSources = ({ sources = DEFAULT_SOURCES }: AlloySelection): readonly string[] => sources;

/** True if a selection is for a source. */
export function isFor(selection: AlloySelection, source: string): boolean {
  const names = selectedSources(selection);
  return hasSource(names, source) || names.includes(ALL_SOURCES);
}

/** Labels that a selection matches. */
export function selectedLabels(selection: AlloySelection): SelectedLabel[] {
  const own = Object.entries(selection.match ?? {}).map(([label, patterns]) => ({
    label,
    path: `match.${label}`,
    patterns,
  }));
  const fields = (Object.keys(SELECTED_LABELS) as SelectedField[]).flatMap((path) => {
    const patterns = selection[path];
    return patterns ? [{ label: SELECTED_LABELS[path], path, patterns }] : [];
  });
  return [...fields, ...own];
}

/** LogQL selector of the lines of an entry; undefined if it is for all lines of its sources. */
export function selectorOf(selection: AlloySelection): string | undefined {
  const matchers = [
    ...selectedLabels(selection).map(({ label, patterns }) => `${label}=~${JSON.stringify(patternsRegex(patterns))}`),
    ...(selection.exceptNamespaces ? [`namespace!~${JSON.stringify(patternsRegex(selection.exceptNamespaces))}`] : []),
  ];
  // LogQL needs a matcher that does not match an absent label.
  const isOnlyExcept = matchers.length === 1 && selection.exceptNamespaces !== undefined;
  return matchers.length === 0 ? undefined : `{${isOnlyExcept ? 'namespace=~".+", ' : ''}${matchers.join(', ')}}`;
}

/** True if a line can be in both selections. */
export function canOverlap(a: AlloySelection, b: AlloySelection): boolean {
  const sources = selectedSources(a);
  if (
    !sources.some((source) => source === ALL_SOURCES || isFor(b, source)) &&
    !selectedSources(b).includes(ALL_SOURCES)
  )
    return false;
  if (isExcepted(a, b) || isExcepted(b, a)) return false;
  const others = selectedLabels(b);
  return selectedLabels(a).every(({ label, patterns }) => {
    const other = others.find((each) => each.label === label);
    return !other || patterns.some((one) => other.patterns.some((two) => meet(one, two)));
  });
}

/** True if each line of a source that one selection takes is certainly in another one, too. */
export function isWithin(inner: AlloySelection, outer: AlloySelection): boolean {
  const own = selectedLabels(inner);
  return (
    isWithinNamespaces(inner, outer) &&
    selectedLabels(outer).every(
      ({ label, patterns }) =>
        // `*` matches a label that is not there, too.
        patterns.some((pattern) => covers(pattern, '*')) ||
        own
          .find((each) => each.label === label)
          ?.patterns.every((name) => patterns.some((pattern) => covers(pattern, name))),
    )
  );
}

/** True if no line that one selection takes is in a namespace that another one excepts. */
function isWithinNamespaces(inner: AlloySelection, outer: AlloySelection): boolean {
  const { namespaces, exceptNamespaces: own = [] } = inner;
  const { exceptNamespaces: excepted } = outer;
  if (!excepted) return true;
  const isExceptedToo = excepted.every((name) => own.some((except) => covers(except, name)));
  if (namespaces) return isExceptedToo || !namespaces.some((name) => excepted.some((except) => meet(except, name)));
  // An exception alone selects no line without a namespace.
  return isExceptedToo && (selectedLabels(outer).length > 0 || selectedLabels(inner).length === 0);
}

/** True if the second selection excepts all namespaces of the first. */
export function isExcepted({ namespaces }: AlloySelection, { exceptNamespaces }: AlloySelection): boolean {
  if (!namespaces || !exceptNamespaces) return false;
  return namespaces.every((name) => exceptNamespaces.some((except) => covers(except, name)));
}
