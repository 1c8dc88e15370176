import { diagnose } from '../../../../lib/live/doctor/diagnose';
import { waiting } from '../../../helpers/fake-kubectl';
import { addEvent, addLog, breakPod, type Draft, healthySnapshot, setMetric } from '../../../helpers/healthy-snapshot';
import { failing } from './hops/agent';

/** Status of a container that ends again and again. */
const crashing = () => {
  const lastState = { terminated: { exitCode: 2 } };
  return waiting('CrashLoopBackOff', undefined, { restartCount: 3, lastState }) as { containerStatuses: object[] };
};

describe('what follows from another fault is said so', () => {
  const found = (make: (draft: Draft) => void): string[] => {
    const draft = healthySnapshot();
    make(draft);
    return diagnose(draft).findings.map(
      ({ id, isMild, isConsequence }) => `${isConsequence ? 'follows: ' : ''}${id}${isMild ? ' mild' : ''}`,
    );
  };

  test('pods that are refused without their service account', () => {
    const all = found((draft) => {
      draft.accounts = draft.accounts.filter(({ metadata }) => metadata.name !== 'alloy');
      draft.pods = draft.pods.filter(({ metadata }) => !/^alloy-\d/.test(metadata.name));
      draft.metrics = draft.metrics.filter(({ component }) => component !== 'agent');
      const why = 'error looking up service account alloy/alloy: serviceaccount "alloy" not found';
      addEvent(draft, 'alloy', 'DaemonSet', 'alloy', 'FailedCreate', why);
    });
    expect(all).toEqual(['identity-account', 'follows: pod-account-missing']);
  });

  test('a part of Loki that does not start without its role', () => {
    const all = found((draft) => {
      const account = draft.accounts.find(({ metadata }) => metadata.name === 'loki');
      if (account) account.metadata.annotations = { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::999999999999:role/a' };
      for (const pattern of ['loki-start', 's3-denied']) addLog(draft, 'compactor', pattern, 'compactor');
    });
    expect(all).toEqual(['identity-other-role', 'follows: bucket-denied', 'follows: loki-start']);
  });

  test.each([
    ['disk-full', 'wal-full'],
    ['file-denied', 'volume-denied'],
  ])('a part of Loki that ends at its start, as it says before: %s', (pattern, id) => {
    const all = found((draft) => {
      for (const one of [pattern, 'loki-start'])
        addLog(draft, 'ingester', one, one === pattern ? undefined : 'ingester');
    });
    expect(all.map((one) => one.replace(/ mild$/, ''))).toEqual([id, 'follows: loki-start']);
  });

  test.each([
    ['The node was low on resource: ephemeral-storage.', 'node-evicted'],
    ['Pod ephemeral local storage usage exceeds the total limit of containers 1Gi.', 'pod-disk-limit'],
  ])('a part without pods, since all were evicted: %s', (why, id) => {
    const all = found((draft) => {
      const names = draft.pods.flatMap(({ metadata: { name } }) => (name.startsWith('loki-querier-') ? name : []));
      names.forEach((name, index) => {
        breakPod(draft, 'querier', { phase: 'Failed', reason: 'Evicted', message: why, conditions: [] }, index);
        addEvent(draft, 'loki', 'Pod', name, 'Evicted', why);
      });
    });
    expect(all).toEqual([id, 'follows: workload-no-pods']);
  });

  test('pushes that Loki refuses by their size', () => {
    const all = found((draft) => {
      failing(draft, { '413': 12 });
      setMetric(draft, 'distributor', 'loki_discarded_samples_total{reason=request_body_too_large,tenant=dev}', 50, 5);
    });
    expect(all).toEqual(['limit-body', 'follows: agent-too-large']);
  });

  test('a configuration that was changed in the cluster, and that nginx refuses', () => {
    const all = found((draft) => {
      const config = draft.configs.find(({ name }) => name === 'loki-gateway');
      if (config) config.digest = 'other';
      addLog(draft, 'gateway', 'nginx-config', 'unknown directive');
    });
    expect(all).toEqual(['config-differs', 'follows: gateway-config']);
  });

  test('a gateway that ends since a password is empty, and a part of Loki with flags of its own', () => {
    const drift = { kind: 'Deployment', namespace: 'loki', name: 'loki-distributor', hop: 'distributor' as const };
    const all = found((draft) => {
      const [status] = crashing().containerStatuses;
      breakPod(draft, 'gateway', { initContainerStatuses: [status] });
      addLog(draft, 'gateway', 'gateway-credentials', 'writer-password');
      draft.drift = [
        { ...drift, isGone: false, differences: ['spec.template.spec.containers[distributor].args differs'] },
      ];
      addLog(draft, 'compactor', 'memberlist-label');
    });
    expect(all).toEqual(['gateway-no-password mild', 'object-differs mild', 'follows: ring-label mild']);
  });

  test('a panic at the start of a pod is its crash, and no request that kills its handler', () => {
    const all = found((draft) => {
      breakPod(draft, 'querier', crashing());
      addLog(draft, 'querier', 'panic');
    });
    expect(all).toEqual(['pod-crashes mild']);
  });

  test('an agent whose pushes failed before, while others deliver, is a warning', () => {
    const all = found((draft) => {
      setMetric(draft, 'events', 'loki_write_request_duration_seconds_count{status_code=-1}', 4, 0);
      addLog(draft, 'events', 'push-unreachable', 'connection refused');
    });
    expect(all).toEqual(['agent-closed mild']);
  });
});

test('pushes that wait for some seconds follow from an ingester that is away', () => {
  const of = healthySnapshot();
  failing(of, { '-1': 12, '500': 3 });
  breakPod(of, 'ingester', { phase: 'Pending', conditions: [] });
  const { findings } = diagnose(of);
  expect(findings[0]).toMatchObject({ hop: 'ingester', isConsequence: false });
  expect(findings).toContainEqual(expect.objectContaining({ id: 'agent-held', isConsequence: true }));
});

test.each(['ingester', 'gateway'])('pods of a node that does not answer follow from it: %s', (component) => {
  const of = healthySnapshot();
  const [node] = of.nodes as NonNullable<Draft['nodes']>;
  (node as NonNullable<typeof node>).status = { conditions: [{ type: 'Ready', status: 'Unknown' }] };
  of.pods.forEach((pod) => {
    // It has all pods of the gateway.
    const isOn = component === 'gateway' || pod.spec.nodeName === node?.metadata.name;
    if (!isOn || !pod.metadata.name.startsWith(`loki-${component}`)) return;
    pod.status = { phase: 'Running', conditions: [{ type: 'Ready', status: 'False' }] };
    addEvent(of, 'loki', 'Pod', pod.metadata.name, 'NodeNotReady', 'Node is not ready');
  });
  const found = diagnose(of).findings.map(({ id, isConsequence }) => `${isConsequence ? 'follows: ' : ''}${id}`);
  expect(found).toEqual(['node-not-ready', 'follows: pod-node-gone']);
});

test('what only logs tell, and not in the last minutes, is named after what is seen now', () => {
  const namedFirst = (last: string) => {
    const draft = healthySnapshot();
    addLog(draft, 'querier', 'compactor-unreachable', 'connection refused');
    Object.assign(draft.logs.at(-1) ?? {}, { last });
    const message = '0/3 nodes are available: 3 Insufficient memory.';
    const conditions = [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }];
    breakPod(draft, 'querier', { phase: 'Pending', conditions }, 1);
    return diagnose(draft).findings.map(({ id }) => id);
  };
  expect(namedFirst('2026-11-21T11:59:30Z')[0]).toBe('compactor-unreachable');
  expect(namedFirst('2026-11-21T11:56:00Z').at(-1)).toBe('compactor-unreachable');
});
