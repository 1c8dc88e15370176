import { diffOfCluster } from '../../commands';
import type { Fault } from '../../fault';
import { namespaceNamed } from '../../unseen';
import type { View } from '../../view';
import { GRAFANA_LOG_FAULTS } from './in-log';
import { SOURCE_FAULTS } from './sources';

const sources = ({ setup }: View) => setup.configs.filter(({ isDatasource }) => isDatasource);

/** True if the ConfigMaps of a namespace were read. */
const isSeen = (view: View, namespace: string): boolean =>
  view.namespaceOf(namespace) !== undefined && !view.areUnseen('configmaps', namespace);

const namespaceMissing: Fault = {
  id: 'grafana-namespace',
  hop: 'grafana',
  cause: 'the namespace of Grafana does not exist, so its datasources do not either',
  find: (view) => {
    const name = view.setup.grafanaNamespace;
    if (sources(view).length === 0) return undefined;
    if (view.namespaceOf(name) || view.isUnseen(namespaceNamed(name))) return undefined;
    return {
      evidence: `namespace ${name} does not exist`,
      fix: [
        `install Grafana there, or write its namespace in environments.${view.setup.name}.grafana.namespace`,
        view.setup.deliver,
      ],
    };
  },
};

const missing: Fault = {
  id: 'grafana-datasource',
  hop: 'grafana',
  cause: 'Grafana has no datasource of this Loki',
  find: (view) =>
    sources(view)
      .filter((source) => isSeen(view, source.namespace) && !view.configOf(source))
      .map(({ namespace, name }) => ({
        evidence: `ConfigMap ${namespace}/${name} does not exist`,
        fix: [view.setup.deliver],
      })),
};

const label: Fault = {
  id: 'grafana-label',
  hop: 'grafana',
  cause: "Grafana's sidecar does not find the datasource without its label",
  find: (view) =>
    sources(view).flatMap((source) => {
      const live = view.configOf(source);
      const lacks = Object.entries(source.labels).filter(([key, value]) => live?.labels?.[key] !== value);
      if (!live || lacks.length === 0) return [];
      const { namespace, name } = source;
      const labels = lacks.map(([key, value]) => `${key}=${value}`).join(' ');
      return {
        evidence: `ConfigMap ${namespace}/${name} has no label ${labels}`,
        fix: [`kubectl label configmap --namespace ${namespace} ${name} ${labels} --overwrite`],
      };
    }),
};

const differs: Fault = {
  id: 'grafana-differs',
  hop: 'grafana',
  cause: 'the datasource in the cluster has another URL, user or tenant than the environment renders',
  find: (view) =>
    sources(view).flatMap((source) => {
      const live = view.configOf(source);
      if (!live || live.digest === source.digest) return [];
      const { namespace, name } = source;
      return {
        evidence: `ConfigMap ${namespace}/${name} has another content`,
        fix: [
          ...diffOfCluster(view),
          view.setup.deliver,
          `kubectl rollout restart --namespace ${namespace} deployment/grafana`,
        ],
      };
    }),
};

/** Faults of Grafana's datasources. */
export const GRAFANA_FAULTS: readonly Fault[] = [
  ...[namespaceMissing, missing, label, differs],
  ...SOURCE_FAULTS,
  ...GRAFANA_LOG_FAULTS,
];
