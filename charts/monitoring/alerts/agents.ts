import type { AlertGroup } from './alert';
import { SECONDS_PER_DAY } from '../../input/seconds';

/** Days after which passwords that nobody replaces are old. */
const OLD_DAYS = 365;

/** Alloy: agents on nodes, and the other collectors. */
export const AGENTS: AlertGroup = {
  name: 'alloy-agents',
  title: 'Agents',
  alerts: ({ loki, alloy, passwordSecret }) => [
    {
      name: 'AlloyDroppingLines',
      expr: 'sum by (cluster, namespace, pod, reason) (increase(loki_write_dropped_entries_total[5m])) > 0',
      severity: 'critical',
      summary: '{{ $labels.pod }} drops lines: {{ $labels.reason }}',
      why: 'These lines are lost.',
      first:
        "Alloy's log has the answer: 401 is the password, 403 an unknown tenant, 400 the line itself, 413 a batch that is too large.",
    },
    {
      name: 'AlloyRefused',
      expr: 'sum by (cluster, namespace, pod, status_code) (rate(loki_write_request_duration_seconds_count{status_code=~"4.."}[5m])) > 0',
      for: '5m',
      severity: 'critical',
      summary: 'pushes of {{ $labels.pod }} are answered {{ $labels.status_code }}',
      why: 'With 429 lines wait, with any other code they are lost.',
      first: '401: password; 403: tenant; 429: `LokiRateLimited` names the limit.',
    },
    {
      name: 'AlloyNotDelivering',
      expr: 'sum by (cluster, namespace, pod) (rate(loki_write_request_duration_seconds_count{status_code!~"2.."}[5m])) > 0 unless sum by (cluster, namespace, pod) (rate(loki_write_request_duration_seconds_count{status_code=~"2.."}[5m])) > 0',
      for: '5m',
      severity: 'critical',
      summary: 'no push of {{ $labels.pod }} arrives',
      why: 'Lines wait in the files of the node, and are lost when it rotates them.',
      first:
        'If it is one node, look at its network; if it is all, at the gateway: `LokiComponentAbsent`, DNS, network policies.',
    },
    {
      name: 'AlloyLate',
      expr: 'histogram_quantile(0.99, sum by (cluster, namespace, pod, le) (rate(loki_write_entry_propagation_latency_seconds_bucket[5m]))) > 60',
      for: '15m',
      severity: 'warning',
      summary: 'lines of {{ $labels.pod }} arrive after {{ $value }} s',
      why: 'The agent catches up after an outage, or is limited.',
      first: 'Look at `LokiRateLimited` and `LokiWriteSlow`. After an outage, wait.',
    },
    {
      name: 'AlloyBehind',
      expr: 'sum by (cluster, namespace, pod) (loki_source_file_file_bytes_total - loki_source_file_read_bytes_total > 0) > 1e8',
      for: '15m',
      severity: 'warning',
      summary: '{{ $value | humanize1024 }}B wait in files of the node of {{ $labels.pod }}',
      why: 'The kubelet keeps five files of 10 MiB for a container: what is behind that is lost.',
      first: 'Look at `AlloyNotDelivering` and at the CPU of the agent: `workloads.alloy.resources`.',
    },
    {
      name: 'AlloyReadsNoFiles',
      expr: 'max by (cluster, namespace, pod) (loki_source_file_files_active_total{component_id="loki.source.file.pods"}) == 0',
      for: '15m',
      severity: 'critical',
      summary: '{{ $labels.pod }} reads no file of a pod',
      why: 'Nothing of the pods of this node arrives.',
      first:
        'Look at the mount of `/var/log/pods`, and at the component `discovery.kubernetes` in the interface on port 12345.',
    },
    {
      name: 'AlloyJournalSilent',
      expr: 'sum by (cluster, namespace, pod) (rate(loki_source_journal_target_lines_total[30m])) == 0',
      for: '30m',
      severity: 'warning',
      summary: '{{ $labels.pod }} reads nothing from the journal',
      why: 'A wrong path or a missing permission shows in nothing else.',
      first:
        '`journalctl` on the node says whether it is written; then look at the paths in [node logs](how-to/node-logs.md).',
    },
    {
      name: 'AlloyComponentUnhealthy',
      expr: 'sum by (cluster, namespace, pod) (alloy_component_controller_running_components{health_type!="healthy"}) > 0',
      for: '15m',
      severity: 'warning',
      summary: '{{ $value }} components of {{ $labels.pod }} are not healthy',
      why: 'A part of the configuration does not work, and the rest goes on.',
      first: '`kubectl -n NAMESPACE port-forward POD 12345` shows the component and its error.',
    },
    {
      name: 'AlloyConfigRefused',
      expr: 'min by (cluster, namespace, pod) (alloy_config_last_load_successful) == 0',
      for: '5m',
      severity: 'critical',
      summary: '{{ $labels.pod }} refuses its configuration',
      why: 'The former configuration goes on until the pod restarts, which then does not start.',
      first: "Alloy's log names the line. Correct the fields of `alloy` and deploy again.",
    },
    {
      name: 'AlloyDiscoveryFailing',
      expr: 'sum by (cluster, namespace, pod) (increase(prometheus_sd_kubernetes_failures_total[15m])) > 0',
      for: '15m',
      severity: 'warning',
      summary: '{{ $labels.pod }} cannot ask the Kubernetes API for pods',
      why: 'Lines of new pods are not read, or lack their labels.',
      first: 'Look at the ClusterRole of the collector, and at its way to the API server on port 443.',
    },
    {
      name: 'AlloyMissingOnNode',
      expr: `kube_daemonset_status_desired_number_scheduled{namespace="${alloy}"} - kube_daemonset_status_number_ready{namespace="${alloy}"} > 0`,
      for: '15m',
      severity: 'warning',
      summary: '{{ $value }} nodes have no agent that is ready',
      why: 'Nothing of these nodes arrives.',
      first: '`kubectl -n NAMESPACE get pod -o wide`: a node without room, a taint, or an image that cannot be pulled.',
      from: 'kube-state-metrics',
    },
    ...(passwordSecret === undefined
      ? []
      : [
          {
            name: 'LokiPasswordsOld',
            expr: `time() - kube_secret_created{namespace=~"${[loki, alloy].filter(Boolean).join('|')}", secret="${passwordSecret}"} > ${OLD_DAYS} * ${SECONDS_PER_DAY}`,
            for: '1h',
            severity: 'info' as const,
            summary:
              'passwords in {{ $labels.namespace }}/{{ $labels.secret }} are {{ $value | humanizeDuration }} old',
            why: 'Whoever has read them since may still write or read lines.',
            first: '[Change them](how-to/passwords.md#kubernetes-secret), in three steps and without losing a line.',
            from: 'kube-state-metrics' as const,
          },
        ]),
  ],
};
