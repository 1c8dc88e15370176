import type { Manifests } from '../../manifests/manifests';
import { readLoki } from '../read/loki/loki';
import { type Finding, type ManifestsRule, Severity } from '../rule';
import { labelsAtEnd, onRoutes, type Route, podFiles } from '../read/alloy/routes';

/** How many labels Loki lets a line have where its configuration says nothing. */
const MAX_LABELS = 15;

/** Labels that have another value for every request, process or container: in small letters, without underscores. */
const ENDLESS = [
  ...['traceid', 'spanid', 'requestid', 'reqid', 'correlationid', 'sessionid', 'transactionid', 'userid', 'customerid'],
  ...['orderid', 'messageid', 'pid', 'bootid', 'uid', 'poduid', 'podid', 'containerid', 'id', 'uuid', 'auditserial'],
  ...['ip', 'podip', 'clientip', 'remoteip', 'remoteaddr', 'srcip', 'dstip', 'sourceip', 'useragent', 'url', 'uri'],
  ...['requesturi', 'timestamp', 'time', 'ts', 'duration', 'latency', 'msg', 'message', 'line', 'log'],
];

/** Names people give to the label that is the name of a pod. */
const PODS = ['pod', 'pod_name', 'k8s_pod_name', 'kubernetes_pod_name'];

const few: ManifestsRule = {
  id: 'ALLOY-LABELS-1',
  severity: Severity.ERROR,
  title: 'lines have no more labels than Loki takes',
  why: 'Loki refuses a line with more, and Alloy drops what Loki refuses',
  evidence: 'https://github.com/grafana/loki/blob/v3.7.6/pkg/distributor/validator.go',
  check: ({ manifests }) => {
    const max = maxLabels(manifests);
    return atWrite(manifests, ({ source }, labels, write) => {
      // Loki adds this one itself and does not count it.
      const counted = labels.filter((name) => name !== 'service_name');
      if (counted.length <= max) return [];
      return [
        {
          path: source.path,
          found: `${counted.length} labels get to ${write}, and Loki takes ${max}: ${counted.join(', ')}`,
          fix: 'move those with many values to structured metadata, and drop what nobody asks for',
        },
      ];
    });
  },
};

const endless: ManifestsRule = {
  id: 'ALLOY-LABELS-2',
  severity: Severity.WARNING,
  title: 'no label has a value of its own for every request, process or file',
  why: 'every value is a stream: an index that grows without end, tiny chunks, and no more than 5000 streams a tenant',
  evidence: 'https://grafana.com/docs/loki/latest/get-started/labels/cardinality/',
  check: ({ manifests }) =>
    atWrite(manifests, (route, labels) => {
      // A file of the node has one name; those of pods have another for every container that starts.
      const names = podFiles(route).length > 0 ? [...ENDLESS, 'filename'] : ENDLESS;
      const isEndless = (name: string): boolean => names.includes(name.toLowerCase().replaceAll('_', ''));
      return tooMany(route, labels.filter(isEndless));
    }),
};

const pods: ManifestsRule = {
  id: 'ALLOY-LABELS-3',
  severity: Severity.WARNING,
  title: 'the name of a pod is structured metadata, and no label',
  why: 'a label makes streams of every pod that ever ran, as many as there are roll-outs and jobs',
  evidence: 'https://grafana.com/docs/loki/latest/get-started/labels/remove-default-labels/',
  check: ({ manifests }) =>
    atWrite(manifests, (route, labels) =>
      tooMany(
        route,
        labels.filter((name) => PODS.includes(name)),
      ),
    ),
};

function tooMany({ source }: Route, names: readonly string[]): Finding[] {
  if (names.length === 0) return [];
  const moved = names.filter((name) => name !== 'filename').map((name) => `${name} = "${name}"`);
  const fixes = [
    ...(moved.length > 0 ? [`stage.structured_metadata { values = { ${moved.join(', ')} } }`] : []),
    // Who asks for the pod does not need its file.
    ...(names.includes('filename') ? ['stage.label_drop { values = ["filename"] }'] : []),
  ];
  return [
    {
      path: source.path,
      found: `its lines have the label${names.length > 1 ? 's' : ''} ${names.join(', ')}`,
      fix: `add ${fixes.join(' and ')}`,
    },
  ];
}

/** What is found in the labels of lines that get to Loki. */
function atWrite(
  manifests: Manifests,
  find: (route: Route, labels: readonly string[], write: string) => Finding[],
): Finding[] {
  return onRoutes(manifests, (route) => {
    const { end } = route;
    return typeof end !== 'string' && end.name === 'loki.write' ? find(route, labelsAtEnd(route), end.id) : [];
  });
}

/** How many labels Loki takes: the most that a limit in these manifests says. */
function maxLabels(manifests: Manifests): number {
  const limits = manifests
    .read(readLoki)
    .lokis.flatMap((loki) => loki.limits.map(({ all }) => all['max_label_names_per_series'] ?? MAX_LABELS))
    .filter((limit) => typeof limit === 'number');
  return limits.length > 0 ? Math.max(...limits) : MAX_LABELS;
}

/** Rules about the labels of lines. */
export const LABEL_RULES: readonly ManifestsRule[] = [few, endless, pods];
