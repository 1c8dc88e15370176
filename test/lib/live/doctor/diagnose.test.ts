import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { diagnose, FAULTS } from '../../../../lib/live/doctor/diagnose';
import { HOPS, HOP_NAMES } from '../../../../lib/live/doctor/hops';
import { faultsMarkdown } from '../../../../scripts/generate-faults';
import { ROOT } from '../../../helpers/cli';
import {
  addEvent,
  type Draft,
  healthySnapshot,
  healthySpoke,
  podsOf,
  setMetric,
  TAKEN_AT,
} from '../../../helpers/healthy-snapshot';
import { neverSent } from './hops/agent';
import { CASES, type FaultCase } from './hops/cases';
import { unmade } from './hops/claims';
import { ended } from './hops/pod-states';

const diagnosed = ({ of = healthySnapshot, make }: Pick<FaultCase, 'make' | 'of'>) => {
  const draft = of();
  make(draft);
  return diagnose(draft);
};

test('a healthy snapshot has no fault, and each part of the path is seen', () => {
  const { findings, hops } = diagnose(healthySnapshot());
  expect(findings).toEqual([]);
  expect(hops.map(({ name, state }) => [name, state])).toEqual(HOP_NAMES.map((name) => [name, 'healthy']));
});

test('a healthy spoke has no fault, and no part that is where its Loki is', () => {
  const { findings, hops } = diagnose(healthySpoke());
  expect(findings).toEqual([]);
  expect(hops.map(({ name, state }) => `${name} ${state}`)).toEqual(
    ['identity', 'node', 'agent', 'gateway', 'query'].map((name) => `${name} healthy`),
  );
});

describe('a snapshot with one fault names it first', () => {
  test.each(CASES.map((each) => [each.id, each] as const))('%s', (id, each) => {
    const { findings, hops } = diagnosed(each);
    const [first] = findings;
    expect([first?.id, first?.hop]).toEqual([id, each.hop]);
    expect(first?.fix.join('\n')).toMatch(each.fix);
    expect(first?.evidence).toMatch(each.evidence);
    // What else is found is a consequence, or says so of another part of the same fault.
    const others = findings.filter((one) => one.id !== id && !one.isConsequence).map((one) => one.id);
    expect(others).toEqual(each.besides ?? []);
    expect(hops.find(({ name }) => name === each.hop)?.state).toBe(first?.isMild ? 'impaired' : 'broken');
  });

  test('there are forty at least, and every fault has a case', () => {
    expect(CASES.length).toBeGreaterThanOrEqual(40);
    const ids = new Set(CASES.map(({ id }) => id));
    // Findings about pods have ids of their own.
    expect(FAULTS.map(({ id }) => id).filter((id) => !ids.has(id))).toEqual([]);
  });
});

test('pods that were deleted serve nothing, although they are ready until they have ended', () => {
  const of = healthySnapshot();
  for (const { metadata } of podsOf(of, 'querier')) metadata.deletionTimestamp = TAKEN_AT;
  setMetric(of, 'query-scheduler', 'loki_query_scheduler_connected_querier_clients', 0);
  addEvent(of, 'loki', 'ReplicaSet', 'loki-querier-6c4d', 'FailedCreate', 'exceeded quota: q');
  const found = of.workloads.find(({ metadata }) => metadata.name === 'loki-querier') as Draft['workloads'][number];
  found.status = { conditions: [{ type: 'ReplicaFailure', status: 'True' }] };
  expect(diagnose(of).findings).toMatchObject([{ id: 'pod-quota', hop: 'query', isMild: false }]);
});

test('pods of a Deployment that are over are not those that it has', () => {
  const of = healthySnapshot();
  const [pod] = podsOf(of, 'querier') as [Draft['pods'][number]];
  for (const [index, phase] of ['Failed', 'Succeeded'].entries()) {
    const old = structuredClone(pod);
    Object.assign(old.metadata, { name: `loki-querier-old-${index}`, uid: `old-${index}` });
    old.status = { phase, conditions: [{ type: 'Ready', status: 'False', reason: 'PodFailed' }] };
    of.pods.push(old);
  }
  expect(diagnose(of).findings).toEqual([]);
  // The only ones are, and no other was made.
  of.pods = of.pods.filter(({ metadata }) => !/^loki-querier-\d/.test(metadata.name));
  expect(diagnose(of).findings).toMatchObject([{ id: 'workload-no-pods', hop: 'query' }]);
  // The kubelet says why it refuses each that is made.
  const last = of.pods.findLast(({ metadata }) =>
    metadata.name.startsWith('loki-querier-old'),
  ) as Draft['pods'][number];
  last.status = { ...last.status, phase: 'Failed', reason: 'TopologyAffinityError', message: 'Pod was rejected: x' };
  expect(diagnose(of).findings).toMatchObject([
    { id: 'pod-node-refused', hop: 'query', evidence: expect.stringContaining('Pod was rejected: x') as string },
  ]);
});

test('a pod that ends in its time, and a container that ran out of memory long ago, are not a fault', () => {
  const of = healthySnapshot();
  for (const { metadata } of podsOf(of, 'compactor')) metadata.deletionTimestamp = '2026-11-21T11:58:00Z';
  ended(of, 'querier', '2026-11-21T10:30:00Z');
  expect(diagnose(of).findings).toEqual([]);
});

test('pushes that failed in the past are not a fault of agents that have nothing to push', () => {
  const of = healthySnapshot();
  setMetric(of, 'agent', 'loki_write_request_duration_seconds_count{status_code=204}', 300, 0);
  setMetric(of, 'agent', 'loki_write_request_duration_seconds_count{status_code=-1}', 12, 0);
  setMetric(of, 'agent', 'loki_source_file_read_lines_total', 5000, 0);
  setMetric(of, 'agent', 'loki_source_file_file_bytes_total', 900_000, 0);
  setMetric(of, 'agent', 'loki_source_file_read_bytes_total', 899_000, 0);
  expect(diagnose(of).findings).toEqual([]);
});

test('ids of faults are unique, and hops exist', () => {
  const ids = FAULTS.map(({ id }) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  expect(HOPS.map(({ name }) => name)).toEqual(HOP_NAMES);
  for (const { cause } of FAULTS) expect(cause).toMatch(/^[a-zA-Z].{15,160}[^.]$/);
});

test('steps for a Loki that was found need no environment', () => {
  // It has no ConfigMaps that should be as an environment renders them, and all agents are its own.
  const none = ['config-differs', 'node-second-agent', 'pod-foreign'];
  const ofOthers = CASES.filter(({ id, of, hop }) => !of && hop !== 'grafana' && !none.includes(id));
  const steps = ofOthers.flatMap(({ id, make }) => {
    const draft = healthySnapshot();
    make(draft);
    draft.setup.found = { release: 'loki' };
    draft.setup.deliver = 'helm upgrade loki';
    delete draft.setup.redeploy;
    const { findings } = diagnose(draft);
    expect([id, findings.length]).not.toEqual([id, 0]);
    return findings.flatMap(({ fix }) => fix.map((step) => `${id}: ${step}`));
  });
  expect(steps.filter((step) => /environments\.|eks-loki|cdk deploy|customize|alloy\.\w|docs\//.test(step))).toEqual(
    [],
  );
});

test('steps for a Loki whose cluster, region, roles and buckets are unknown have words to replace', () => {
  const draft = healthySnapshot();
  const nobody = { clusterName: undefined, region: undefined, account: undefined };
  const texts = CASES.filter(({ of }) => !of).flatMap(({ id, make }) => {
    const of = structuredClone(draft);
    make(of);
    Object.assign(of.setup, nobody, { found: { release: 'loki' }, roles: [], buckets: [] });
    return diagnose(of).findings.flatMap(({ evidence, fix }) => [evidence, ...fix].map((text) => `${id}: ${text}`));
  });
  expect(texts.filter((text) => /undefined|NaN/.test(text))).toEqual([]);
  expect(texts).toContain(
    'identity-issuer: aws eks describe-cluster --name CLUSTER --query cluster.identity.oidc.issuer',
  );
});

test('a claim that waits for its first consumer is not a fault: the scheduler says what its pod waits for', () => {
  const draft = healthySnapshot();
  const classes = [{ metadata: { name: 'gp2' }, provisioner: 'ebs.csi.aws.com' }];
  unmade(draft, { storageClassName: 'gp2' }, classes, []);
  for (const { status } of podsOf(draft, 'ingester')) {
    status?.conditions?.forEach((one) => (one.message = '0/3 nodes are available: 3 Insufficient memory.'));
  }
  expect(diagnose(draft).findings[0]).toMatchObject({ id: 'pod-no-room', hop: 'ingester' });
});

test('an agent that sends elsewhere, and drops some of its lines, is not silent', () => {
  const draft = healthySnapshot();
  neverSent(draft, 39);
  expect(diagnose(draft).findings).toEqual([]);
});

test('what a pod wrote while it started is not a fault once it is ready', () => {
  const at = (last: string) => {
    const draft = healthySnapshot();
    for (const pod of draft.pods) {
      pod.status?.containerStatuses?.forEach((one) => (one.state = { running: { startedAt: '2026-11-21T11:50:00Z' } }));
    }
    const of = { namespace: 'loki', pod: 'loki-ingester-0', component: 'ingester' };
    draft.logs.push({ ...of, pattern: 's3-unreachable', count: 3, last });
    return diagnose(draft).findings.map(({ id }) => id);
  };
  expect(at('2026-11-21T11:50:30Z')).toEqual([]);
  expect(at('2026-11-21T11:55:00Z')).toEqual(['bucket-unreachable']);
});

test('what the API server refused agents some minutes ago, and not since, is a warning', () => {
  const isMild = (last: string) => {
    const draft = healthySnapshot();
    const of = { namespace: 'alloy', pod: podsOf(draft, 'agent')[0]?.metadata.name ?? '', component: 'agent' };
    draft.logs.push({ ...of, pattern: 'api-forbidden', count: 5, detail: 'pods', last });
    return diagnose(draft).findings.map((one) => [one.id, one.isMild]);
  };
  expect(isMild('2026-11-21T11:59:30Z')).toEqual([['agent-api', false]]);
  expect(isMild('2026-11-21T11:56:00Z')).toEqual([['agent-api', true]]);
});

test('parts can be asked for: what is in others is not shown', () => {
  const draft = healthySnapshot();
  for (const id of ['agent-password', 'query-tenant']) CASES.find((each) => each.id === id)?.make(draft);
  const { findings, hops } = diagnose(draft, ['query']);
  expect(findings.map(({ id }) => id)).toEqual(['query-tenant']);
  expect(hops.map(({ name }) => name)).toEqual(['query']);
});

test('a part that was not seen is not healthy', () => {
  const draft = healthySnapshot();
  draft.unseen.push({
    hops: ['caches'],
    what: 'pods in namespace loki',
    why: 'forbidden',
    needs: 'list pods in namespace loki',
  });
  const { findings, hops } = diagnose(draft);
  expect(findings).toEqual([]);
  expect(hops.find(({ name }) => name === 'caches')).toMatchObject({
    state: 'unclear',
    unseen: [{ why: 'forbidden' }],
  });
});

test('what could not be seen is not taken to be missing', () => {
  const draft = healthySnapshot();
  for (const namespace of ['loki', 'alloy']) {
    draft.pods = draft.pods.filter(({ metadata }) => metadata.namespace !== namespace);
    const what = `pods in namespace ${namespace}`;
    draft.unseen.push({ hops: [...HOP_NAMES], what, why: 'forbidden', needs: `list ${what}` });
  }
  expect(diagnose(draft).findings).toEqual([]);
  // A pod of another namespace is not a sign that those of Loki were seen.
  draft.pods.push({ metadata: { name: 'grafana-0', namespace: 'grafana' }, spec: {} });
  expect(diagnose(draft).findings).toEqual([]);
});

test.each(['dev/', 'dev', 'dev/fake', 'dev/fake/'])('a rule of prefix %s deletes chunks of the tenant', (prefix) => {
  const draft = healthySnapshot();
  const [bucket] = draft.aws?.buckets ?? [];
  bucket?.expires?.push({ id: 'short', prefix, days: 3 });
  expect(diagnose(draft).findings.map(({ id }) => id)).toEqual(['bucket-lifecycle-short']);
});

test('a node for which there is no image needs no agent', () => {
  const draft = healthySnapshot();
  const others: Record<string, string>[] = [
    { 'kubernetes.io/os': 'windows' },
    { 'eks.amazonaws.com/compute-type': 'fargate' },
  ];
  for (const labels of others) {
    const status = { conditions: [{ type: 'Ready', status: 'True' }] };
    draft.nodes?.push({ metadata: { name: 'node-other', labels }, spec: {}, status });
  }
  expect(diagnose(draft).findings).toEqual([]);
});

test('each status of an error is one fault of queries, and one of pushes', () => {
  const faultsOf = (status: number): string[] => {
    const draft = healthySnapshot();
    draft.answers = [{ user: 'reader', tenant: 'dev', status }];
    setMetric(draft, 'agent', `loki_write_request_duration_seconds_count{status_code=${status}}`, 12, 4);
    return diagnose(draft).findings.map(({ id }) => id.replace(/-.*/, ''));
  };
  const statuses = Array.from({ length: 200 }, (_, index) => 400 + index);
  expect(statuses.filter((status) => faultsOf(status).sort().join() !== 'agent,query')).toEqual([]);
});

test('a label of a pod may be the name of something of every object', () => {
  const draft = healthySnapshot();
  const [workload] = draft.setup.workloads;
  draft.setup.workloads.push({
    ...(workload as Draft['setup']['workloads'][number]),
    name: 'own',
    component: 'constructor',
  });
  expect(diagnose(draft).findings).toMatchObject([{ id: 'workload-missing', hop: 'agent' }]);
});

test('docs/reference/faults.md is generated, and has every fault', () => {
  const text = readFileSync(join(ROOT, 'docs/reference/faults.md'), 'utf8');
  expect(text).toBe(faultsMarkdown());
  for (const { id } of FAULTS) expect(text).toMatch(new RegExp(`^\\| _?${id}_? `, 'm'));
});
