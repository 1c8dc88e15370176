import type { AlloyBlock } from '../../../charts/alloy/language/parse';
import { type AlloyComponent, attributeOf, partsOf, textOf, stagesOf } from '../read/alloy/config';
import { includedFiles } from '../read/alloy/files';
import { everyComponent } from '../read/alloy/graph';
import { type Finding, type ManifestsRule, Severity } from '../rule';
import { labelsBefore } from '../read/alloy/route-labels';
import { isPodFile, onRoutes, type Route, podFiles } from '../read/alloy/routes';
import { stepsTo } from '../read/alloy/targets';

/** Labels that distinguish the lines of one container from those of others. */
const IDENTIFYING = ['filename', 'pod', 'pod_name', 'pod_uid', 'uid', 'k8s_pod_name', 'instance', 'container_id'];

/** True if a stage parses the format of container runtimes, also with an expression of its own. */
function parsesFormat(stage: AlloyBlock): boolean {
  if (['stage.cri', 'stage.docker'].includes(stage.name)) return true;
  const expression = textOf(attributeOf(stage, 'expression') ?? attributeOf(stage, 'pattern')) ?? '';
  return ['stage.regex', 'stage.pattern', 'stage.replace'].includes(stage.name) && /std|stream|flags/i.test(expression);
}

const parsed: ManifestsRule = {
  id: 'ALLOY-CRI-1',
  severity: Severity.ERROR,
  title: 'lines of pods pass through stage.cri',
  why: 'without it lines keep the prefix of the container runtime, long lines stay split, and timestamps are those of reading',
  evidence: 'https://github.com/grafana/loki/issues/358',
  check: ({ manifests }) => [
    ...everyComponent(manifests, 'otelcol.receiver.filelog').flatMap(({ component }) => unparsed(component)),
    ...onRoutes(manifests, (route): Finding[] => {
      const { source, through, end } = route;
      const [file] = podFiles(route);
      if (!file || !isWrite(end) || through.some(({ block }) => stagesOf(block).some(parsesFormat))) return [];
      const process = through.find(({ name }) => name === 'loki.process');
      return [
        {
          path: source.path,
          found: `lines of '${file}' reach ${end.id} without stage.cri`,
          fix: process
            ? `add stage.cri { } first in ${process.id}`
            : 'put a loki.process with stage.cri { } between them',
        },
      ];
    }),
  ],
};

/** Operators that parse the format of container runtimes, also in several steps. */
const OPERATORS = /container|regex_parser|router|json_parser/;

/** A receiver of OpenTelemetry that reads files of pods without an operator for their format. */
function unparsed({ path, block }: AlloyComponent): Finding[] {
  const file = includedFiles(block).find(isPodFile);
  const operators = attributeOf(block, 'operators');
  const isKnown = operators === undefined || operators.kind === 'array';
  if (!file || !isKnown || partsOf(operators).some((one) => OPERATORS.test(one.source))) return [];
  const found = `lines of '${file}' keep the prefix of the container runtime`;
  return [{ path: `${path} operators`, found, fix: 'add { type = "container" } first' }];
}

const order: ManifestsRule = {
  id: 'ALLOY-CRI-2',
  severity: Severity.WARNING,
  title: 'split lines are joined while labels still identify the container',
  why: 'parts are matched by their labels: without filename or pod, parts from two containers become one line',
  evidence: 'https://grafana.com/docs/alloy/latest/reference/components/loki/loki.process/',
  check: ({ manifests }) =>
    onRoutes(manifests, (route): Finding[] => {
      const { graph, source, through } = route;
      if (podFiles(route).length === 0 || stepsTo(graph, source).some(({ kind }) => kind === 'unknown')) return [];
      return through.flatMap((component) =>
        ['stage.cri', 'stage.multiline'].flatMap((stage): Finding[] => {
          const labels = labelsBefore(route, component, stage);
          if (!labels || labels.some((name) => IDENTIFYING.includes(name))) return [];
          return [
            {
              path: `${component.path} ${stage}`,
              found: `has only ${labels.join(', ') || 'no label'} to identify the containers of ${source.id}`,
              fix: 'put it before the stage that drops filename',
            },
          ];
        }),
      );
    }),
};

function isWrite(end: Route['end']): end is AlloyComponent {
  return typeof end !== 'string' && end.name === 'loki.write';
}

/** Rules about lines as container runtimes write them. */
export const CONTAINER_FORMAT_RULES: readonly ManifestsRule[] = [parsed, order];
