import { show } from '../../../charts/input/show';
import { TIME_FORMAT } from '../../../charts/input/go-time';
import { JSON_PATH } from '../../../charts/alloy/processing/forms';
import type { AlloyBlock } from '../../../charts/alloy/language/parse';
import { attributeOf, fieldsOf, stagesOf, textOf } from '../read/alloy/config';
import { knownBlocks } from '../read/alloy/blocks';
import { everyComponent } from '../read/alloy/graph';
import { type Finding, type ManifestsRule, oncePerPath, Severity } from '../rule';
import { useOneOf, useSimilar } from '../words';

const EVIDENCE = 'https://grafana.com/docs/alloy/latest/reference/components/loki/loki.process/';

const readable: ManifestsRule = {
  id: 'ALLOY-STAGE-3',
  severity: Severity.ERROR,
  title: 'fields of JSON and formats of times are written as their stages read them',
  why: 'Alloy does not start with some, and with the others the stage silently finds nothing: no label, or the time of reading',
  evidence: EVIDENCE,
  check: ({ manifests }) =>
    oncePerPath(
      everyComponent(manifests, 'loki.process').flatMap(({ component: { path, block } }) =>
        stagesOf(block).flatMap((stage) =>
          readingFaults(stage).map((fault) => ({
            ...fault,
            path: `${path} ${stage.name}.${fault.path}`,
          })),
        ),
      ),
    ),
};

const listed: ManifestsRule = {
  id: 'ALLOY-KEY-4',
  severity: Severity.ERROR,
  title: 'an attribute with a fixed list of values has one of them',
  why: 'Alloy does not start with any other',
  evidence: 'https://grafana.com/docs/alloy/latest/reference/components/discovery/discovery.relabel/',
  check: ({ manifests }) =>
    oncePerPath(
      LISTS.flatMap(({ component: name, block: within, attribute, values }) =>
        everyComponent(manifests, ...name).flatMap(({ component }) =>
          knownBlocks(component)
            .filter(({ name: one, block }) => (within === undefined ? block === component.block : one === within))
            .flatMap(({ block, prefix }): Finding[] => {
              const value = textOf(attributeOf(block, attribute));
              if (value === undefined || values.includes(value)) return [];
              const fix = useSimilar(value, values, useOneOf(values, 'leave it out'));
              return [{ path: `${prefix}${attribute}`, found: `${show(value)} is not a value of ${attribute}`, fix }];
            }),
        ),
      ),
    ),
};

/** A reader of the texts in a stage: the faults that it finds, each with the attribute. */
const READERS: Readonly<Record<string, ((stage: AlloyBlock) => Finding[]) | undefined>> = {
  'stage.json': (stage) =>
    fieldsOf(attributeOf(stage, 'expressions')).flatMap(({ name, value }) => {
      const text = textOf(value);
      // Without an expression, Alloy reads the name as one.
      const expression = text === '' ? name : text;
      if (expression === undefined || !PLAIN.test(expression) || /^@(\.|$)/.test(expression)) return [];
      if (!JSON_PATH.faultOf(expression)) return [];
      const quoted = expression.split('.').map((part) => (/^[A-Za-z_]\w*$/.test(part) ? part : `\\"${part}\\"`));
      const found = `${show(expression)} is not a path in JSON`;
      return [{ path: `expressions.${name}`, found, fix: `quote the names with other signs: "${quoted.join('.')}"` }];
    }),
  'stage.timestamp': (stage) => {
    const format = textOf(attributeOf(stage, 'format'));
    if (format === undefined || format === '' || attributeOf(stage, 'fallback_formats')) return [];
    const fault = TIME_FORMAT.faultOf(format);
    // A layout of Go may leave the date or the time out: some lines have no more.
    if (fault?.wrong.startsWith('has no ') && /2006|15:04|Jan/.test(format)) return [];
    return fault ? [{ path: 'format', found: `${show(format)} ${fault.wrong}`, fix: fault.fix }] : [];
  },
};

/** Faults of the texts that a stage reads by, each with its attribute. */
export const readingFaults = (stage: AlloyBlock): Finding[] => READERS[stage.name]?.(stage) ?? [];

/** Names and signs alone: no function, no index, and no name that is quoted already. */
const PLAIN = /^[\w@.-]+$/;

const RELABELS = ['discovery.relabel', 'loki.relabel'];
const ACTIONS = [
  ...['replace', 'keep', 'drop', 'keepequal', 'dropequal', 'hashmod'],
  ...['labelmap', 'labeldrop', 'labelkeep', 'lowercase', 'uppercase'],
];

/** Attributes whose values are those of a list. */
const LISTS: readonly {
  readonly component: readonly string[];
  readonly block?: string;
  readonly attribute: string;
  readonly values: readonly string[];
}[] = [
  { component: RELABELS, block: 'rule', attribute: 'action', values: ACTIONS },
  {
    component: ['discovery.kubernetes'],
    attribute: 'role',
    values: ['pod', 'node', 'service', 'endpoints', 'endpointslice', 'ingress'],
  },
  { component: ['loki.process'], block: 'stage.match', attribute: 'action', values: ['keep', 'drop'] },
  { component: ['loki.process'], block: 'stage.timestamp', attribute: 'action_on_failure', values: ['skip', 'fudge'] },
  { component: ['loki.source.syslog'], block: 'listener', attribute: 'protocol', values: ['tcp', 'udp'] },
  {
    component: ['loki.source.syslog'],
    block: 'listener',
    attribute: 'syslog_format',
    values: ['rfc5424', 'rfc3164', 'raw'],
  },
  { component: ['loki.source.kubernetes_events'], attribute: 'log_format', values: ['logfmt', 'json'] },
  { component: ['loki.source.file'], block: 'decompression', attribute: 'format', values: ['gz', 'z', 'bz2'] },
  { component: ['loki.source.kafka'], attribute: 'assignor', values: ['range', 'roundrobin', 'sticky'] },
  {
    component: ['loki.write', 'loki.source.kubernetes', 'loki.rules.kubernetes', 'discovery.kubernetes', 'remote.http'],
    block: 'tls_config',
    attribute: 'min_version',
    values: ['TLS10', 'TLS11', 'TLS12', 'TLS13'],
  },
  {
    component: ['otelcol.processor.filter', 'otelcol.processor.transform'],
    attribute: 'error_mode',
    values: ['ignore', 'silent', 'propagate'],
  },
  {
    component: ['otelcol.exporter.otlp'],
    block: 'client',
    attribute: 'compression',
    values: ['gzip', 'zlib', 'deflate', 'snappy', 'zstd', 'none', ''],
  },
  { component: ['logging'], attribute: 'level', values: ['error', 'warn', 'info', 'debug'] },
  { component: ['logging'], attribute: 'format', values: ['logfmt', 'json'] },
];

/** Rules about the texts that attributes take. */
export const VALUE_RULES: readonly ManifestsRule[] = [readable, listed];
