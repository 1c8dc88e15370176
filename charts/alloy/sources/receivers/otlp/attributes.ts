import { Block, printConfig } from '../../../language/syntax';
import { textObject } from '../../../language/text-object';
import { text, texts } from '../../../language/values';
import { attribute, quoted } from '../../../stages/opentelemetry';

/**
 * Prefix of the labels that carry attributes through `otelcol.exporter.loki` if they become labels. All other
 * attributes pass as labels of their own names, which never begin with two underscores, and become structured metadata.
 */
const CARRIER = '__label_';

/** Name of an attribute in Loki. */
export const labelOf = (name: string): string => name.replaceAll('.', '_');

/** Name of the label that carries the value of an attribute. */
const carrierOf = (name: string): string => `${CARRIER}${labelOf(name)}`;

/** Attribute of a line, in OTTL. */
const ofLine = (name: string): string => `log.attributes[${quoted(name)}]`;

/** Maximum length of a label's value in bytes. Loki refuses a line with a label of more than 2048 bytes. */
const LONGEST_LABEL = 1024;

/** Label that the exporter adds to every line. */
const EXPORTER = 'exporter';

/**
 * Fields of a line and of its scope that Loki's own OTLP endpoint turns into structured metadata, each with its
 * condition.
 */
const FIELDS: readonly (readonly [name: string, field: string, where: string])[] = [
  ['scope_name', 'scope.name', 'scope.name != ""'],
  ['scope_version', 'scope.version', 'scope.version != ""'],
  ['observed_timestamp', 'log.observed_time_unix_nano', 'log.time_unix_nano != 0 and log.observed_time_unix_nano != 0'],
  ['severity_number', 'log.severity_number', 'log.severity_number != 0'],
  ['severity_text', 'log.severity_text', 'log.severity_text != ""'],
  ['dropped_attributes_count', 'log.dropped_attributes_count', 'log.dropped_attributes_count != 0'],
  ['flags', 'log.flags', 'log.flags != 0'],
  ['trace_id', 'log.trace_id.string', `log.trace_id != TraceID(0x${'0'.repeat(32)})`],
  ['span_id', 'log.span_id.string', `log.span_id != SpanID(0x${'0'.repeat(16)})`],
];

/** Statements of a transform, by their context. */
type Statements = readonly (readonly [context: 'resource' | 'scope' | 'log', codes: readonly string[]])[];

/** Statements that rename attributes as Loki does. Each name begins with a letter. */
const renamed = (attributes: string): string[] => [
  `replace_all_patterns(${attributes}, "key", "[^a-zA-Z0-9]+", "_")`,
  // The braces end the name of the group.
  `replace_all_patterns(${attributes}, "key", "^(?:_|([0-9])|(${EXPORTER})$)", "key_\${1}\${2}")`,
  // An attribute without a name would become a label, and Loki would refuse the whole batch.
  `keep_matching_keys(${attributes}, "^[a-zA-Z]")`,
];

/**
 * Statements that make `otelcol.exporter.loki` keep everything that Loki's own OTLP endpoint keeps. The exporter turns
 * the attributes that a hint lists into labels, and loses all others of a raw line, so the hint lists all.
 *
 * No name can be one of Alloy's own: otherwise a sender could choose a tenant with `__tenant_id__`. Attributes of a
 * resource are renamed once, not for each of its lines.
 *
 * @param indexed resource attributes that become labels
 */
export function hinted(indexed: readonly string[]): Statements {
  const isIndexed = quoted(`^(?:${indexed.map((name) => name.replaceAll('.', String.raw`\.`)).join('|')})$`);
  const isCarrier = quoted(`^${CARRIER}`);
  const kept = (name: string) => `resource.cache[${quoted(name)}]`;
  return [
    [
      'resource',
      [
        ...indexed.map((name) => `set(${kept(name)}, ${attribute(name)})`),
        `delete_matching_keys(resource.attributes, ${isIndexed})`,
        ...renamed('resource.attributes'),
        ...indexed.map((name) => `set(${attribute(carrierOf(name))}, ${kept(name)})`),
      ],
    ],
    ['scope', renamed('scope.attributes')],
    [
      'log',
      [
        ...renamed('log.attributes'),
        'merge_maps(log.attributes, scope.attributes, "insert")',
        'merge_maps(log.attributes, resource.attributes, "insert")',
        `delete_matching_keys(log.attributes, ${isCarrier})`,
        ...FIELDS.map(([name, field, where]) => `set(${ofLine(name)}, ${field}) where ${where}`),
        // The exporter would turn it into a label.
        'set(log.severity_number, 0)',
        `set(${ofLine('loki.attribute.labels')}, Keys(log.attributes))`,
      ],
    ],
    [
      'resource',
      [
        `keep_matching_keys(resource.attributes, ${isCarrier})`,
        `truncate_all(resource.attributes, ${LONGEST_LABEL})`,
        // Truncation can leave half of a character, for which Loki would refuse the whole batch.
        String.raw`replace_all_patterns(resource.attributes, "value", "\\x{FFFD}", "?")`,
        `set(${attribute('loki.resource.labels')}, Keys(resource.attributes))`,
        `set(${attribute('loki.format')}, "raw")`,
      ],
    ],
  ];
}

/**
 * Labels by which entries of `processing` select lines of pods, and the corresponding attributes. If an attribute with
 * the name of such a label becomes a label, entries select by that label, and lines keep it.
 */
const SELECTED = {
  namespace: 'k8s.namespace.name',
  pod: 'k8s.pod.name',
  container: 'k8s.container.name',
  app: 'service.name',
};

/** Stages that distinguish lines by all of their labels. */
const BY_ALL_LABELS = /^\s*stage\.(multiline|metrics|pack|cri|docker)\b/m;

/** Stages that turn the labels that carry attributes into labels and structured metadata of their own. */
export function restored(indexed: readonly string[]): Block[] {
  return [
    new Block('stage.structured_metadata').set('regex', text('^_?[^_]')),
    new Block('stage.structured_metadata_drop').set('values', texts(EXPORTER)),
    labels(Object.fromEntries(indexed.map((name) => [labelOf(name), carrierOf(name)]))),
    new Block('stage.label_drop').set('values', texts(...indexed.map(carrierOf))),
  ];
}

/** Name under which stages find an attribute of the resource. */
const extracted = (indexed: readonly string[], name: string): string =>
  indexed.includes(name) ? carrierOf(name) : labelOf(name);

/** Name under which stages find the namespace of a line. */
export const namespaceOf = (indexed: readonly string[]): string =>
  extracted(indexed, indexed.includes('namespace') ? 'namespace' : SELECTED.namespace);

/** Stages, with the labels of pods that they use: set before them, dropped after them. */
export function selectable(indexed: readonly string[], inner: readonly Block[]): Block[] {
  const code = printConfig([...inner]);
  const isUsed = (label: string): boolean => BY_ALL_LABELS.test(code) || new RegExp(`\\b${label}\\b`).test(code);
  const used = Object.entries(SELECTED).filter(([label]) => !indexed.includes(label) && isUsed(label));
  if (used.length === 0) return [...inner];
  return [
    labels(Object.fromEntries(used.map(([label, name]) => [label, extracted(indexed, name)]))),
    ...inner,
    new Block('stage.label_drop').set('values', texts(...used.map(([label]) => label))),
  ];
}

const labels = (values: Readonly<Record<string, string>>): Block =>
  new Block('stage.labels').set('values', textObject(values));
