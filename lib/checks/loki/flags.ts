import { TENANT_CONFIGS } from '../../../charts/loki/components';
import { nearest } from '../../../charts/input/nearest';
import { flag } from '../../manifests/flags';
import { containerPath } from '../../manifests/workloads';
import { isLokiFlag, lokiFlags, similarFlag } from '../read/loki/flags';
import type { Loki, LokiPods } from '../read/loki/loki';
import { distinctBy, type Finding, type ManifestsRule, oncePerPath, Severity } from '../rule';
import { everyLoki } from './every-loki';
import { at, isText } from '../../manifests/shape';

/** Components of Loki 3.7 that `-target` names. */
const TARGETS = [
  ...['all', 'read', 'write', 'backend'],
  ...['distributor', 'ingester', 'querier', 'query-frontend', 'query-scheduler', 'index-gateway', 'compactor', 'ruler'],
  ...['pattern-ingester', 'overrides-exporter', 'table-manager', 'rule-evaluator', 'ruler-storage', 'store'],
  ...['bloom-planner', 'bloom-builder', 'bloom-gateway', 'bloom-gateway-client', 'bloom-store', 'ui', 'ui-ring'],
  ...['ingest-limits', 'ingest-limits-ring', 'ingest-limits-frontend', 'ingest-limits-frontend-ring'],
  ...['query-engine', 'query-engine-scheduler', 'query-engine-worker', 'query-frontend-tripperware'],
  ...['query-limiter', 'query-limits-interceptors', 'query-limits-tripperware', 'query-scheduler-ring'],
  ...['dataobj-explorer', 'dataobj-consumer', 'dataobj-consumer-ring', 'dataobj-consumer-partition-ring'],
  ...['dataobj-index-builder', 'scratch-store', 'partition-ring', 'ring', 'overrides', 'tenant-configs', 'server'],
  ...['internal-server', 'pattern-ring-client', 'pattern-ingester-tee', 'index-gateway-ring', 'memberlist-kv'],
  ...['index-gateway-interceptors', 'ingester-querier', 'ingester-grpc-interceptors', 'runtime-config', 'analytics'],
  'cache-generation-loader',
];

const MODULES = 'https://github.com/grafana/loki/blob/v3.7.6/pkg/loki/modules.go';

/** True if the images of a Loki say version 3.7. Earlier versions of Loki 3 have other flags and targets. */
const saysLoki37 = ({ pods }: Loki): boolean =>
  pods.every(({ container: { image } }) => isText(image) && /(^|\/)loki:v?3\.7\b/.test(image));

const knownFlags: ManifestsRule = {
  id: 'LOKI-FLAG-1',
  severity: Severity.ERROR,
  title: 'every flag of a container of Loki is one that Loki 3.7 has',
  why: 'Loki does not start with an unknown flag',
  evidence: 'https://grafana.com/docs/loki/latest/configure/',
  check: everyLoki((loki) => {
    if (!saysLoki37(loki)) return [];
    const findings = loki.pods.flatMap(({ workload, container }) =>
      lokiFlags(container)
        .filter((name) => !isLokiFlag(name))
        .map((name): Finding => {
          const similar = similarFlag(name);
          const fix = similar === undefined ? 'remove it: loki -help names the flags' : `use -${similar}`;
          return {
            path: `${containerPath(workload, container)}.args[-${name}]`,
            found: 'is not a flag of Loki 3.7',
            fix,
          };
        }),
    );
    return oncePerPath(findings);
  }),
};

const knownTargets: ManifestsRule = {
  id: 'LOKI-TARGET-1',
  severity: Severity.ERROR,
  title: 'targets of Loki are components that Loki 3.7 has',
  why: 'Loki does not start with an unknown target',
  evidence: MODULES,
  check: everyLoki((loki) => {
    if (!saysLoki37(loki)) return [];
    const findings = loki.pods.flatMap((pods) =>
      pods.modules
        .filter((target) => /^[\w-]+$/.test(target) && !TARGETS.includes(target))
        .map((target): Finding => {
          const similar = nearest(target, TARGETS);
          const fix =
            similar === undefined ? 'use a component, such as distributor or querier, or all' : `use ${similar}`;
          return { path: placeOf(pods, loki.path), found: `${target} is not a target of Loki 3.7`, fix };
        }),
    );
    return distinctBy(findings, ({ path, found }) => `${path} ${found}`);
  }),
};

/** Targets that send lines to the pattern ingesters. */
const SENDS_PATTERNS = ['distributor', 'write', 'all'];

/** Images of Loki in which that sender may be made before its settings. */
const MAY_LACK_SETTINGS = /(^|\/)loki:v?3\.(?:[56](?!\d)|7(?:\.[0-6])?(?![\d.]))/;

const settingsFirst: ManifestsRule = {
  id: 'LOKI-TARGET-2',
  severity: Severity.WARNING,
  title: 'a distributor with pattern ingesters has tenant-configs before it in its target',
  why: 'Loki makes the two in any order: in one of some 25 starts the distributor ends with its first lines, and pushes fail',
  evidence: 'https://github.com/grafana/loki/issues/23075',
  check: everyLoki((loki) => {
    const findings = loki.pods.flatMap((pods): Finding[] => {
      const { container, modules } = pods;
      const sender = modules.findIndex((target) => SENDS_PATTERNS.includes(target));
      const isOn = flag(container, 'pattern-ingester.enabled') ?? at(loki.config, 'pattern_ingester.enabled');
      const before = modules.indexOf(TENANT_CONFIGS);
      const isSafe = sender < 0 || (before >= 0 && before < sender) || String(isOn) !== 'true';
      if (isSafe || !isText(container.image) || !MAY_LACK_SETTINGS.test(container.image)) return [];
      const found = `${modules[sender]} has no ${TENANT_CONFIGS} before it`;
      const fix = `write ${[TENANT_CONFIGS, ...modules.filter((module) => module !== TENANT_CONFIGS)].join(',')}`;
      return [{ path: placeOf(pods, loki.path), found, fix }];
    });
    return distinctBy(findings, ({ path }) => path);
  }),
};

/** Path of the target: the container's flag, or the configuration. */
function placeOf({ workload, container }: LokiPods, config: string): string {
  return flag(container, 'target') === undefined
    ? `${config} target`
    : `${containerPath(workload, container)}.args[-target]`;
}

/** Rules about flags and targets of Loki. */
export const FLAG_RULES: readonly ManifestsRule[] = [knownFlags, knownTargets, settingsFirst];
