import { knownLines } from '../../../../../lib/live/doctor/logs';
import { addEvent, addLog, type Draft, podsOf } from '../../../../helpers/healthy-snapshot';

const AT = 'ts=2026-11-21T11:59:00Z';

/** Nine of each line in the log of a pod of a component. */
function written(draft: Draft, component: string, ...lines: string[]): void {
  const [pod] = podsOf(draft, component);
  const of = { namespace: pod?.metadata.namespace ?? '', pod: pod?.metadata.name ?? '', component };
  draft.logs.push(...knownLines(lines.flatMap((line) => Array<string>(9).fill(line)).join('\n'), of));
}

/** Another pod of a component. */
function another(draft: Draft, component: string, name: string, status: object, more: object = {}): void {
  const pod = structuredClone(podsOf(draft, component)[0]) as Draft['pods'][number];
  Object.assign(pod.metadata, { name, uid: name, ...more });
  pod.status = status as never;
  draft.pods.push(pod);
}

/** A node that joined some seconds before the snapshot. */
const joined = (draft: Draft, second: number, conditions: object[], taints: object[] = []): void => {
  draft.nodes?.push({
    metadata: { name: 'node-new', creationTimestamp: `2026-11-21T11:59:${second}Z` },
    spec: { taints },
    status: { conditions },
  } as never);
};

const STARTING = {
  phase: 'Pending',
  conditions: [
    { type: 'PodScheduled', status: 'True' },
    { type: 'Ready', status: 'False' },
  ],
  containerStatuses: [{ name: 'a', restartCount: 0, state: { waiting: { reason: 'ContainerCreating' } } }],
};
const JUST_NOW = { creationTimestamp: '2026-11-21T11:59:30Z' };

/** Clusters in which nothing is broken, though much happens. */
export const ODD_HEALTHY: readonly (readonly [name: string, make: (draft: Draft) => void])[] = [
  [
    'pods that were preempted and run again',
    (draft) => addEvent(draft, 'loki', 'Pod', 'loki-querier-0', 'Preempted', 'Preempted by pod 1 on node a'),
  ],
  [
    'pods of a Deployment that the kubelet refused, and that others have replaced',
    (draft) => {
      for (const reason of ['Preempting', 'NodeAffinity', 'UnexpectedAdmissionError', 'OutOfcpu', 'Evicted']) {
        another(draft, 'querier', `loki-querier-${reason.toLowerCase()}`, { phase: 'Failed', reason });
      }
    },
  ],
  [
    'a Grafana of others without room',
    (draft) =>
      draft.pods.push({
        metadata: { name: 'grafana-0', namespace: 'grafana', labels: { 'app.kubernetes.io/name': 'grafana' } },
        spec: {},
        status: {
          phase: 'Pending',
          conditions: [{ type: 'PodScheduled', status: 'False', message: 'Insufficient cpu' }],
        },
      }),
  ],
  [
    'containers that were restarted often, days ago',
    (draft) => {
      for (const { status } of podsOf(draft, 'querier')) {
        const terminated = { reason: 'Error', exitCode: 1, finishedAt: '2026-11-18T00:00:00Z' };
        Object.assign(status ?? {}, {
          containerStatuses: [{ name: 'querier', restartCount: 30, state: { running: {} }, lastState: { terminated } }],
        });
      }
    },
  ],
  [
    'warnings about pods that are ready: DNS, Secrets of a registry, budgets, a volume that came late, a first probe',
    (draft) => {
      for (const reason of ['DNSConfigForming', 'FailedToRetrieveImagePullSecret', 'MultiplePodDisruptionBudgets']) {
        addEvent(draft, 'loki', 'Pod', 'loki-querier-0', reason, reason);
      }
      addEvent(draft, 'loki', 'Pod', 'loki-ingester-0', 'FailedAttachVolume', 'Multi-Attach error for volume "pvc-1"');
      addEvent(draft, 'loki', 'Pod', 'loki-ingester-0', 'Unhealthy', 'Readiness probe failed: statuscode: 503');
    },
  ],
  [
    'more ingesters than the environment asks for: somebody scaled them',
    (draft) => {
      for (const index of [3, 4]) {
        draft.ring?.push({ id: `loki-ingester-${index}`, state: 'ACTIVE' });
        another(draft, 'ingester', `loki-ingester-${index}`, podsOf(draft, 'ingester')[0]?.status ?? {});
      }
    },
  ],
  [
    'agents whose own exporters AWS denies something',
    (draft) =>
      written(
        draft,
        'agent',
        `${AT} level=error msg="Exporting failed. Will retry the request after interval." component_id=otelcol.exporter.awss3.x error="operation error S3: PutObject, api error AccessDenied: Access Denied"`,
        `${AT} level=error component_id=prometheus.exporter.cloudwatch.x err="AccessDenied: User is not authorized to perform: cloudwatch:GetMetricData"`,
        `${AT} level=error component_id=prometheus.remote_write.x msg="non-recoverable error" err="server returned HTTP status 403 Forbidden"`,
      ),
  ],
  [
    'an agent that the API server did not answer once',
    (draft) => {
      const line = `${AT} level=error msg="failed to list *v1.Pod: Get https://172.20.0.1/api: i/o timeout"`;
      draft.logs.push(...knownLines(line, { namespace: 'alloy', pod: 'alloy-0', component: 'agent' }));
    },
  ],
  [
    'an agent that did not find the others once, while they restarted, and one request that S3 could not answer',
    (draft) => {
      const once = (namespace: string, pod: string, component: string, line: string): void => {
        draft.logs.push(...knownLines(line, { namespace, pod, component }));
      };
      const rejoin = `${AT} level=error msg="failed to rejoin list of peers" service=cluster err="failed to join memberlist: i/o timeout"`;
      once('alloy', 'alloy-0', 'agent', rejoin);
      const probe = `${AT} level=warn msg="Was able to connect to alloy-1 over TCP but UDP probes failed, network may be misconfigured"`;
      once('alloy', 'alloy-0', 'agent', `${probe} service=cluster subsystem=memberlist`);
      const label = `${AT} level=error msg="discarding stream with unacceptable label \\"\\": from=10.0.22.85:33920"`;
      once('alloy', 'alloy-0', 'agent', `${label} service=cluster subsystem=memberlist`);
      once('loki', 'loki-querier-0', 'querier', probe);
      once(
        'loki',
        'loki-querier-0',
        'querier',
        `${AT} msg="removing index gateway failing healthcheck" addr=10.0.0.1:9095`,
      );
      const address = `${AT} level=warn msg="could not find advertise address" service=cluster err="no useable address found for interfaces [eth0 en0]"`;
      once('alloy', 'alloy-0', 'agent', address);
      const flush = `level=error ${AT} msg="failed to flush" err="operation error S3: PutObject, api error InternalError: We encountered an internal error. Please try again."`;
      once('loki', 'loki-ingester-0', 'ingester', flush);
    },
  ],
  [
    'a collector that made room in its memory, a page of errors that nginx cannot read, and dashboards that Grafana cannot load',
    (draft) => {
      const said = 'Memory usage is above hard limit. Forcing a GC.';
      written(draft, 'agent', `${AT} level=warn msg="${said}" component_id=otelcol.processor.memory_limiter.x`);
      const page = 'open() "/usr/share/nginx/html/50x.html" failed (13: Permission denied), client: 10.0.0.1';
      written(draft, 'gateway', `2026/11/21 11:59:00 [crit] 31#31: *5 ${page}`);
      const reload =
        'http://localhost:3000/api/admin/provisioning/dashboards/reload. Response: 500 Internal Server Error';
      const of = { namespace: 'grafana', pod: 'grafana-0', component: 'grafana' };
      draft.logs.push(...knownLines(`{"level": "INFO", "msg": "None sent to ${reload}"}`, of));
    },
  ],
  [
    'lines of programs about what is in order',
    (draft) => {
      for (const component of ['ingester', 'querier', 'compactor', 'distributor', 'agent']) {
        written(
          draft,
          component,
          `level=info ${AT} msg="no checkpoint is corrupt"`,
          `level=debug ${AT} msg="permission denied?"`,
        );
      }
    },
  ],
  [
    'a compactor with much to do',
    (draft) =>
      written(
        draft,
        'compactor',
        `level=warn ${AT} msg="skipped compacting table which likely has uncompacted index since it is locked by retention" table_name=index_1`,
        `level=warn ${AT} msg="last compaction took longer than the compaction interval, this can lead to duplicate compactors running if not running a standalone compactor instance"`,
      ),
  ],
  [
    'a node that joins: its network and its agent are not there yet',
    (draft) => {
      const message = 'NetworkReady=false reason:NetworkPluginNotReady message:cni plugin not initialized';
      const taint = { key: 'node.kubernetes.io/not-ready', effect: 'NoExecute' };
      joined(draft, 30, [{ type: 'Ready', status: 'False', message }], [taint]);
    },
  ],
  [
    'a node that has just become ready, without an agent',
    (draft) => joined(draft, 10, [{ type: 'Ready', status: 'True' }]),
  ],
  [
    'a node that has just become ready, whose agent starts',
    (draft) => {
      joined(draft, 10, [{ type: 'Ready', status: 'True' }]);
      another(draft, 'agent', 'alloy-new', STARTING, JUST_NOW);
    },
  ],
  [
    'a rollout: the new pod of a Deployment is not ready yet',
    (draft) => {
      const message = 'containers with unready status: [querier]';
      const conditions = [
        { type: 'PodScheduled', status: 'True' },
        { type: 'Ready', status: 'False', message },
      ];
      another(draft, 'querier', 'loki-querier-new', { phase: 'Running', conditions }, JUST_NOW);
    },
  ],
  [
    'clients that ask the gateway for files it does not have',
    (draft) =>
      written(
        draft,
        'gateway',
        '2026/11/21 11:59:00 [error] 31#31: *5 open() "/etc/nginx/html/.htpasswd" failed (2: No such file or directory), client: 10.0.0.1, server: , request: "GET /.htpasswd HTTP/1.1"',
        '2026/11/21 11:59:00 [error] 31#31: *5 open() "/etc/nginx/html/favicon.ico" failed (2: No such file or directory), client: 10.0.0.1',
      ),
  ],
  [
    'files that were refused some minutes ago, and that pods have loaded since',
    (draft) => {
      addLog(draft, 'distributor', 'runtime-config');
      addLog(draft, 'agent', 'alloy-config');
      addLog(draft, 'ruler', 'rules-refused');
    },
  ],
  [
    'a volume that was not made larger at first',
    (draft) => {
      addEvent(draft, 'loki', 'PersistentVolumeClaim', 'data-loki-ingester-0', 'VolumeResizeFailed', 'x');
      const event = draft.events.at(-1);
      if (event) event.lastTimestamp = '2026-11-21T11:05:00Z';
    },
  ],
];
