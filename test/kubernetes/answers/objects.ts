import type { Loose } from '../../lib/checks/harness';

const RBAC = 'rbac.authorization.k8s.io';
const CONTAINERS = { containers: [{ name: 'main', image: 'a:1', volumeMounts: [{ name: 'v', mountPath: '/v' }] }] };
const TEMPLATE = {
  metadata: { labels: { app: 'a' } },
  spec: { ...CONTAINERS, volumes: [{ name: 'v', emptyDir: {} }] },
};
const ENDS = { ...TEMPLATE, spec: { ...TEMPLATE.spec, restartPolicy: 'Never' } };
const LASTING = { selector: { matchLabels: { app: 'a' } }, template: TEMPLATE };
const SCALED = { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'a' }, maxReplicas: 3 };
const PATHS = [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'a', port: { number: 80 } } } }];

const ADMISSION = 'admissionregistration.k8s.io';

/** Requests that a webhook or a policy checks. */
export const CHECKED = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] };

/** A webhook. */
export const HOOK = {
  name: 'a.b.c',
  clientConfig: { service: { name: 'a', namespace: 'b' } },
  rules: [CHECKED],
  sideEffects: 'None',
  admissionReviewVersions: ['v1'],
};

/** Names of a kind of others. */
export const NAMES = { plural: 'foos', singular: 'foo', kind: 'Foo', listKind: 'FooList' };

/** Version of a kind of others. */
export const VERSION = { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } };

/** Group of kinds of another server. */
export const SERVED = { group: 'a.b', version: 'v1', groupPriorityMinimum: 100, versionPriority: 100 };

/** An object of each kind that the API server takes. */
export const OBJECTS: Readonly<Record<string, Loose>> = {
  Deployment: { apiVersion: 'apps/v1', spec: LASTING },
  StatefulSet: { apiVersion: 'apps/v1', spec: LASTING },
  DaemonSet: { apiVersion: 'apps/v1', spec: LASTING },
  ReplicaSet: { apiVersion: 'apps/v1', spec: LASTING },
  Job: { apiVersion: 'batch/v1', spec: { template: ENDS } },
  CronJob: { apiVersion: 'batch/v1', spec: { schedule: '0 3 * * *', jobTemplate: { spec: { template: ENDS } } } },
  Service: { apiVersion: 'v1', spec: { ports: [{ port: 80 }] } },
  ConfigMap: { apiVersion: 'v1', data: {} },
  Secret: { apiVersion: 'v1' },
  ServiceAccount: { apiVersion: 'v1' },
  Namespace: { apiVersion: 'v1' },
  PersistentVolumeClaim: {
    apiVersion: 'v1',
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  },
  StorageClass: { apiVersion: 'storage.k8s.io/v1', provisioner: 'ebs.csi.aws.com' },
  PriorityClass: { apiVersion: 'scheduling.k8s.io/v1', value: 1 },
  HorizontalPodAutoscaler: { apiVersion: 'autoscaling/v2', spec: SCALED },
  PodDisruptionBudget: {
    apiVersion: 'policy/v1',
    spec: { selector: { matchLabels: { app: 'a' } }, maxUnavailable: 1 },
  },
  NetworkPolicy: { apiVersion: 'networking.k8s.io/v1', spec: { podSelector: {} } },
  Ingress: { apiVersion: 'networking.k8s.io/v1', spec: { rules: [{ host: 'a.b', http: { paths: PATHS } }] } },
  Role: { apiVersion: `${RBAC}/v1`, rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] },
  ClusterRole: { apiVersion: `${RBAC}/v1`, rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] },
  RoleBinding: {
    apiVersion: `${RBAC}/v1`,
    roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: 'view' },
    subjects: [{ kind: 'ServiceAccount', name: 'a', namespace: 'default' }],
  },
  ClusterRoleBinding: {
    apiVersion: `${RBAC}/v1`,
    roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: 'view' },
    subjects: [{ kind: 'ServiceAccount', name: 'a', namespace: 'default' }],
  },
  PodTemplate: { apiVersion: 'v1', template: TEMPLATE },
  ReplicationController: { apiVersion: 'v1', spec: { selector: { app: 'a' }, template: TEMPLATE } },
  Endpoints: { apiVersion: 'v1', subsets: [{ addresses: [{ ip: '10.0.0.1' }], ports: [{ port: 80 }] }] },
  EndpointSlice: {
    apiVersion: 'discovery.k8s.io/v1',
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.0.0.1'] }],
    ports: [{ name: 'a', port: 80 }],
  },
  LimitRange: { apiVersion: 'v1', spec: { limits: [{ type: 'Container', max: { cpu: '1' } }] } },
  ResourceQuota: { apiVersion: 'v1', spec: { hard: { pods: '4' } } },
  PersistentVolume: {
    apiVersion: 'v1',
    spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], csi: { driver: 'a.b', volumeHandle: 'v' } },
  },
  CSIDriver: { apiVersion: 'storage.k8s.io/v1', spec: { attachRequired: true } },
  VolumeAttributesClass: {
    apiVersion: 'storage.k8s.io/v1',
    driverName: 'ebs.csi.aws.com',
    parameters: { type: 'gp3' },
  },
  RuntimeClass: { apiVersion: 'node.k8s.io/v1', handler: 'runc' },
  Lease: { apiVersion: 'coordination.k8s.io/v1', spec: { holderIdentity: 'a', leaseDurationSeconds: 15 } },
  IngressClass: { apiVersion: 'networking.k8s.io/v1', spec: { controller: 'a.b/c' } },
  ServiceCIDR: { apiVersion: 'networking.k8s.io/v1', spec: { cidrs: ['10.0.0.0/24'] } },
  ValidatingWebhookConfiguration: { apiVersion: `${ADMISSION}/v1`, webhooks: [HOOK] },
  MutatingWebhookConfiguration: { apiVersion: `${ADMISSION}/v1`, webhooks: [HOOK] },
  ValidatingAdmissionPolicy: {
    apiVersion: `${ADMISSION}/v1`,
    spec: { matchConstraints: { resourceRules: [CHECKED] }, validations: [{ expression: 'true' }] },
  },
  ValidatingAdmissionPolicyBinding: {
    apiVersion: `${ADMISSION}/v1`,
    spec: { policyName: 'a', validationActions: ['Deny'] },
  },
  CustomResourceDefinition: {
    apiVersion: 'apiextensions.k8s.io/v1',
    metadata: { name: 'foos.example.com' },
    spec: { group: 'example.com', names: NAMES, scope: 'Namespaced', versions: [VERSION] },
  },
  APIService: {
    apiVersion: 'apiregistration.k8s.io/v1',
    metadata: { name: 'v1.a.b' },
    spec: { ...SERVED, service: { name: 'a', namespace: 'b' }, insecureSkipTLSVerify: true },
  },
};
