import { alloy, type AlertCases } from './case';

const dropped = alloy('loki_write_dropped_entries_total', 'component_id="loki.write.loki", reason="ingester_error"');
const pushes = (status: string) =>
  alloy('loki_write_request_duration_seconds_count', `component_id="loki.write.loki", status_code="${status}"`);
const late = (le: string) =>
  alloy('loki_write_entry_propagation_latency_seconds_bucket', `component_id="loki.write.loki", le="${le}"`);
const size = (name: string) => alloy(`loki_source_file_${name}_bytes_total`, 'path="/var/log/pods/a"');
const files = (component: string) => alloy('loki_source_file_files_active_total', `component_id="${component}"`);
const journal = alloy('loki_source_journal_target_lines_total', 'component_id="loki.source.journal.journal"');
const components = (health: string) =>
  alloy('alloy_component_controller_running_components', `health_type="${health}"`);
const loaded = alloy('alloy_config_last_load_successful');
const discovery = alloy('prometheus_sd_kubernetes_failures_total');
const nodes = (what: string) => `kube_daemonset_status_${what}{cluster="dev", namespace="alloy", daemonset="alloy"}`;

/** Series of kube-state-metrics about the Secret of a namespace. */
const secret = (namespace: string): string =>
  `kube_secret_created{cluster="dev", namespace="${namespace}", secret="loki-credentials"}`;

export const AGENTS_CASES: AlertCases = {
  AlloyDroppingLines: { at: '8m', fires: { [dropped]: '0x5 10+10x10' }, silent: { [dropped]: '10x15' } },
  AlloyRefused: {
    at: '15m',
    fires: { [pushes('401')]: '0+1x20', [pushes('204')]: '0+9x20' },
    silent: { [pushes('401')]: '5x20', [pushes('500')]: '0+1x20', [pushes('204')]: '0+9x20' },
  },
  AlloyNotDelivering: {
    at: '15m',
    fires: { [pushes('-1')]: '0+1x20', [pushes('204')]: '5x20' },
    silent: { [pushes('-1')]: '0+1x20', [pushes('204')]: '0+1x20' },
  },
  AlloyLate: {
    at: '25m',
    fires: { [late('60')]: '0+9x30', [late('300')]: '0+10x30', [late('+Inf')]: '0+10x30' },
    silent: { [late('60')]: '0+10x30', [late('300')]: '0+10x30', [late('+Inf')]: '0+10x30' },
  },
  AlloyBehind: {
    at: '20m',
    fires: { [size('file')]: '3e8x25', [size('read')]: '1e8x25' },
    silent: { [size('file')]: '3e8x25', [size('read')]: '2.99e8x25' },
  },
  AlloyReadsNoFiles: {
    at: '20m',
    fires: { [files('loki.source.file.pods')]: '0x25', [files('loki.source.file.audit')]: '1x25' },
    silent: { [files('loki.source.file.pods')]: '9x25', [files('loki.source.file.audit')]: '0x25' },
  },
  AlloyJournalSilent: { at: '90m', every: '5m', fires: { [journal]: '7x30' }, silent: { [journal]: '0+1x30' } },
  AlloyComponentUnhealthy: {
    at: '20m',
    fires: { [components('healthy')]: '20x25', [components('unhealthy')]: '1x25' },
    silent: { [components('healthy')]: '20x25', [components('unhealthy')]: '0x25' },
  },
  AlloyConfigRefused: { at: '10m', fires: { [loaded]: '0x15' }, silent: { [loaded]: '1x15' } },
  AlloyDiscoveryFailing: { at: '40m', fires: { [discovery]: '0+1x45' }, silent: { [discovery]: '4x45' } },
  AlloyMissingOnNode: {
    at: '20m',
    fires: { [nodes('desired_number_scheduled')]: '5x25', [nodes('number_ready')]: '4x25' },
    silent: { [nodes('desired_number_scheduled')]: '5x25', [nodes('number_ready')]: '5x25' },
  },
  LokiPasswordsOld: {
    at: '2h',
    // Times of creation: 1969, and 100 days ago, as promtool counts from 1970.
    fires: { [secret('loki')]: '-31536000x120' },
    silent: { [secret('loki')]: '-8640000x120', [secret('shop')]: '-99999999x120' },
  },
};
