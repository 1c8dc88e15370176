import { testNamed } from './hinted';

describe('why the API server takes no pod', () => {
  testNamed([
    [
      'FailedCreate',
      'Error creating: Pod "x" is invalid: spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1',
      'pod-invalid',
      'correct spec.containers[0].resources.requests',
    ],
    [
      'FailedCreate',
      'Error creating: Pod "x" is invalid: [spec.containers[0].image: Required value, spec.nodeName: Forbidden]',
      'pod-invalid',
      'correct spec.containers[0].image,',
    ],
    [
      'FailedCreate',
      'Error creating: Pod "x" is invalid: metadata.annotations[example.com/team]: Invalid value: "x"',
      'pod-invalid',
      'correct metadata.annotations[example.com/team],',
    ],
    [
      'FailedCreate',
      'Error creating: Timeout: request did not complete within requested timeout - context deadline exceeded',
      'pod-api-errors',
      'readyz',
    ],
    ['FailedCreate', 'Error creating: etcdserver: mvcc: database space exceeded', 'pod-api-errors', 'cluster.health'],
    [
      'FailedCreate',
      'create Claim data-0 for Pod loki-ingester-0 in StatefulSet loki-ingester failed error: persistentvolumeclaims "data-0" is forbidden: exceeded quota: storage',
      'pod-rejected',
      'resourcequota',
    ],
  ]);
});
