import { hopOf } from '../../../../../lib/live/doctor/hops';
import { addLog, type Draft, podsOf, setMetric } from '../../../../helpers/healthy-snapshot';
import { AT, written } from '../logs/written';
import type { FaultCase } from './fault-case';

const PUSHES = 'loki_write_request_duration_seconds_count';

/** All pushes of agents are answered with a status. */
function pushes(draft: Draft, status: string): void {
  setMetric(draft, 'agent', `${PUSHES}{status_code=204}`, 300, 0);
  setMetric(draft, 'agent', `${PUSHES}{status_code=${status}}`, 12, 4);
}

/** Pushes failed some minutes ago, and agents wait before they try again. */
export function failing(draft: Draft, failed: Readonly<Record<string, number>>): void {
  setMetric(draft, 'agent', `${PUSHES}{status_code=204}`, 300, 0);
  for (const [status, count] of Object.entries(failed)) {
    setMetric(draft, 'agent', `${PUSHES}{status_code=${status}}`, count, 0);
  }
  setMetric(draft, 'agent', 'loki_source_file_read_lines_total', 5000, 0);
}

/** Pushes get no answer, and the log of an agent says why. */
const unanswered =
  (why: string) =>
  (draft: Draft): void => {
    failing(draft, { '-1': 12 });
    const error = `Post \\"http://loki-gateway.loki.svc.cluster.local:8080/loki/api/v1/push\\": ${why}`;
    written(draft, 'agent', `${AT} level=warn msg="error sending batch, will retry" status=-1 error="${error}"`, 3);
  };

/** Ways in which pushes get no answer, as the client of Alloy writes them. */
const UNANSWERED_CASES: readonly FaultCase[] = [
  ['agent-name', 'dial tcp: lookup loki-gateway.loki.svc.cluster.local: no such host', /get service --namespace loki/],
  ['agent-closed', 'dial tcp 10.100.0.7:8080: connect: connection refused', /endpointslices --namespace loki/],
  ['agent-no-way', 'dial tcp 10.100.0.7:8080: connect: operation not permitted', /networkpolicies --namespace alloy/],
  ['agent-no-way', 'dial tcp 10.100.0.7:8080: connect: no route to host', /networkpolicies --namespace loki/],
  ['agent-timeout', 'dial tcp 10.100.0.7:8080: i/o timeout', /networkpolicies[^]*component=distributor/],
  ['agent-timeout', 'read tcp 10.0.0.1:1->10.0.0.2:80: read: connection timed out', /networkpolicies/],
  ['agent-timeout', 'context deadline exceeded', /networkpolicies/],
  ['agent-timeout', 'net/http: request canceled (Client.Timeout exceeded while awaiting headers)', /networkpolicies/],
  ['agent-tls', 'http: server gave HTTP response to HTTPS client', /mesh/],
  ['agent-tls', 'net/http: TLS handshake timeout', /get service/],
  ['agent-tls', 'remote error: tls: certificate required', /get service/],
  ['agent-cut', 'EOF', /component=gateway/],
  ['agent-cut', 'read tcp 10.0.1.7:4123->10.100.0.7:8080: read: connection reset by peer', /component=gateway/],
  ['agent-cut', 'write tcp 10.0.1.7:4123->10.100.0.7:8080: write: broken pipe', /component=gateway/],
  ['agent-tls', 'net/http: HTTP/1.x transport connection broken: malformed HTTP response', /get service/],
  ['agent-proxy-away', 'proxyconnect tcp: dial tcp 10.9.9.9:3128: i/o timeout', /NO_PROXY/],
  ['agent-url', 'unsupported protocol scheme', /whole URL/],
  ['agent-ports', 'dial tcp 10.100.0.7:8080: connect: cannot assign requested address', /ip_local_port_range/],
].map(([id, why, fix]) => ({
  ...{ id: id as string, hop: 'agent', make: unanswered(why as string), fix: fix as RegExp },
  evidence: /^36 pushes of alloy-0 and 2 more nobody answered: [\w :./-]+$/i,
}));

/** Faults of agents, and of what they read. */
export const AGENT_CASES: readonly FaultCase[] = [
  {
    id: 'agent-config',
    hop: 'agent',
    make: (draft) => setMetric(draft, 'agent', 'alloy_config_last_load_successful', 0),
    evidence: /could not load its configuration/,
    fix: /eks-loki check dev/,
  },
  {
    id: 'agent-api',
    hop: 'agent',
    make: (draft) => addLog(draft, 'agent', 'api-forbidden', 'pods'),
    evidence: /pods is forbidden: 7 lines of alloy-0/,
    fix: /clusterrolebindings/,
  },
  {
    id: 'agent-api',
    hop: 'agent',
    make: (draft) => {
      addLog(draft, 'agent', 'api-forbidden', 'pods');
      setMetric(draft, 'agent', 'loki_source_file_files_active_total{component_id=loki.source.file.pods}', 0);
    },
    evidence: /pods is forbidden/,
    fix: /cdk deploy/,
  },
  {
    id: 'agent-api-token',
    hop: 'agent',
    make: (draft) => {
      addLog(draft, 'agent', 'api-unauthorized');
      setMetric(draft, 'agent', 'loki_source_file_files_active_total{component_id=loki.source.file.pods}', 0);
    },
    evidence: /Unauthorized: 7 lines of alloy-0/,
    fix: /rollout restart --namespace alloy/,
  },
  {
    id: 'agent-api-unreachable',
    hop: 'agent',
    make: (draft) => addLog(draft, 'events', 'api-unreachable', 'i/o timeout'),
    evidence: /API server does not answer: i\/o timeout: 7 lines of alloy-events/,
    fix: /networkpolicies --namespace alloy/,
  },
  {
    id: 'agent-api-busy',
    hop: 'agent',
    make: (draft) => addLog(draft, 'events', 'api-busy', 'the server has received too many requests'),
    evidence: /has received too many requests: 7 lines of alloy-events/,
    fix: /flowcontrol_rejected/,
  },
  ...UNANSWERED_CASES,
  {
    // Nobody may read metrics of the agents, and their logs tell it.
    id: 'agent-closed',
    hop: 'agent',
    make: (draft) => {
      draft.metrics = draft.metrics.filter(({ component }) => hopOf(component) !== 'agent');
      addLog(draft, 'agent', 'push-unreachable', 'connection refused');
    },
    evidence: /^pushes get no answer: connection refused: 7 lines of alloy-0/,
    fix: /endpointslices/,
  },
  {
    // A minute between two tries, in which the files grow.
    id: 'agent-unreachable',
    hop: 'agent',
    make: (draft) => failing(draft, { '-1': 12 }),
    evidence: /36 pushes of alloy-0 and 2 more nobody answered/,
    fix: /endpointslices --namespace loki/,
  },
  {
    id: 'agent-held',
    hop: 'agent',
    make: (draft) => failing(draft, { '-1': 12, '502': 3 }),
    evidence:
      /alloy-0 and 2 more has lines, and no push was accepted between two readings of the metrics; .* answered 502, -1/,
    fix: /--watch/,
  },
  {
    id: 'agent-password',
    hop: 'agent',
    make: (draft) => {
      pushes(draft, '401');
      setMetric(draft, 'agent', 'loki_write_dropped_entries_total{reason=ingester_error}', 500, 40);
      addLog(draft, 'gateway', 'nginx-password', 'writer');
    },
    evidence: /36 pushes of alloy-0 and 2 more were answered 401/,
    fix: /rollout restart --namespace loki deployment\/loki-gateway/,
  },
  {
    id: 'agent-tenant',
    hop: 'agent',
    make: (draft) => pushes(draft, '403'),
    evidence: /were answered 403/,
    fix: /cdk deploy/,
  },
  {
    id: 'agent-proxy',
    hop: 'agent',
    make: (draft) => pushes(draft, '407'),
    evidence: /answered 407/,
    fix: /NO_PROXY/,
  },
  ...[
    ['agent-tenant', 403, 'RBAC: access denied', /authorizationpolicies --namespace loki/] as const,
    ['agent-plain', 400, 'The plain HTTP request was sent to HTTPS port', /write https:/] as const,
  ].map(([id, status, says, fix]) => ({
    ...{ id, hop: 'agent' as const, fix },
    make: (draft: Draft) => {
      pushes(draft, String(status));
      written(
        draft,
        'agent',
        `level=error msg="final error sending batch" error="server returned HTTP status ${status} x (${status}): ${says}"`,
      );
    },
    evidence: /answered 40[03]: (?:RBAC|plain HTTP)/,
  })),
  ...['308', '404'].map((status) => ({
    ...{ id: 'agent-path', hop: 'agent' as const, fix: /get service/ },
    make: (draft: Draft) => pushes(draft, status),
    evidence: new RegExp(`answered ${status}`),
  })),
  {
    id: 'agent-too-large',
    hop: 'agent',
    make: (draft) => pushes(draft, '413'),
    evidence: /answered 413/,
    fix: /batch_size/,
  },
  { id: 'agent-limited', hop: 'agent', make: (draft) => pushes(draft, '429'), evidence: /answered 429/, fix: /volume/ },
  {
    id: 'agent-refused',
    hop: 'agent',
    make: (draft) => pushes(draft, '400'),
    evidence: /answered 400/,
    fix: /component=distributor/,
  },
  {
    id: 'agent-errors',
    hop: 'agent',
    make: (draft) => pushes(draft, '502'),
    evidence: /answered 502/,
    fix: /component=gateway/,
  },
  {
    id: 'agent-unreachable',
    hop: 'agent',
    // Between two tries an agent waits: nothing grows, and its log has the failure.
    make: (draft) => {
      setMetric(draft, 'agent', `${PUSHES}{status_code=204}`, 300, 0);
      setMetric(draft, 'agent', `${PUSHES}{status_code=-1}`, 12, 0);
      for (const { metadata } of podsOf(draft, 'agent')) {
        draft.logs.push({
          namespace: 'alloy',
          pod: metadata.name,
          component: 'agent',
          pattern: 'push-unreachable',
          count: 3,
        });
      }
    },
    evidence: /36 pushes of alloy-0 and 2 more nobody answered/,
    fix: /endpointslices --namespace loki/,
  },
  {
    id: 'agent-drops',
    hop: 'agent',
    make: (draft) => setMetric(draft, 'agent', 'loki_write_dropped_entries_total{reason=line_too_long}', 9, 3),
    evidence: /drops 9 lines between two readings of the metrics: line_too_long/,
    fix: /kubectl logs --namespace alloy alloy-0/,
  },
  {
    id: 'agent-silent',
    hop: 'agent',
    make: (draft) => {
      for (const scrape of draft.metrics.filter(({ component }) => component === 'agent')) {
        scrape.samples = scrape.samples.filter(({ name }) => name !== PUSHES);
      }
      setMetric(draft, 'agent', 'loki_write_sent_entries_total', 0);
    },
    evidence: /reads lines and has sent none/,
    fix: /alloy\.processing/,
  },
  {
    id: 'agent-silent',
    hop: 'agent',
    make: (draft) => neverSent(draft, 40),
    evidence: /reads lines and has sent none/,
    fix: /alloy\.processing/,
  },
  {
    id: 'agent-state',
    hop: 'agent',
    make: (draft) => addLog(draft, 'agent', 'disk-full'),
    evidence: /no space left on device: 7 lines of alloy-0/,
    fix: /describe node node-a[^]*larger disk/,
  },
  {
    id: 'agent-state',
    hop: 'agent',
    make: (draft) => addLog(draft, 'agent', 'read-only'),
    evidence: /read-only file system: 7 lines of alloy-0/,
    fix: /Bottlerocket below \/var\/lib/,
  },
  {
    id: 'agent-too-many-files',
    hop: 'agent',
    make: (draft) => addLog(draft, 'agent', 'too-many-files'),
    evidence: /too many open files: 7 lines of alloy-0/,
    fix: /fs\.inotify\.max_user_instances/,
  },
  {
    id: 'agent-behind',
    hop: 'agent',
    make: (draft) => setMetric(draft, 'agent', 'loki_source_file_file_bytes_total', 900_000_000, 4000),
    evidence: /alloy-0 and 2 more has 857 MiB left to read/,
    fix: /workloads\.alloy\.resources/,
  },
  {
    id: 'agent-component',
    hop: 'agent',
    make: (draft) =>
      setMetric(draft, 'agent', 'alloy_component_controller_running_components{health_type=unhealthy}', 2),
    evidence: /components that are not healthy/,
    fix: /port-forward --namespace alloy pod\/alloy-0 12345/,
  },
];

/** No agent has sent a line since it started, as when all go to Kafka, and processing drops some. */
export function neverSent(draft: Draft, dropped: number): void {
  for (const scrape of draft.metrics.filter(({ component }) => component === 'agent')) {
    scrape.samples = scrape.samples.filter(({ name }) => !name.startsWith('loki_write_'));
  }
  setMetric(draft, 'agent', 'loki_process_dropped_lines_total', 500, dropped);
}
