import { placedFilter } from '../destinations/placed-filter';
import type { AlloyDestination } from '../destinations/destination';
import { hasSource } from '../sources/name';
import { MAX_LABELS, tooManyLabels } from '../../input/labels';
import type { Problem } from '../../input/problems';
import { show } from '../../input/problems';
import type { Block } from '../language/syntax';
import { changesLines, readNames } from './entry-problems';
import { labelCount, type LabelFlow, labelFlow, labelsBefore } from './label-flow';
import { labelsOfStages } from './own-stages';
import { isFor, selectedLabels, selectedSources } from './selection';
import type { AlloyProcessing } from './settings';
import { hasLabelsApart } from './stages';

/** Problems of the labels that entries select by, limit by and set, for one source. */
export function labelProblems(
  path: string,
  entries: readonly AlloyProcessing[],
  source: { readonly name: string; readonly blocks: readonly Block[]; readonly stages: readonly Block[] },
  after: readonly Block[],
): Problem[] {
  const flow = labelFlow(source.blocks, after);
  const before = labelsBefore(source.blocks, source.stages);
  const chosen = entries
    .map((entry, index) => ({ entry, path: `${path}[${index}]` }))
    .filter(({ entry }) => isFor(entry, source.name));
  return [
    ...chosen.flatMap((each) => unknownLabels(each.path, each.entry, source.name, flow)),
    ...(before
      ? chosen.flatMap((each) => [
          ...movedLabels(each.path, each.entry, entries, source),
          ...hiddenFields(each.path, each.entry, entries, source.name, before),
          ...shownAlways(each.path, each.entry, source.name, before),
          ...lateLabels(each, chosen, before),
        ])
      : []),
    ...budget(chosen, source.name, flow),
  ];
}

/** Problems of labels that later stages of the source turn into structured metadata. */
function movedLabels(
  path: string,
  { labels = {} }: AlloyProcessing,
  entries: readonly AlloyProcessing[],
  { name: source, blocks }: { readonly name: string; readonly blocks: readonly Block[] },
): Problem[] {
  // A user's own stages may remove a label on purpose.
  if (entries.some(({ stages }) => stages !== undefined)) return [];
  const { last } = labelFlow(blocks, []);
  return Object.keys(labels)
    .filter((name) => !last.has(name))
    .map((name) => ({
      path: `${path}.labels.${name}`,
      found: `${show(name)} is structured metadata of lines of ${source}, which would take the label`,
      fix: 'use another name',
    }));
}

/**
 * Problems of fields that have the name of a label. Alloy takes the label for structured metadata, which removes it from the line, and
 * the label again after the stages of another entry.
 */
function hiddenFields(
  path: string,
  entry: AlloyProcessing,
  entries: readonly AlloyProcessing[],
  source: string,
  labels: ReadonlySet<string>,
): Problem[] {
  const fields = readNames(entry).filter((name) => labels.has(name));
  if (fields.length === 0) return [];
  const isRead = (name: string): boolean => fields.includes(name);
  const { structuredMetadata = [], labels: set = {} } = entry;
  const uses = [
    ...structuredMetadata.flatMap((name, index) =>
      isRead(name) ? [{ name, at: `structuredMetadata[${index}]` }] : [],
    ),
    ...(hasLabelsApart(entries, entry, source)
      ? Object.entries(set).flatMap(([label, value]) =>
          typeof value !== 'string' && isRead(value.field) ? [{ name: value.field, at: `labels.${label}.field` }] : [],
        )
      : []),
  ];
  return uses.map(({ name, at }) => ({
    path: `${path}.${at}`,
    found: `${show(name)} is a label of lines of ${source}, which Alloy takes in place of the field`,
    fix: `give the field another name, such as line_${name}`,
  }));
}

/**
 * Problems of fields that have the name of a label, in an entry that drops the lines without any field: Alloy takes the label for the
 * field. With JSON, the form of the line itself decides.
 */
function shownAlways(
  path: string,
  { format, malformed, fields = {} }: AlloyProcessing,
  source: string,
  labels: ReadonlySet<string>,
): Problem[] {
  if (format !== 'logfmt' || malformed !== 'drop') return [];
  return Object.keys(fields)
    .filter((name) => labels.has(name))
    .map((name) => ({
      path: `${path}.fields.${name}`,
      found: `${show(name)} is a label of lines of ${source}, which Alloy takes where the field is missing, so no line is malformed`,
      fix: `give the field another name, such as line_${name}`,
    }));
}

/** Problems of destinations that select lines of a source by a label that the lines lack. */
export function destinationLabelProblems(
  path: string,
  destinations: readonly AlloyDestination[],
  source: { readonly name: string; readonly blocks: readonly Block[]; readonly marksNamespace?: boolean },
  after: readonly Block[],
): Problem[] {
  const { ever, isOpen } = labelFlow(source.blocks, after);
  if (isOpen) return [];
  return destinations.flatMap((one, index) => {
    const { path: own, filter } = placedFilter(one, `${path}[${index}]`);
    const { sources, namespaces, labels = {} } = filter?.only ?? {};
    if (!sources || !hasSource(sources, source.name)) return [];
    const at = `${own}.only`;
    const used = [
      ...(namespaces && !source.marksNamespace ? [{ label: 'namespace', path: `${at}.namespaces` }] : []),
      ...Object.keys(labels).map((label) => ({ label, path: `${at}.labels.${label}` })),
    ];
    return lacking(used, source.name, ever, 'or name other sources');
  });
}

/** A label by which lines are selected. */
interface UsedLabel {
  readonly label: string;
  readonly path: string;
}

/** Problems of labels that lines of a source never have. */
function lacking(used: readonly UsedLabel[], source: string, ever: ReadonlySet<string>, otherwise: string): Problem[] {
  const names = [...ever].filter((name) => name !== 'filename').sort();
  return used
    .filter(({ label }) => !ever.has(label))
    .map(({ label, path }) => ({
      path,
      found: `lines of ${source} have no label ${show(label)}`,
      fix: `use one of ${names.join(', ')}, ${otherwise}`,
    }));
}

/** An entry, and its path. */
interface Placed {
  readonly entry: AlloyProcessing;
  readonly path: string;
}

/** True if the label of another entry is there for all stages of an entry: both set labels only, one after the other. */
const isLast = ({ stages, ...entry }: AlloyProcessing): boolean =>
  (stages === undefined || entry.stagesAt === 'last') && !changesLines({ ...entry, labels: {} });

/**
 * Problems of labels by which an entry selects or limits lines, and which another entry sets. Labels are set last, so lines do not
 * have them before.
 */
function lateLabels({ entry, path }: Placed, chosen: readonly Placed[], before: ReadonlySet<string>): Problem[] {
  const early = new Set([...before, ...chosen.flatMap(({ entry: one }) => earlyLabels(one))]);
  return usedLabels(entry).flatMap(({ label, path: field }) => {
    const at = chosen.findIndex(({ entry: one }) => Object.hasOwn(one.labels ?? {}, label));
    const setter = chosen[at];
    if (!setter || early.has(label)) return [];
    if (isLast(entry) && chosen.slice(at + 1).some((one) => one.entry === entry)) return [];
    const found = `${show(label)} is set by ${setter.path}.labels, which is after these stages, so no line has it yet`;
    return [{ path: `${path}.${field}`, found, fix: 'select by what lines have before, as that entry does' }];
  });
}

/** Labels that the stages of an entry set before the last step. */
const earlyLabels = ({ stages, stagesAt, level }: AlloyProcessing): string[] => [
  ...(stages === undefined || stagesAt === 'last' ? [] : labelsOfStages(stages)),
  ...(typeof level === 'object' && level.label ? ['level'] : []),
];

/** Labels by which an entry selects and limits lines, and their fields. */
const usedLabels = (entry: AlloyProcessing): UsedLabel[] => [
  ...selectedLabels(entry).map(({ label, path }) => ({ label, path })),
  ...(entry.exceptNamespaces ? [{ label: 'namespace', path: 'exceptNamespaces' }] : []),
  ...(entry.rateLimit ? [{ label: entry.rateLimit.by ?? 'namespace', path: 'rateLimit.by' }] : []),
];

function unknownLabels(path: string, entry: AlloyProcessing, source: string, { ever, isOpen }: LabelFlow): Problem[] {
  // With `*`, at least one source must have the label.
  if (isOpen || !hasSource(selectedSources(entry), source)) return [];
  const placed = usedLabels(entry).map(({ label, path: field }) => ({ label, path: `${path}.${field}` }));
  return lacking(placed, source, ever, 'or write an entry for other sources');
}

/** Problems of entries that set labels beyond the number that a line may have: those that are set first fit. */
function budget(
  chosen: readonly { readonly entry: AlloyProcessing; readonly path: string }[],
  source: string,
  { last }: LabelFlow,
): Problem[] {
  const count = labelCount(last);
  if (count <= MAX_LABELS) return [];
  const setters = chosen
    .map(({ entry, path }) => ({ entry, path, names: labelsOf(entry).filter((name) => last.has(name)) }))
    .filter(({ entry }) => entry.labels ?? entry.stages ?? entry.level);
  const set = new Set(setters.flatMap(({ names }) => names));
  const fitting = new Set([...last].filter((name) => !set.has(name)));
  const beyond = setters.filter(({ names }) =>
    names
      .filter((name) => !fitting.has(name))
      .some((name) => {
        const isBeyond = labelCount(new Set([...fitting, name])) > MAX_LABELS;
        if (!isBeyond) fitting.add(name);
        return isBeyond;
      }),
  );
  return (beyond.length > 0 ? beyond : setters.slice(-1)).map(({ entry, path }) => ({
    path: `${path}.${entry.labels ? 'labels' : entry.stages ? 'stages' : 'level'}`,
    found: tooManyLabels(source, last, count),
    fix: 'make some of them structuredMetadata',
  }));
}

/** Labels that an entry sets. */
const labelsOf = ({ labels = {}, stages, level }: AlloyProcessing): string[] => [
  ...Object.keys(labels),
  ...(stages === undefined ? [] : labelsOfStages(stages)),
  ...(level ? ['level'] : []),
];
