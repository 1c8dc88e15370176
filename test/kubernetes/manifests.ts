/** Loosely typed manifests, for tests that break them. */
export type Loose = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any

const meta = (name: string): Loose => ({ name, namespace: 'loki' });
const labels = { app: 'loki', part: 'ingester' };
const memory = '512Mi';

/** A pod that keeps every rule. */
function pod(): Loose {
  return {
    serviceAccountName: 'loki',
    priorityClassName: 'loki',
    securityContext: { seccompProfile: { type: 'RuntimeDefault' }, fsGroupChangePolicy: 'OnRootMismatch' },
    containers: [
      {
        name: 'loki',
        image: 'docker.io/grafana/loki:3.7.6',
        imagePullPolicy: 'IfNotPresent',
        args: ['-config.file=/etc/loki/config.yaml'],
        env: [{ name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'credentials', key: 'password' } } }],
        ports: [
          { name: 'http', containerPort: 3100 },
          { name: 'grpc', containerPort: 9095, protocol: 'TCP' },
        ],
        readinessProbe: { httpGet: { path: '/ready', port: 'http' } },
        livenessProbe: { tcpSocket: { port: 9095 } },
        lifecycle: { preStop: { httpGet: { path: '/drain', port: 'http' } } },
        resources: { requests: { cpu: '500m', memory }, limits: { memory } },
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
        volumeMounts: [
          { name: 'config', mountPath: '/etc/loki' },
          { name: 'data', mountPath: '/var/loki' },
        ],
      },
    ],
    volumes: [{ name: 'config', configMap: { name: 'loki', items: [{ key: 'config.yaml', path: 'config.yaml' }] } }],
    tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'logs', effect: 'NoSchedule' }],
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: 'kubernetes.io/hostname',
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: { matchLabels: labels },
      },
    ],
  };
}

/** A small set of valid manifests, by a short name for each: new ones at every call, for tests that break them. */
export function rightManifests(): Loose {
  const distributor = pod();
  distributor['volumes'].push({ name: 'data', emptyDir: { sizeLimit: '1Gi' } });
  const distributorLabels = { app: 'loki', part: 'distributor' };
  const manifests = {
    namespace: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'loki', labels: { app: 'loki' } } },
    priority: { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name: 'loki' }, value: 1000 },
    storage: {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'gp3' },
      provisioner: 'ebs.csi.aws.com',
      volumeBindingMode: 'WaitForFirstConsumer',
    },
    account: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: meta('loki') },
    config: { apiVersion: 'v1', kind: 'ConfigMap', metadata: meta('loki'), data: { 'config.yaml': '{}' } },
    role: {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: meta('loki'),
      rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['list'] }],
    },
    binding: {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: meta('loki'),
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'loki' },
      subjects: [{ kind: 'ServiceAccount', name: 'loki', namespace: 'loki' }],
    },
    stateful: {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: meta('ingester'),
      spec: {
        replicas: 3,
        serviceName: 'ingester',
        podManagementPolicy: 'Parallel',
        updateStrategy: { type: 'RollingUpdate' },
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: pod() },
        volumeClaimTemplates: [
          {
            apiVersion: 'v1',
            kind: 'PersistentVolumeClaim',
            metadata: { name: 'data' },
            spec: {
              accessModes: ['ReadWriteOnce'],
              storageClassName: 'gp3',
              resources: { requests: { storage: '10Gi' } },
            },
          },
        ],
      },
    },
    deployment: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: meta('distributor'),
      spec: {
        selector: { matchLabels: distributorLabels },
        template: { metadata: { labels: distributorLabels }, spec: distributor },
      },
    },
    headless: {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: meta('ingester'),
      spec: {
        clusterIP: 'None',
        selector: labels,
        ports: [
          { name: 'http', port: 3100, targetPort: 'http' },
          { name: 'grpc', port: 9095 },
        ],
      },
    },
    service: {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: meta('distributor'),
      spec: { type: 'ClusterIP', selector: distributorLabels, ports: [{ port: 80, targetPort: 3100 }] },
    },
    budget: {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: meta('ingester'),
      spec: { maxUnavailable: 1, selector: { matchLabels: labels } },
    },
    scaler: {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: meta('distributor'),
      spec: {
        minReplicas: 1,
        maxReplicas: 3,
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'distributor' },
        metrics: [
          { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } } },
        ],
      },
    },
    policy: {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: meta('ingester'),
      spec: {
        podSelector: { matchExpressions: [{ key: 'part', operator: 'In', values: ['ingester'] }] },
        policyTypes: ['Ingress'],
        ingress: [{ from: [{ podSelector: { matchLabels: distributorLabels } }], ports: [{ port: 9095 }] }],
      },
    },
  };
  // `labels` above is in many places, and breaking one of them must not break the others.
  return JSON.parse(JSON.stringify(manifests)) as Loose;
}

/** Objects outside the valid manifests that they need. */
export const EXTERNAL = ['Secret loki/credentials'];
