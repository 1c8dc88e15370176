import { LABEL_NAME } from '../../../charts/alloy/processing/forms';
import { hasNoBound, tooManyLabels, unboundedFault } from '../../../charts/input/labels';
import { OTLP_LABELS } from '../../../charts/loki/otlp';

test.each([
  ...['k8s.pod.name', 'k8s_pod_name', 'k8s.pod.uid', 'pod', 'kubernetes_pod_name', 'container.id', 'containerId'],
  ...[
    'service.instance.id',
    'service_instance_id',
    'process.pid',
    'process_command_args',
    'thread.id',
    'faas.instance',
  ],
  ...[
    'audit_serial',
    'trace_id',
    'traceID',
    'app.session.id',
    'http_request_id',
    'enduser.id',
    'client.address',
    'net.peer.ip',
    'IP',
  ],
  ...['url.full', 'http.url', 'user_agent.original', 'user.email', 'remote_addr', 'filename', 'Timestamp'],
])('%s has no bound, with dots and with underscores, in an entry and as an attribute of OTLP', (name) => {
  expect(unboundedFault(name, 'leave it out')).toEqual({
    wrong: 'has a new value for every request, process or pod, and each would be a stream',
    fix: 'leave it out',
  });
  expect(LABEL_NAME.faultOf(name)?.wrong).toContain('has a new value');
});

test.each([
  ...[
    'host.name',
    'host.id',
    'cloud.account.id',
    'k8s.job.name',
    'team',
    'status',
    'method',
    'userland',
    'network.type',
  ],
  ...['tenant', 'zip', 'source', 'server', 'grid', 'podium', 'process.runtime.name', 'url.scheme', 'net.transport'],
  ...OTLP_LABELS,
])('%s has', (name) => {
  expect(hasNoBound(name)).toBe(false);
});

test('a message names forty labels at most', () => {
  const names = (count: number) => Array.from({ length: count }, (_, index) => `l${index + 10}`);
  expect(tooManyLabels('pods', names(16))).toBe(
    `lines of pods would have 16 labels, and Loki refuses those with more than 15: ${names(16).join(', ')}`,
  );
  expect(tooManyLabels('pods', names(43))).toMatch(/would have 43 labels.*, l49 and 3 more$/);
});
