import type { Loose } from '../../lib/checks/harness';

/** Values of one field, by what the API server says about them. `test/e2e/api-forms.e2e.ts` asks the real one. */
export interface Answer {
  /** Kind of the object. */
  readonly kind: string;

  /** Path of the field; `pod.` and `container.` begin at those of the object. '' is the object itself, whose fields are replaced. */
  readonly path: string;

  /** Values that it takes. */
  readonly takes: readonly unknown[];

  /** Values that it refuses. */
  readonly refuses: readonly unknown[];

  /** If true, it refuses them when it makes the object, and not in a dry run. @default false */
  readonly late?: boolean;
}

/** Values of a field. */
export const of = (kind: string, path: string, takes: readonly unknown[], refuses: readonly unknown[]): Answer => ({
  ...{ kind, path, takes, refuses },
});

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

/** An object of each kind that the API server takes. */
const OBJECTS: Readonly<Record<string, Loose>> = {
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
};

const isObject = (value: unknown): value is Loose =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value in which one place has another value. */
function changed(value: unknown, [key, ...rest]: readonly string[], to: unknown): unknown {
  if (key === undefined) return to;
  if (Array.isArray(value)) return value.map((item, index) => (String(index) === key ? changed(item, rest, to) : item));
  const fields = isObject(value) ? value : {};
  return { ...fields, [key]: changed(fields[key], rest, to) };
}

/** An object of a kind, with a value at a path. */
export function objectWith(kind: string, path: string, value: unknown): Loose {
  const base = { kind, metadata: { name: 'a' }, ...OBJECTS[kind] };
  if (path === '') return { ...base, ...(value as object) };
  const pod = kind === 'CronJob' ? 'spec.jobTemplate.spec.template.spec' : 'spec.template.spec';
  const whole = path.replace(/^container\b/, 'pod.containers.0').replace(/^pod\b/, pod);
  return changed(base, whole.split('.'), value) as Loose;
}
