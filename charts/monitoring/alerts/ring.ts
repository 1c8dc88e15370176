import type { AlertGroup } from './alert';

/** Alerts about missing pods and about members of the ring. */
export const RING: AlertGroup = {
  name: 'loki-ring',
  title: 'Pods and the ring',
  alerts: ({ loki, alloy, jobs }) => [
    {
      name: 'LokiTargetDown',
      expr: `up{namespace=~"${loki}|${alloy}"} == 0`,
      for: '10m',
      severity: 'warning',
      summary: '{{ $labels.pod }} of {{ $labels.job }} cannot be scraped',
      why: 'The pod does not run, or its metrics are missing in all other alerts.',
      first:
        "`kubectl -n NAMESPACE get pod` says whether it runs. If it does, look at the network policy: `network.metricsNamespaces` must have the scraper's namespace.",
    },
    {
      name: 'LokiComponentAbsent',
      expr: [
        `sum by (cluster, namespace, job) (up{namespace="${loki}"}) == 0`,
        ...jobs.map((job) => `absent(up{namespace="${loki}", job="${job}"})`),
      ].join('\n  or '),
      for: '5m',
      severity: 'critical',
      summary: 'no pod of {{ $labels.job }} is left',
      why: 'All pods of the component are away: without distributors and ingesters lines wait on the nodes, without queriers and frontends every query fails.',
      first:
        '`kubectl -n NAMESPACE get events --sort-by=.lastTimestamp`: a quota, an image that cannot be pulled, or a volume in another zone than the node.',
    },
    {
      name: 'LokiQuorumAtRisk',
      expr: `max by (cluster, namespace) (loki_ring_members{job="${loki}/distributor", name="ingester", state="ACTIVE"}) < max by (cluster, namespace) (loki_distributor_replication_factor)`,
      for: '10m',
      severity: 'warning',
      summary: '{{ $value }} ingesters are in the ring',
      why: 'Each line needs two of three ingesters: one more loss stops all writes.',
      first:
        'Bring the missing pod back, and roll nothing until then. Look at its node, its volume and its log: replaying the write-ahead log takes minutes.',
    },
    {
      name: 'LokiQuorumLost',
      expr: `max by (cluster, namespace) (loki_ring_members{job="${loki}/distributor", name="ingester", state="ACTIVE"}) < 2`,
      for: '1m',
      severity: 'critical',
      summary: '{{ $value }} ingesters are in the ring: all writes are refused',
      why: 'Lines wait on the nodes, and are lost when the nodes rotate their files.',
      first:
        '`kubectl -n NAMESPACE get pod -l app.kubernetes.io/component=ingester -o wide`. Start pods again before anything else; do not delete pods or volumes that replay.',
    },
    {
      name: 'LokiRestarting',
      expr: `changes(process_start_time_seconds{namespace="${loki}"}[1h]) > 3`,
      severity: 'warning',
      summary: '{{ $labels.pod }} started {{ $value }} times in an hour',
      why: 'It runs out of memory, or crashes. Each restart of an ingester replays its write-ahead log.',
      first:
        '`kubectl -n NAMESPACE describe pod POD` (OOMKilled?) and `kubectl logs --previous`. More memory is in `loki.sizes`.',
    },
    {
      name: 'LokiPanics',
      expr: 'sum by (cluster, namespace, job) (increase(loki_panic_total[10m])) > 0',
      severity: 'critical',
      summary: 'a request made {{ $labels.job }} panic',
      why: 'A query or a line stops its handler. The same one does it again, in every replica.',
      first: 'Search the log of the component for `panic`: the stack and the query are there. Report it to Loki.',
    },
    {
      name: 'LokiWalReplaying',
      expr: 'max by (cluster, namespace, pod) (loki_ingester_wal_replay_active) == 1',
      for: '20m',
      severity: 'warning',
      summary: '{{ $labels.pod }} has replayed its write-ahead log for 20 minutes',
      why: 'Until it is done the ingester takes no lines, and another loss stops writes.',
      first: 'Wait, and restart nothing. If it repeats, give ingesters more CPU: `loki.sizes.ingester.cpu`.',
    },
    {
      name: 'LokiRuntimeConfigRefused',
      expr: 'min by (cluster, namespace, job) (loki_runtime_config_last_reload_successful) == 0',
      for: '5m',
      severity: 'critical',
      summary: '{{ $labels.job }} refuses the limits of tenants',
      why: 'Limits no longer change, and a pod that restarts does not come back.',
      first: "The pod's log names the key. Correct `loki.tenantLimits` and deploy again.",
    },
    {
      name: 'LokiRuntimeConfigDiffers',
      expr: 'count by (cluster, namespace) (count by (cluster, namespace, sha256) (loki_runtime_config_hash)) > 1',
      for: '15m',
      severity: 'warning',
      summary: 'pods of Loki have {{ $value }} versions of the limits of tenants',
      why: 'Some pods accept what others refuse.',
      first:
        '`count by (sha256, pod) (loki_runtime_config_hash)` names the pods. Their volume with the ConfigMap is stuck: delete these pods one by one.',
    },
  ],
};
