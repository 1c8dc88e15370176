import { testNamed } from './hinted';

const FORBIDDEN = 'Error creating: pods "x" is forbidden:';
const WEBHOOK = 'Error creating: Internal error occurred: failed calling webhook "validate.kyverno.svc-fail":';

describe('why the API server takes no pod', () => {
  testNamed([
    [
      'FailedCreate',
      `${WEBHOOK} failed to call webhook: expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got /, Kind=`,
      'pod-webhook-patch',
      'update the program',
    ],
    [
      'FailedCreate',
      `${WEBHOOK} failed to call webhook: the server could not find the requested resource`,
      'pod-webhook-path',
      'a path or a port',
    ],
    [
      'FailedCreate',
      'Error creating: Post "https://10.0.0.1/api/v1/namespaces/loki/pods": http2: client connection lost',
      'pod-api-errors',
      'readyz',
    ],
    [
      'FailedCreate',
      'create Pod loki-0 in StatefulSet loki failed error: The POST operation against Pod could not be completed at this time, please try again.',
      'pod-api-errors',
      'readyz',
    ],
    [
      'FailedCreate',
      'Error creating: pods "x" is forbidden: unable to create new content in namespace loki because it is being terminated',
      'pod-namespace-ends',
      '.status.conditions',
    ],
    [
      'FailedCreate',
      'create Pod loki-0 in StatefulSet loki failed error: pods "loki-0" already exists',
      'pod-name-taken',
      'ownerReferences',
    ],

    [
      'FailedCreate',
      'Error creating: Internal error occurred: add operation does not apply: doc is missing path: "/metadata/labels/x": missing value',
      'pod-webhook-patch',
      'kubectl get mutatingwebhookconfigurations',
    ],
    [
      'FailedCreate',
      `${WEBHOOK} received invalid webhook response: webhook returned response.patch but not response.patchType`,
      'pod-webhook-patch',
      'validate.kyverno.svc-fail: update the program',
    ],
    [
      'FailedCreate',
      'Error creating: admission webhook "inject.example.com" attempted to modify the object, which is not supported for this kind of request',
      'pod-webhook-patch',
      'leave namespace loki out',
    ],
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
      'pod-quota',
      'kubectl edit resourcequota --namespace loki storage',
    ],
    [
      'FailedCreate',
      `${FORBIDDEN} insufficient quota to match these scopes: [{PriorityClass In [loki-stateful]}]`,
      'pod-quota-class',
      'whose scopeSelector matches [{PriorityClass In [loki-stateful]}]',
    ],
    [
      'FailedCreate',
      `${FORBIDDEN} pods with system-node-critical priorityClass is not permitted in alloy namespace`,
      'pod-quota-class',
      'matches system-node-critical',
    ],
    [
      'FailedCreate',
      `${FORBIDDEN} pod rejected: RuntimeClass "kata" not found`,
      'pod-runtime-class-missing',
      'make kata',
    ],
    // No quota is in it.
    [
      'FailedCreate',
      `${FORBIDDEN} image policy webhook backend denied one or more images: not signed`,
      'pod-rejected',
      'reason=FailedCreate,involvedObject.kind=StatefulSet',
    ],
    [
      'FailedCreate',
      `${WEBHOOK} failed to call webhook: Post "https://kyverno-svc.kyverno.svc:443/validate/fail?timeout=10s": service "kyverno-svc" not found`,
      'pod-webhook-left',
      'asks Service kyverno-svc',
    ],
    [
      'FailedCreate',
      `${WEBHOOK} failed to call webhook: Post "https://kyverno-svc.kyverno.svc:443/validate/fail?timeout=10s": context deadline exceeded`,
      'pod-webhook-unreachable',
      'the security group of the nodes must admit that of the cluster',
    ],
    [
      'FailedCreate',
      `${WEBHOOK} failed to call webhook: Post "https://kyverno-svc.kyverno.svc:443/validate/fail?timeout=10s": Address is not allowed`,
      'pod-webhook-unreachable',
      'hostNetwork',
    ],
    [
      'FailedCreate',
      `${WEBHOOK} failed to call webhook: Post "https://kyverno-svc.kyverno.svc:443/validate/fail?timeout=10s": no endpoints available for service "kyverno-svc"`,
      'pod-webhook-down',
      'bring the pods of validate.kyverno.svc-fail back',
    ],
    [
      'FailedCreate',
      'Error creating: the server is currently unable to handle the request',
      'pod-api-errors',
      'readyz',
    ],
    [
      'FailedCreate',
      'Error creating: the server was unable to return a response in the time allotted, but may still be processing the request',
      'pod-api-errors',
      'readyz',
    ],
  ]);
});
