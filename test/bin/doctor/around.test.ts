import { readAround } from '../../../bin/doctor/around';
import type { Get } from '../../../bin/doctor/listing';
import { healthySnapshot } from '../../helpers/healthy-snapshot';

/** Opens no port. */
const NOBODY = () => Promise.reject(new Error('nothing runs'));

const SETUP = {
  ...healthySnapshot().setup,
  scalers: [{ namespace: 'loki', name: 'loki-querier', component: 'querier', isOfKeda: false }],
  doors: [
    { kind: 'Ingress', namespace: 'loki', name: 'loki-gateway' },
    { kind: 'Service', namespace: 'alloy', name: 'alloy-push' },
  ],
};

const SCALER = {
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'loki-querier', namespace: 'loki', managedFields: [] },
  spec: { minReplicas: 2, maxReplicas: 6, scaleTargetRef: { kind: 'Deployment', name: 'loki-querier' } },
  status: { currentReplicas: 2, conditions: [{ type: 'ScalingActive', status: 'True', lastTransitionTime: 'x' }] },
};

test('autoscalers and doors are read if there should be some, with the fields that are looked at', async () => {
  const asked: string[] = [];
  const get: Get = ([what = '', ...args]) => {
    asked.push([what, ...args].join(' '));
    const door = { kind: 'Ingress', metadata: { name: 'loki-gateway', namespace: 'loki' }, spec: { rules: [] } };
    return Promise.resolve({
      items: what === 'ingresses' ? [door] : what === 'services' || what === 'daemonsets' ? [] : [SCALER],
      unseen: [],
    });
  };
  expect(await readAround(get, SETUP, NOBODY)).toEqual({
    scalers: [
      {
        metadata: { name: 'loki-querier', namespace: 'loki' },
        spec: { maxReplicas: 6, scaleTargetRef: { kind: 'Deployment', name: 'loki-querier' } },
        status: { currentReplicas: 2, conditions: [{ type: 'ScalingActive', status: 'True' }] },
      },
    ],
    doors: [{ kind: 'Ingress', metadata: { name: 'loki-gateway', namespace: 'loki' } }],
    otherAgents: [],
    unseen: [],
  });
  expect(asked.sort()).toEqual([
    // loki-stack has this label alone.
    expect.stringMatching(/^daemonsets --all-namespaces --selector app in \(.*promtail.*fluent-bit/),
    expect.stringMatching(
      /^daemonsets --all-namespaces --selector app\.kubernetes\.io\/name in \(.*promtail.*fluent-bit/,
    ),
    'horizontalpodautoscalers --namespace loki',
    'ingresses loki-gateway --namespace loki --ignore-not-found',
    'services alloy-push --namespace alloy --ignore-not-found',
  ]);
});

test('nothing is asked for an environment without them, and what is forbidden is not taken to be missing', async () => {
  const asked: string[] = [];
  const none: Get = ([what = '']) => {
    asked.push(what);
    return Promise.resolve({ items: [], unseen: [] });
  };
  expect(await readAround(none, healthySnapshot().setup, NOBODY)).toEqual({ otherAgents: [], unseen: [] });
  expect(asked).toEqual(['daemonsets', 'daemonsets']);
  const unseen = [{ hops: ['query' as const], what: 'x', why: 'forbidden', needs: 'list x' }];
  expect(await readAround(() => Promise.resolve({ items: [], unseen }), SETUP, NOBODY)).toEqual({
    unseen: [...unseen, ...unseen, ...unseen, ...unseen],
  });
});
