import { type Answer, of } from './answer';

/** Limits of containers. */
const limits = (...items: object[]): object[][] => items.map((item) => [{ type: 'Container', ...item }]);

const scope = (scopeName: string, operator: string, values?: string[]): object => ({
  ...{ hard: { pods: '1' }, scopeSelector: { matchExpressions: [{ scopeName, operator, values }] } },
});

/** Answers about limits and quotas of namespaces. */
export const QUOTA_ANSWERS: readonly Answer[] = [
  of('LimitRange', 'spec', [{ limits: [] }], [{ limit: [] }]),
  of(
    'LimitRange',
    'spec.limits',
    [
      [{ type: 'Pod', max: { cpu: '1' } }],
      [{ type: 'a.b/C', max: { cpu: '1' } }],
      [{ type: 'PersistentVolumeClaim', max: { storage: '1Gi' } }],
      ...limits({}, { max: { cpu: 1 } }, { max: { 'a.b/c': '1' } }, { maxLimitRequestRatio: { cpu: '2' } }),
    ],
    [
      ...[
        [{}],
        [{ type: '' }],
        [{ type: 'container' }],
        [{ type: 'Foo' }],
        [{ type: 'Container' }, { type: 'Container' }],
      ],
      ...[{ default: { cpu: '1' } }, { defaultRequest: { cpu: '1' } }].map((more) => [{ type: 'Pod', ...more }]),
      ...limits(
        ...[
          { default: { cpu: '2' }, max: { cpu: '1' } },
          { min: { cpu: '2' }, max: { cpu: '1' } },
        ],
        ...[
          { defaultRequest: { cpu: '2' }, default: { cpu: '1' } },
          { defaultRequest: { cpu: '1' }, min: { cpu: '2' } },
        ],
        ...[
          { default: { cpu: '1' }, min: { cpu: '2' } },
          { defaultRequest: { cpu: '3' }, max: { cpu: '2' } },
        ],
        ...[
          { max: { cpu: '1 core' } },
          { max: { cpus: '1' } },
          { max: { storage: '1Gi' } },
          { max: { memory: '1Gb' } },
        ],
        { maxLimitRequestRatio: { cpu: '0.5' } },
      ),
      [{ type: 'PersistentVolumeClaim' }],
    ],
  ),
  of(
    'ResourceQuota',
    'spec.hard',
    [
      ...[null, {}, { pods: 4 }, { 'requests.cpu': '500m' }, { 'count/pods': '3' }, { 'count/deployments.apps': '3' }],
      ...[{ 'a.b/c': '1' }, { 'requests.a.b/c': '1' }, { cpu: '1', 'limits.cpu': '2' }, { 'requests.storage': '1Gi' }],
      ...[{ 'gold.storageclass.storage.k8s.io/requests.storage': '1Gi' }, { 'services.loadbalancers': '2' }],
    ],
    [
      ...[
        { pods: '1.5' },
        { pods: '-1' },
        { 'requests.memory': '1GB' },
        { foo: '1' },
        { 'service.loadbalancers': '2' },
      ],
      ...[{ PersistentVolumeClaims: '2' }, { 'requests.cpus': '2' }, { secret: '2' }],
    ],
  ),
  of(
    'ResourceQuota',
    'spec',
    [
      ...[null, {}, { hard: { pods: '1' }, scopes: ['BestEffort'] }],
      { hard: { 'requests.cpu': '1' }, scopes: ['NotBestEffort'] },
      ...[scope('PriorityClass', 'In', ['a']), scope('BestEffort', 'Exists'), scope('PriorityClass', 'Exists')],
    ],
    [
      ...[['besteffort'], ['BestEffort', 'NotBestEffort'], ['Terminating', 'NotTerminating']].map((scopes) => ({
        ...{ hard: { pods: '1' }, scopes },
      })),
      ...[{ cpu: '1' }, { services: '1' }].map((hard) => ({ hard, scopes: ['BestEffort'] })),
      ...[scope('PriorityClass', 'In'), scope('priority', 'Exists'), scope('BestEffort', 'In', ['a'])],
      ...[scope('PriorityClass', 'exists'), scope('PriorityClass', 'Exists', ['a'])],
    ],
  ),
];
