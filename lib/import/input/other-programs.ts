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
];

/** Problem of values or a configuration of a program that is known, and not read. */
export function otherProgram(values: unknown): Omit<Problem, 'path'> | undefined {
  const other = OTHERS.find(({ is }) => is(values));
  return other && { found: other.found, fix: other.fix };
}
