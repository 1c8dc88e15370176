import { matchesAny } from '../../input/any-text';
import { ownValue } from '../../input/own-value';
import { hasOffset } from '../../input/go-time';
import { covers } from '../../input/patterns';
import { type Problem, problemOfValue, show } from '../../input/problems';
import { groupNames } from '../../input/re2';
import { FIELD_NAME } from './forms';
import { hasFields, placeProblems } from './places';
import { isExcepted, selectedLabels, selectedSources } from './selection';
import type { AlloyProcessing } from './settings';

/** Fields that change lines. */
const ACTIONS: readonly (keyof AlloyProcessing)[] = [
  ...(['multiline', 'level', 'drop', 'sample', 'rateLimit', 'redact', 'timestamp', 'structuredMetadata'] as const),
  ...(['labels', 'tenant', 'stages', 'malformed'] as const),
];

/** Problems of an entry each of whose fields is valid. */
export function entryProblems(path: string, entry: AlloyProcessing): Problem[] {
  return [
    ...actionProblems(path, entry),
    ...selectionProblems(path, entry),
    ...everyLineProblems(path, entry),
    ...podProblems(path, entry),
    ...wholeLineProblems(path, entry),
    ...formatProblems(path, entry),
    ...fieldProblems(path, entry),
  ];
}

/** Values of fields that change no line. */
const IDLE: Partial<AlloyProcessing> = { level: false, sample: 1, malformed: 'keep' };

/** True if a field changes lines. An empty list or object does not, except for `level`, which has usual names. */
function changes(action: keyof AlloyProcessing, value: unknown): boolean {
  if (value === undefined || value === IDLE[action]) return false;
  if (action === 'level' || typeof value !== 'object' || value === null) return true;
  return Object.values(value).some((each) => each !== undefined);
}

/** True if an entry changes lines. */
export const changesLines = (entry: AlloyProcessing): boolean =>
  ACTIONS.some((action) => changes(action, entry[action]));

/** Problem of an entry that reads fields and uses none. */
function actionProblems(path: string, entry: AlloyProcessing): Problem[] {
  const { stages, stagesAt } = entry;
  const isIdle = !changesLines(entry);
  return [
    ...(isIdle && stagesAt === undefined
      ? [{ path, found: 'does nothing', fix: `write what happens to the lines, such as level: true` }]
      : []),
    ...(stagesAt !== undefined && stages === undefined
      ? [
          {
            path: `${path}.stagesAt`,
            found: `${show(stagesAt)}, and there are no stages`,
            fix: 'add stages, or leave it out',
          },
        ]
      : []),
  ];
}

function selectionProblems(path: string, entry: AlloyProcessing): Problem[] {
  const labels = selectedLabels(entry).map(({ label }) => label);
  if (isExcepted(entry, entry)) {
    const found = `${show(entry.exceptNamespaces)} excepts all of namespaces`;
    return [{ path: `${path}.exceptNamespaces`, found, fix: 'leave one of the two out' }];
  }
  const every = (entry.exceptNamespaces ?? []).findIndex((pattern) => covers(pattern, '*'));
  if (every >= 0) {
    const found = `${show(entry.exceptNamespaces?.[every])} excepts every namespace, so the entry is for no line`;
    return [{ path: `${path}.exceptNamespaces[${every}]`, found, fix: 'name some, or leave the entry out' }];
  }
  return Object.keys(entry.match ?? {}).flatMap((label) =>
    labels.filter((each) => each === label).length > 1
      ? [{ path: `${path}.match.${label}`, found: `the field for ${label} is there too`, fix: 'write one of the two' }]
      : [],
  );
}

/** An entry that drops every line of its sources: they are read for nothing. */
function everyLineProblems(path: string, entry: AlloyProcessing): Problem[] {
  if (selectedLabels(entry).length > 0 || entry.exceptNamespaces) return [];
  return (entry.drop?.matching ?? []).flatMap((each, index): Problem[] => {
    const regex = typeof each === 'string' ? each : each.regex;
    if (!matchesAny(regex)) return [];
    const found = `${show(regex)} matches every line of ${selectedSources(entry).join(', ')}`;
    return [
      { path: `${path}.drop.matching[${index}]`, found, fix: 'narrow it, select lines, or switch the source off' },
    ];
  });
}

/** Values, and patterns of values, that Kubernetes and the runtime give labels of pods. */
const POD_VALUES: Readonly<Record<string, { readonly form: RegExp; readonly fix: string }>> = {
  container: { form: /^[a-z0-9*-]+$/, fix: 'use lower-case letters, digits, hyphens and *' },
  pod: { form: /^[a-z0-9.*-]+$/, fix: 'use lower-case letters, digits, dots, hyphens and *' },
  app: { form: /^[A-Za-z0-9._*-]+$/, fix: 'use letters, digits, dots, hyphens, underscores and *' },
};

/** Output streams of a container. */
const STREAMS = ['stdout', 'stderr'];

/** Problems of names that no pod, container or application of Kubernetes has, in entries for pods alone. */
function podProblems(path: string, entry: AlloyProcessing): Problem[] {
  if (!selectedSources(entry).every((source) => source === 'pods')) return [];
  return selectedLabels(entry).flatMap(({ label, path: field, patterns }) =>
    patterns.flatMap((pattern, index): Problem[] => {
      const at = `${path}.${field}[${index}]`;
      const values = ownValue(POD_VALUES, label);
      if (values && !values.form.test(pattern)) {
        return [
          { path: at, found: `${show(pattern)} is not a name that a pod gives its lines as ${label}`, fix: values.fix },
        ];
      }
      if (label !== 'stream' || STREAMS.some((stream) => covers(pattern, stream))) return [];
      return [problemOfValue(at, pattern, { wrong: `is not one of ${STREAMS.join(', ')}`, fix: 'write one of them' })];
    }),
  );
}

/** Sources each of whose lines is a complete record. */
const WHOLE_LINES = ['events', 'hubble'];

/** Problem of complete records that would be joined, and of blocks of one line. */
function wholeLineProblems(path: string, { multiline, sources = [] }: AlloyProcessing): Problem[] {
  if (multiline === undefined) return [];
  if (typeof multiline === 'object' && matchesAny(multiline.firstLine)) {
    const found = `${show(multiline.firstLine)} matches every line, so none joins another`;
    return [{ path: `${path}.multiline.firstLine`, found, fix: 'write what only the first line of a block has' }];
  }
  const whole = sources.find((source) => WHOLE_LINES.includes(source));
  if (whole === undefined) return [];
  return [
    {
      path: `${path}.multiline`,
      found: `${show(multiline)}, and each line of ${whole} is an entry of its own`,
      fix: `leave it out, or ${whole} out of sources`,
    },
  ];
}

function formatProblems(
  path: string,
  { format = 'text', fields = {}, malformed, timestamp }: AlloyProcessing,
): Problem[] {
  const problems: Problem[] = [];
  const parses = hasFields(format);
  if (!parses && Object.keys(fields).length > 0) {
    const fix = "write format: 'json' or 'logfmt', or a regex with named groups";
    problems.push({ path: `${path}.fields`, found: `are read from json and logfmt, and the format is ${format}`, fix });
  }
  if (!parses && malformed === 'drop') {
    const fix = "write format: 'json' or 'logfmt', or leave it out";
    problems.push({ path: `${path}.malformed`, found: `drop, and no line is malformed ${format}`, fix });
  }
  if (format === 'logfmt' && malformed === 'drop' && Object.keys(fields).length === 0) {
    const fix = 'name fields: a line without any of them is malformed';
    problems.push({ path: `${path}.malformed`, found: 'drop, and any text can be logfmt', fix });
  }
  if (parses) {
    const places = Object.entries(fields).map(([name, place]) => ({ path: `${path}.fields.${name}`, place }));
    problems.push(...placeProblems(format, places));
  }
  if (timestamp?.location !== undefined && hasOffset(timestamp.format ?? 'RFC3339')) {
    const found = `${show(timestamp.location)}, and times of the format say their zone`;
    problems.push({ path: `${path}.timestamp.location`, found, fix: 'leave it out' });
  }
  return problems;
}

/** Names that an entry reads from lines. */
export const readNames = ({ fields = {}, regex }: AlloyProcessing): string[] => [
  ...Object.keys(fields),
  ...(regex === undefined ? [] : groupNames(regex)),
];

/** Problems of fields that are used but not read. A user's own stages may read others. */
function fieldProblems(path: string, entry: AlloyProcessing): Problem[] {
  const { regex, level, timestamp, structuredMetadata = [], labels = {}, stages } = entry;
  if (stages !== undefined) return [];
  const groups = regex === undefined ? [] : groupNames(regex);
  const known = readNames(entry);
  const used = [
    ...(typeof level === 'object' && level.field !== undefined ? [{ at: 'level.field', name: level.field }] : []),
    ...(timestamp ? [{ at: 'timestamp.field', name: timestamp.field }] : []),
    ...structuredMetadata.map((name, index) => ({ at: `structuredMetadata[${index}]`, name })),
    ...Object.entries(labels).flatMap(([label, value]) =>
      typeof value === 'string' ? [] : [{ at: `labels.${label}.field`, name: value.field }],
    ),
  ];
  const missing = used
    .filter(({ name }) => !known.includes(name))
    .map(({ at, name }) => ({
      path: `${path}.${at}`,
      found: `${show(name)} is not read from the lines${known.length > 0 ? `: ${known.join(', ')}` : ''}`,
      fix: `add it to fields, such as ${name}: '${name}'`,
    }));
  const odd = groups.filter((name) => FIELD_NAME.faultOf(name));
  if (regex !== undefined && groups.length === 0) {
    const fix = 'write one such as (?P<status>\\d+)';
    return [...missing, { path: `${path}.regex`, found: `${show(regex)} has no named group`, fix }];
  }
  return [
    ...missing,
    ...odd.map((name) => problemOfValue(`${path}.regex`, name, FIELD_NAME.faultOf(name) ?? { wrong: '', fix: '' })),
  ];
}
