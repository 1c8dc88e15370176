import { collectors, librarySwitches, pipeline, requiredClusterName, routes, sources } from '../alloy/validate';
import { CANARY, canary, canaryOf } from '../canary/props';
import { DEFAULT_NAMESPACES } from '../defaults';
import { OBJECT_NAME } from '../input/forms';
import { readOf } from '../input/plain-copy';
import { maxLines } from '../grafana/max-lines';
import { dashboards } from '../grafana/dashboards/own/settings';
import { KubernetesSecretCredentials } from '../endpoint/credentials/kubernetes-secret';
import { grafanaConflicts } from '../grafana/conflicts';
import { deploySettings } from '../grafana/deploy/validate';
import { DATASOURCE_SETTINGS, type DatasourceSettings } from '../grafana/settings';
import { monitoringSettings } from '../monitoring/validate';
import { monitoringConflicts } from '../monitoring/conflicts';
import { reservedNamespaceFault, unreservedNamespace } from '../kubernetes/reserved-namespaces';
import { STORAGE_CLASS } from '../kubernetes/storage-class-props';
import { apiServerPorts, containerResources, KUBERNETES } from '../kubernetes/validate';
import { uselessNetwork } from './network-fields';
import { idleParts, PARTS_BESIDE_LOKI } from './part-switches';
import type { LoggingChartsProps } from './props';
import { remoteLoki } from './remote';
import { localStoreSettings } from '../local/store';
import type { LokiChartProps } from '../loki/props';
import { lokiProblems } from '../loki/validate';
import { noEffect } from '../input/no-effect';
import { type Problem, problemOfValue } from '../input/problems';
import {
  anObject,
  boolean,
  fields,
  isReadable,
  propProblems,
  type PropValidators,
  required,
  text,
  type Validator,
} from '../input/props';
import { unknownParts } from '../kubernetes/workloads';

/** Properties of Loki, below their path. */
const loki: Validator = (path, value) => {
  if (value === undefined) return [];
  const problems = anObject('{ identity, store, tenants }')(path, value);
  if (problems.length > 0) return problems;
  return lokiProblems(value as LokiChartProps).map((each) => ({ ...each, path: `${path}.${each.path}` }));
};

const PROPS: PropValidators<LoggingChartsProps> = {
  ...KUBERNETES,
  environment: required(text(OBJECT_NAME), "'prod'"),
  clusterName: requiredClusterName,
  loki,
  remoteLoki,
  alloyNamespace: text(unreservedNamespace(DEFAULT_NAMESPACES.alloy)),
  alloySources: librarySwitches,
  alloyNodeLabel: boolean,
  alloyPipeline: pipeline,
  alloyExtraSources: sources,
  alloyCollectors: collectors,
  alloyResources: containerResources,
  routes,
  grafanaNamespace: text(unreservedNamespace(DEFAULT_NAMESPACES.grafana)),
  maxLines,
  localStore: localStoreSettings,
  apiServerPorts,
  grafanaDatasources: fields<DatasourceSettings>("{ as: 'operator' }", DATASOURCE_SETTINGS),
  grafanaDashboards: dashboards,
  grafanaDeploy: deploySettings,
  canary,
  monitoring: monitoringSettings,
  storageClass: fields("{ name: 'loki-gp3', provisioner: 'ebs.csi.aws.com' }", STORAGE_CLASS),
};

/** Finds everything that is wrong with the properties of `LoggingCharts`, so that single charts need no checks. */
export function loggingProblems(props: LoggingChartsProps): Problem[] {
  const problems = propProblems('LoggingCharts', props, PROPS);
  const isSound = (...keys: (keyof LoggingChartsProps)[]) =>
    problems.every(({ path }) => !keys.some((key) => new RegExp(`^(${key}\\b|LoggingCharts$)`).test(path)));
  return [
    ...problems,
    ...(isSound('remoteLoki') ? placeOfLoki(props) : []),
    ...(isSound('workloads', 'alloyCollectors') ? unknownParts(props.workloads ?? {}, props.alloyCollectors) : []),
    ...(isSound('workloads', 'remoteLoki', 'alloySources', 'alloyPipeline', 'canary', 'grafanaDeploy', 'monitoring')
      ? unusedParts(props)
      : []),
    ...(isSound('loki', 'remoteLoki', 'monitoring', 'alloyNamespace', 'canary') ? ofNetwork(props) : []),
    ...(isSound('loki', 'remoteLoki', 'monitoring', 'alloyCollectors')
      ? monitoringConflicts({
          monitoring: props.monitoring,
          networkPolicies: (props.loki ?? props.remoteLoki)?.networkPolicies,
          metricsNamespaces: (props.loki ?? props.remoteLoki)?.metricsNamespaces,
          collectors: props.alloyCollectors,
        })
      : []),
    ...(isSound('loki', 'grafanaDatasources', 'grafanaDeploy', 'monitoring') ? ofGrafana(props) : []),
    ...(isSound('loki') ? placeOfIdentity(props) : []),
  ];
}

/** Problems of settings of parts without pods. */
function unusedParts(props: LoggingChartsProps): Problem[] {
  const { workloads = {}, remoteLoki: remote, alloyPipeline } = props;
  const { canary: canaries, grafanaDeploy, monitoring, alloySources } = props;
  const of = {
    canary: canaries,
    deploy: grafanaDeploy,
    monitoring,
    sources: alloySources,
    kafka: alloyPipeline?.kafka,
  };
  return Object.entries(workloads).flatMap(([part, settings]) =>
    remote !== undefined && PARTS_BESIDE_LOKI.includes(part)
      ? [noEffect(`workloads.${part}`, settings, LOKI_ELSEWHERE)]
      : idleParts({ [part]: settings }, of),
  );
}

/** Problems of fields of the network without an effect. */
function ofNetwork(props: LoggingChartsProps): Problem[] {
  const { loki: own, remoteLoki: remote } = props;
  const { networkPolicies: policies, ...fields } = own ?? remote ?? {};
  const made = [
    own?.identity.namespace ?? DEFAULT_NAMESPACES.loki,
    props.alloyNamespace ?? DEFAULT_NAMESPACES.alloy,
    canaryOf(props.canary)?.namespace ?? CANARY,
  ];
  const hasScraper = props.monitoring?.namespace !== undefined;
  const uses = { hasMonitoring: props.monitoring !== undefined, hasScraper, made };
  return uselessNetwork(own ? 'loki' : 'remoteLoki', { policies, ...fields }, uses);
}

function ofGrafana({ grafanaDatasources, grafanaDeploy, monitoring, loki: of }: LoggingChartsProps): Problem[] {
  if (!of) return [];
  const readers = Object.entries(of.readers ?? {}).flatMap(([name, { datasource }]) =>
    typeof datasource === 'object' && datasource.organization !== undefined ? [[name, datasource.organization]] : [],
  );
  return grafanaConflicts(
    {
      datasources: grafanaDatasources,
      deploy: grafanaDeploy,
      organizations: Object.fromEntries(readers) as Record<string, number>,
      workspaceArn: monitoring?.remoteWrite?.workspaceArn,
      lokiHost: of.expose?.host,
      credentials: of.credentials?.kind,
      secretName: of.credentials instanceof KubernetesSecretCredentials ? of.credentials.secretName : undefined,
    },
    { datasources: 'grafanaDatasources', deploy: 'grafanaDeploy' },
  );
}

/** Reason for a property without an effect. */
const LOKI_ELSEWHERE = 'Loki is elsewhere';

/** Properties that need a Loki in this cluster. */
const OF_LOKI = [
  'localStore',
  'grafanaNamespace',
  'maxLines',
  'grafanaDatasources',
  'grafanaDashboards',
  'grafanaDeploy',
] as const;

/** Problems of a Loki that is missing or in two places, and of fields that are useless beside a Loki elsewhere. */
function placeOfLoki(props: LoggingChartsProps): Problem[] {
  if (!isReadable(props)) return [];
  const [own, remote] = [readOf(props, 'loki'), readOf(props, 'remoteLoki')];
  const example = 'write one such as { identity, store, tenants }, or remoteLoki';
  if (own === undefined && remote === undefined) return [{ path: 'loki', found: 'missing', fix: example }];
  if (remote === undefined) return [];
  if (own !== undefined) {
    return [{ path: 'remoteLoki', found: 'is beside a Loki of its own', fix: 'leave out one of the two' }];
  }
  return OF_LOKI.filter((key) => readOf(props, key) !== undefined).map((path) =>
    noEffect(path, undefined, LOKI_ELSEWHERE),
  );
}

/** Problem of the namespace of Loki, which its identity names. */
function placeOfIdentity({ loki: own }: LoggingChartsProps): Problem[] {
  const { namespace } = own?.identity ?? {};
  const fault = namespace && reservedNamespaceFault(namespace, DEFAULT_NAMESPACES.loki);
  return fault ? [problemOfValue('loki.identity.namespace', namespace, fault)] : [];
}
