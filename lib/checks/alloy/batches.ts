import type { AlloyBlock } from '../../../charts/alloy/language/parse';
import { attributeOf, components, fieldsOf, stagesOf, textOf, textsOf } from '../read/alloy/config';
import { everyComponent } from '../read/alloy/graph';
import { type Finding, type ManifestsRule, Severity } from '../rule';

/** Formats of `stage.timestamp` that take any number. */
const NUMBERS = ['Unix', 'UnixMs', 'UnixUs', 'UnixNs'];

/** Stages that extract values as a line has them, with the attribute that names them. */
const EXTRACTING: Readonly<Record<string, string>> = { 'stage.json': 'expressions', 'stage.logfmt': 'mapping' };

/** Names of the values that a stage extracts as a line has them. */
function extractedBy(stage: AlloyBlock): string[] {
  const attribute = EXTRACTING[stage.name];
  return attribute === undefined ? [] : fieldsOf(attributeOf(stage, attribute)).map(({ name }) => name);
}

/** True if a stage gives a value another form. */
const changes = (stage: AlloyBlock, name: string): boolean =>
  ['stage.template', 'stage.replace'].includes(stage.name) && textOf(attributeOf(stage, 'source')) === name;

/** Name of the stage that extracts a value which reaches a later stage unchanged; undefined if none does. */
function rawFrom(before: readonly AlloyBlock[], name: string): string | undefined {
  const at = before.findLastIndex((stage) => extractedBy(stage).includes(name));
  return before.slice(at + 1).some((stage) => changes(stage, name)) ? undefined : before[at]?.name;
}

/** Findings of the stages of all processes whose lines `loki.write` sends: OTLP encodes lines one by one. */
const ofStages =
  (
    finding: (stage: AlloyBlock, before: () => readonly AlloyBlock[]) => Omit<Finding, 'path'>[],
  ): ManifestsRule['check'] =>
  ({ manifests }) =>
    everyComponent(manifests, 'loki.process').flatMap(({ graph, component: { path, block } }) => {
      if (components(graph.reading, 'otelcol.receiver.loki').length > 0) return [];
      const stages = stagesOf(block);
      return stages.flatMap((stage, index) =>
        finding(stage, () => stages.slice(0, index)).map((each) => ({ path: `${path} ${stage.name}`, ...each })),
      );
    });

const times: ManifestsRule = {
  id: 'ALLOY-BATCH-1',
  severity: Severity.WARNING,
  title: 'a number that becomes the time of a line has a bounded length',
  why: 'a time after the year 9999 cannot be encoded: Alloy discards the whole batch, lines of all streams, and counts nothing',
  evidence: 'https://grafana.com/docs/alloy/latest/reference/components/loki/loki.process/#stagetimestamp',
  check: ofStages((stage, before) => {
    if (stage.name !== 'stage.timestamp') return [];
    const source = textOf(attributeOf(stage, 'source')) ?? '';
    const formats = [textOf(attributeOf(stage, 'format')), ...textsOf(attributeOf(stage, 'fallback_formats'))];
    const format = formats.find((each) => each !== undefined && NUMBERS.includes(each));
    const from = format && rawFrom(before(), source);
    if (!from) return [];
    return [
      {
        found: `takes ${source} of ${from} for ${format}, in any length`,
        fix: `put a stage.regex between them that captures a number of the right length under another name, and use that as source`,
      },
    ];
  }),
};

const values: ManifestsRule = {
  id: 'ALLOY-BATCH-2',
  severity: Severity.WARNING,
  title: 'a value of JSON that becomes a label is one that Loki can read',
  why: 'a decoder writes U+FFFD for half of a surrogate pair; Loki refuses the whole batch with such a label, lines of all streams',
  evidence: 'https://github.com/grafana/loki/blob/v3.7.6/pkg/logql/syntax/parser.go',
  check: ofStages((stage, before) => {
    if (stage.name !== 'stage.labels') return [];
    return fieldsOf(attributeOf(stage, 'values')).flatMap(({ name: key, value }) => {
      const name = textOf(value) || key;
      if (rawFrom(before(), name) !== 'stage.json') return [];
      return [
        {
          found: `makes the label ${key} of ${name} of stage.json as it is`,
          fix: `put a stage.template between them: source = "${name}", template = "{{ Replace .Value \\"\\ufffd\\" \\"?\\" -1 }}"`,
        },
      ];
    });
  }),
};

/** Rules about single lines that would cost a whole batch. */
export const BATCH_RULES: readonly ManifestsRule[] = [times, values];
