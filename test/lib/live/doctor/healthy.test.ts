import { diagnose } from '../../../../lib/live/doctor/diagnose';
import { knownLines } from '../../../../lib/live/doctor/logs';
import { addEvent, type Draft, healthySnapshot, podsOf, setMetric } from '../../../helpers/healthy-snapshot';
import { AROUND_HEALTHY } from './hops/around';
import { CERTIFICATES_HEALTHY } from './hops/door-certificates';
import { LAUNCHES_HEALTHY } from './hops/node/launches';
import { SOURCES_HEALTHY } from './hops/grafana';
import { ODD_HEALTHY } from './hops/odd';

/** Lines in the log of a pod of a component, once each. */
function written(draft: Draft, component: string, ...lines: string[]): void {
  const [pod] = podsOf(draft, component);
  const of = { namespace: pod?.metadata.namespace ?? '', pod: pod?.metadata.name ?? '', component };
  draft.logs.push(...knownLines(lines.join('\n'), of));
}

/** Conditions of all nodes. */
function conditions(draft: Draft, status: string, ...types: string[]): void {
  for (const node of draft.nodes ?? []) node.status?.conditions?.push(...types.map((type) => ({ type, status })));
}

/** An ingester that was started a minute before the snapshot, and is ready. */
function started(draft: Draft): void {
  for (const pod of draft.pods) {
    const statuses = pod.status?.containerStatuses ?? [];
    for (const one of statuses) one.state = { running: { startedAt: '2026-11-21T11:58:30Z' } };
  }
}

const AT = 'ts=2026-11-21T11:59:00Z';
const NOW = Date.parse('2026-11-21T12:00:00Z') / 1000;

/** Clusters in which all is right, and which look like others in which something is not. */
const HEALTHY: readonly (readonly [name: string, make: (draft: Draft) => void])[] = [
  ...AROUND_HEALTHY,
  ...CERTIFICATES_HEALTHY,
  ...LAUNCHES_HEALTHY,
  ...SOURCES_HEALTHY,
  ...ODD_HEALTHY,
  [
    'a busy cluster: consumers of Kafka catch up, agents are some MiB behind, caches miss a key',
    (draft) => {
      // The look before had 400,000: a value that has become less has grown by all of it.
      setMetric(draft, 'agent', 'otelcol_kafka_receiver_offset_lag_ratio{topic=logs.dev}', 300_000, 300_000);
      setMetric(draft, 'agent', 'loki_source_file_file_bytes_total', 90_000_000, 8_000_000);
      setMetric(draft, 'agent', 'loki_source_file_read_bytes_total', 60_000_000, 7_000_000);
      written(draft, 'querier', `level=warn ${AT} msg="failed" err="memcache: connect timeout to 10.0.1.9:11211"`);
    },
  ],
  [
    'a fresh deploy: nobody was there when the first pods started',
    (draft) => {
      started(draft);
      written(
        draft,
        'ingester',
        `level=error ${AT} caller=memberlist_client.go:599 msg="failed to fast-join the memberlist cluster at startup" err="no such host"`,
      );
      written(
        draft,
        'querier',
        `level=error ${AT} caller=ratestore.go:109 msg="error getting ingester clients" err="empty ring"`,
      );
      const scheduler = `level=error ${AT} msg="error contacting scheduler" err="dial tcp 10.0.1.3:9095: connection refused"`;
      written(draft, 'query-frontend', ...Array<string>(9).fill(scheduler));
      const stamp = 'loki_compactor_apply_retention_last_successful_run_timestamp_seconds';
      setMetric(draft, 'compactor', stamp, 0);
      setMetric(draft, 'compactor', 'process_start_time_seconds', NOW - 90);
    },
  ],
  [
    'a scheduler that was restarted',
    (draft) => {
      const line = `level=error ${AT} msg="error contacting scheduler" err="dial tcp 10.0.1.3:9095: connection refused"`;
      written(draft, 'query-frontend', line, line);
    },
  ],
  [
    'nodes with the EKS node monitoring agent and the node problem detector',
    (draft) => {
      conditions(draft, 'True', 'KernelReady', 'NetworkingReady', 'StorageReady', 'ContainerRuntimeReady');
      conditions(draft, 'False', 'KernelDeadlock', 'ReadonlyFilesystem', 'FrequentKubeletRestart');
    },
  ],
  [
    'a node that Karpenter has just made',
    (draft) => {
      const [node] = draft.nodes ?? [];
      if (!node) throw new Error('no node');
      node.metadata.creationTimestamp = '2026-11-21T11:58:00Z';
      node.spec = { taints: [{ key: 'karpenter.sh/unregistered', effect: 'NoExecute' }] };
    },
  ],
  [
    'health checks of a load balancer at a receiver with TLS',
    (draft) => written(draft, 'agent', `${AT} level=warn msg="http: TLS handshake error from 10.0.2.4:51234: EOF"`),
  ],
  [
    'a user whose queries are slow, and an old checkpoint that could not be cleaned up at once',
    (draft) => {
      const slow =
        '2026/11/21 11:59:00 [error] 31#31: *5 upstream timed out (110: Operation timed out) while reading response header from upstream, client: 10.0.0.1';
      written(draft, 'gateway', slow, slow);
      written(
        draft,
        'ingester',
        `level=error ${AT} caller=checkpoint.go:500 msg="unable to cleanup old checkpoint, this is not expected and could lead to disk space exhaustion and may indicate disk I/O problems or corruption and should be investigated immediately"`,
      );
    },
  ],
  [
    'warnings of nginx about large answers, and connections that clients reset',
    (draft) =>
      written(
        draft,
        'gateway',
        '2026/11/21 11:59:00 [warn] 31#31: *5 an upstream response is buffered to a temporary file /tmp/proxy/1 while reading upstream, client: 10.0.0.1',
        '2026/11/21 11:59:00 [error] 31#31: *5 recv() failed (104: Connection reset by peer) while reading response header from upstream, client: 10.0.0.1',
      ),
  ],
  [
    'lines of programs about sockets that were closed, and files of pods that are gone',
    (draft) => {
      written(
        draft,
        'querier',
        `level=error ${AT} msg="x" err="write tcp 10.0.0.1:9095: transport endpoint is not connected"`,
      );
      written(
        draft,
        'agent',
        `${AT} level=error msg="failed to tail file" err="stat /var/log/pods/x/0.log: no such file or directory"`,
      );
      written(
        draft,
        'agent',
        `${AT} level=warn msg="partial lines upperbound exceeded, merging it to single line" threshold=100`,
      );
    },
  ],
  [
    'deletes that are switched off, for which the compactor answers 403',
    (draft) =>
      written(
        draft,
        'querier',
        `level=error ${AT} caller=gennumber_loader.go:136 msg="error loading cache generation numbers" err="unexpected status code: 403"`,
      ),
  ],
  [
    'queries of users for texts of errors',
    (draft) => {
      const said = ['empty ring', 'permission denied', 'mkdir /x: read-only file system', 'NOT_ENOUGH_REPLICAS'];
      const texts = said.map(
        (text) => `level=info ${AT} caller=metrics.go:237 query="{app=\\"a\\"} |= \\"${text}\\"" status=200`,
      );
      for (const component of ['querier', 'query-frontend', 'ingester']) written(draft, component, ...texts);
      written(draft, 'gateway', '10.0.0.1 - - "GET /loki/api/v1/query?query=permission denied HTTP/1.1" 200');
    },
  ],
  [
    'a Grafana whose users ask wrong queries, and ask other datasources that deny',
    (draft) => {
      const lines = [
        'logger=tsdb.loki level=error msg="Error received from Loki" statusCode=400 error="parse error at line 1"',
        'logger=tsdb.cloudwatch level=error msg="x" error="AccessDenied: not authorized to perform: s3:GetObject"',
      ];
      draft.logs.push(
        ...knownLines(lines.join('\n'), { namespace: 'grafana', pod: 'grafana-0', component: 'grafana' }),
      );
    },
  ],
  [
    'warnings of pods that have recovered',
    (draft) => {
      const [pod] = podsOf(draft, 'querier');
      const name = pod?.metadata.name ?? '';
      const said = 'Failed to schedule pod, all available instance types exceed limits for nodepool: "default"';
      addEvent(draft, 'loki', 'Pod', name, 'FailedScheduling', said);
      addEvent(draft, 'loki', 'Pod', name, 'FailedMount', 'failed to fetch token: Unauthorized');
      addEvent(draft, 'loki', 'Pod', name, 'FailedCreatePodSandBox', 'failed to assign an IP address to container');
    },
  ],
  [
    'a certificate that was renewed after a failure that cert-manager reported more than an hour ago',
    (draft) => {
      addEvent(draft, 'loki', 'Certificate', 'loki-gateway-tls', 'Failed', 'it will be retried');
      const [event] = draft.events;
      if (event) event.lastTimestamp = '2026-11-21T10:30:00Z';
    },
  ],
  [
    'sidecars that start before Loki, and a former container that was told to end',
    (draft) => {
      for (const pod of podsOf(draft, 'distributor')) {
        if (!pod.status) continue;
        const running = { running: { startedAt: '2026-11-21T10:00:00Z' } };
        const ended = { terminated: { reason: 'Completed', exitCode: 0 } };
        pod.status.initContainerStatuses = [{ name: 'istio-proxy', restartCount: 0, state: running }];
        pod.status.containerStatuses = [{ name: 'distributor', restartCount: 1, state: running, lastState: ended }];
      }
    },
  ],
];

test.each(HEALTHY)('no fault is found in %s', (_name, make) => {
  const draft = healthySnapshot();
  make(draft);
  expect(diagnose(draft).findings).toEqual([]);
});
