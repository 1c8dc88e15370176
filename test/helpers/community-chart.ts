import type { Manifest } from '../../lib/manifests/manifest';

/** Objects as charts of others make them, by their labels. */

type Labels = Readonly<Record<string, string>>;

/** A workload of a chart of others. */
export function charted(kind: string, name: string, labels: Labels, more: object = {}, namespace = 'obs'): Manifest {
  const { replicas, ...spec } = more as { replicas?: number };
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, namespace, labels: { ...labels, 'helm.sh/chart': 'loki-6.46.0' } },
    spec: {
      ...(kind === 'DaemonSet' ? {} : { replicas: replicas ?? 1 }),
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'main' }], ...spec } },
    },
  };
}

/** Labels of a component of Loki in the community chart. */
export const lokiLabels = (component: string, release = 'logs'): Labels => ({
  'app.kubernetes.io/name': 'loki',
  'app.kubernetes.io/instance': release,
  'app.kubernetes.io/component': component,
});

/** Labels of a pod or a workload of Alloy's chart. */
const ALLOY_LABELS: Labels = { 'app.kubernetes.io/name': 'alloy', 'app.kubernetes.io/instance': 'alloy' };

const ROLE = 'arn:aws:iam::111122223333:role/logs';

/** The chart in simple scalable mode, with its gateway. */
export const SCALABLE: readonly Manifest[] = [
  ...['write', 'backend'].map((name) =>
    charted('StatefulSet', `logs-${name}`, lokiLabels(name), { replicas: 3, serviceAccountName: 'logs' }),
  ),
  charted('Deployment', 'logs-read', lokiLabels('read'), { replicas: 2, serviceAccountName: 'logs' }),
  charted('Deployment', 'logs-gateway', lokiLabels('gateway')),
  charted('StatefulSet', 'logs-chunks-cache', lokiLabels('memcached-chunks-cache')),
  charted('DaemonSet', 'loki-canary', lokiLabels('canary')),
  ...['logs-gateway-exporter', 'logs-gateway'].map((name, index): Manifest => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'obs' },
    spec: { selector: lokiLabels('gateway'), ports: [{ name: 'http', port: index === 1 ? 80 : 4040 }] },
  })),
  {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'logs', namespace: 'obs', annotations: { 'eks.amazonaws.com/role-arn': ROLE } } as never,
  },
];

/** Alloy's chart, in a namespace of its own. */
export const ALLOY: Manifest = charted('DaemonSet', 'alloy', ALLOY_LABELS, {}, 'alloy');
