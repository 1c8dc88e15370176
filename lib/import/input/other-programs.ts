import type { Problem } from '../../../charts/input/problems';
import { at, isRecord } from '../../manifests/shape';

/** A program whose values or configuration are not read, and what to do instead. */
interface OtherProgram {
  /** True for its values, or for its configuration. */
  readonly is: (values: unknown) => boolean;

  /** Content of the file. */
  readonly found: string;

  /** Advice. */
  readonly fix: string;
}

const has = (values: unknown, ...paths: readonly string[]): boolean =>
  paths.every((path) => at(values, path) !== undefined);

/** Values of the chart grafana-agent, which the chart alloy was made of. */
export const isGrafanaAgent = (values: unknown): boolean =>
  !has(values, 'alloy') && ['agent.configMap', 'agent.mode', 'agent.mounts'].some((key) => has(values, key));

/** Advice for a configuration of static mode. */
const CONVERT = 'convert it with alloy convert --source-format=static, and name the file *.alloy that it writes';

/** Advice for an agent whose counterparts no page has. */
const BY_HAND = 'write alloy.processing and alloy.destinations for what it does';

const FLUENT_BIT = 'write an environment by docs/how-to/coming-from.md#from-fluent-bit';

/** Advice for a file that names its values, and has none. */
const NAME_VALUES = 'name the values.yaml beside it, which has the values';

/** Charts, which others have in their values too, come before configurations. */
const OTHERS: readonly OtherProgram[] = [
  {
    is: (values) => isGrafanaAgent(values) && at(values, 'agent.mode') === 'static',
    found: 'has the keys of the chart grafana-agent in static mode, which is not read',
    fix: `write its agent.configMap.content into a file, ${CONVERT}`,
  },
  {
    is: isGrafanaAgent,
    found: 'has the keys of the chart grafana-agent, which is not read',
    fix: 'write its agent.configMap.content into a file *.river, and name that: Alloy has the same language',
  },
  {
    is: (values) => Array.isArray(at(values, 'logs.configs')),
    found: 'is a configuration of Grafana Agent in static mode, which is not read',
    fix: CONVERT,
  },
  {
    is: (values) => ['inputs', 'outputs'].every((key) => typeof at(values, `config.${key}`) === 'string'),
    found: 'has the keys of the chart fluent-bit, which is not read',
    fix: FLUENT_BIT,
  },
  {
    is: (values) => has(values, 'cloudWatchLogs'),
    found: 'has the keys of the chart aws-for-fluent-bit, which is not read',
    fix: FLUENT_BIT,
  },
  {
    is: (values) => has(values, 'pipeline.inputs', 'pipeline.outputs'),
    found: 'is a configuration of Fluent Bit, which is not read',
    fix: FLUENT_BIT,
  },
  {
    is: (values) => isRecord(at(values, 'customConfig.sinks')),
    found: 'has the keys of the chart vector, which is not read',
    fix: BY_HAND,
  },
  {
    is: (values) => isRecord(at(values, 'sources')) && isRecord(at(values, 'sinks')),
    found: 'is a configuration of Vector, which is not read',
    fix: BY_HAND,
  },
  {
    is: (values) =>
      has(values, 'presets.logsCollection') || (has(values, 'mode') && has(values, 'config.receivers.filelog')),
    found: 'has the keys of the chart opentelemetry-collector, which is not read',
    fix: BY_HAND,
  },
  {
    is: (values) => has(values, 'receivers', 'exporters', 'service.pipelines.logs'),
    found: 'is a configuration of the OpenTelemetry Collector, which is not read',
    fix: BY_HAND,
  },
  {
    is: (values) => has(values, 'apiVersion', 'name', 'version') && /^v[12]$/.test(String(at(values, 'apiVersion'))),
    found: 'is the Chart.yaml of a chart, which has no values',
    fix: NAME_VALUES,
  },
  {
    is: (values) => isRecord(at(values, 'helm')) && (has(values, 'helm.chart') || has(values, 'helm.releaseName')),
    found: 'is a fleet.yaml, which is not read',
    fix: 'write its helm.values into a file and name that, with the files that its valuesFiles name',
  },
  {
    is: (values) => isRecord(at(values, 'services')) && !has(values, 'config'),
    found: 'is of Docker Compose, which is not read',
    fix: 'name the configurations of Loki, Promtail or Alloy that it mounts',
  },
  {
    is: (values) =>
      has(values, 'resource.helm_release') || (has(values, 'runtime') && isRecord(at(values, 'resources'))),
    found: 'is a program that deploys charts, and is not read',
    fix: 'take the values that run: helm get values RELEASE --namespace NAMESPACE --output yaml > values.yaml, or --release',
  },
];

/** Problem of values or a configuration of a program that is known, and not read. */
export function otherProgram(values: unknown): Omit<Problem, 'path'> | undefined {
  const other = OTHERS.find(({ is }) => is(values));
  return other && { found: other.found, fix: other.fix };
}
