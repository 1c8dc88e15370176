import { diagnose } from '../../../../lib/live/doctor/diagnose';
import { HOP_NAMES } from '../../../../lib/live/doctor/hops';
import { breakPod, healthySnapshot, podsOf } from '../../../helpers/healthy-snapshot';
import { CASES, type FaultCase } from './hops/cases';
import { line, written } from './logs/written';

describe('of two faults the first broken part is first, and the other is named behind it', () => {
  test.each([
    ['identity-annotation', 'query-password'],
    ['identity-trust', 'wal-filling'],
    ['bucket-missing', 'agent-password'],
    ['bucket-unreachable', 'cache-errors'],
    ['node-no-files', 'ring-quorum-at-risk'],
    ['agent-password', 'grafana-datasource'],
    ['gateway-no-endpoints', 'limit-rate'],
    ['limit-rate', 'rules-failing'],
    ['ring-quorum-lost', 'query-no-querier'],
    ['schema-period', 'alerts-unsent'],
    ['agent-config', 'bucket-denied'],
    ['query-tenant', 'pod-image'],
    ['identity-sts-region', 'exposure-no-controller'],
    ['bucket-account', 'scaling-at-maximum'],
    ['pod-volume-quota', 'node-condition'],
    ['ring-blocked', 'chunk-missing'],
    ['volume-absent', 'grafana-refused'],
    ['pod-preempted', 'exposure-expires'],
    ['identity-node-role', 'agent-secret-file'],
    ['identity-association-gone', 'gateway-slow'],
    ['bucket-name', 'pod-port'],
    ['bucket-request', 'destination-drops'],
    ['bucket-errors', 'grafana-same-uid'],
    ['pod-processes', 'gateway-connections'],
    ['volume-io', 'cache-item-size'],
    ['agent-secret-file', 'gateway-passwords'],
    ['agent-cluster', 'ring-quorum-lost'],
    ['receiver-memory', 'limit-rate'],
    ['gateway-passwords', 'grafana-two-defaults'],
    ['gateway-temporary', 'wal-filling'],
    ['gateway-config', 'exposure-host'],
    ['exposure-host', 'grafana-url'],
    ['node-not-ready', 'grafana-reload'],
    ['node-second-agent', 'pod-port'],
    ['rollout-on-delete', 'volume-denied'],
    ['cluster-dns', 'grafana-sidecar'],
    ['flush-failing', 'bucket-name'],
    ['pod-storage-class', 'volume-resize-failed'],
  ])('%s and %s', (one, other) => {
    const both = [one, other].map((id) => CASES.find((each) => each.id === id) as FaultCase);
    const draft = healthySnapshot();
    both.forEach(({ make }) => make(draft));
    const { findings } = diagnose(draft);
    const ids = findings.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining([one, other]));
    const [first] = findings;
    const broken = findings.filter(({ isMild, isConsequence }) => !isMild && !isConsequence);
    const places = broken.map(({ hop }) => HOP_NAMES.indexOf(hop));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect([one, other]).toContain(first?.id);
    expect(first?.isConsequence).toBe(false);
  });
});

test.each([
  [0, false],
  [2, true],
])('queries that reach no scheduler, with %d of its 2 pods broken: a consequence is %s', (broken, isConsequence) => {
  const draft = healthySnapshot();
  const pods = podsOf(draft, 'query-scheduler');
  expect(pods).toHaveLength(2);
  for (let index = 0; index < broken; index++) breakPod(draft, 'query-scheduler', {}, index);
  const said = 'msg="error contacting scheduler" err="connection error: dial tcp 10.0.1.3:9095: i/o timeout"';
  written(draft, 'query-frontend', line('frontend_scheduler_worker.go:237', said));
  const { findings } = diagnose(draft);
  expect(findings.find(({ id }) => id === 'query-scheduler-unreachable')?.isConsequence).toBe(isConsequence);
  expect(findings[0]?.id).toBe(broken === 0 ? 'query-scheduler-unreachable' : 'pod-not-ready');
});
