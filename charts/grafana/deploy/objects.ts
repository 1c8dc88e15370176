import type { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { GRAFANA_SERVICE_ACCOUNT } from '../../defaults';
import type { PodsBehind } from '../../endpoint/connection';
import { CREDENTIALS_VOLUME, CredentialsKind, type SecretFile, withoutToken } from '../../endpoint/credentials/source';
import type { LokiEndpoint } from '../../endpoint/endpoint';
import { addDoor } from '../../endpoint/exposure/doors/doors';
import { Exposure } from '../../endpoint/exposure/exposure';
import { type IdentityKind, WorkloadIdentity } from '../../endpoint/identity';
import { InputError } from '../../input/problems';
import { CONFIG_CHECKSUM } from '../../kubernetes/config-checksum';
import { addObject, MANAGED_BY } from '../../kubernetes/objects';
import { type ContainerResources, oneMore, oneUnavailable, statefulSet } from '../../kubernetes/workload';
import type { PrometheusLink } from '../prometheus';
import { GRAFANA_HEALTH_PATH, GRAFANA_PORT, grafanaConfig } from './config';
import { type DashboardConfigMap, dashboardConfigMaps, dashboardMounts } from './dashboards';
import { grafanaPolicy } from './network';
import { CONFIG_KEYS, DATA_VOLUME, grafanaPod } from './pod';
import { GRAFANA, type GrafanaDeploySettings, type GrafanaStorageProps } from './props';
import { GRAFANA_SECRETS, grafanaSecrets } from './secrets';

const POD_LABELS: Record<string, string> = {
  'app.kubernetes.io/name': GRAFANA,
  'app.kubernetes.io/component': GRAFANA,
};

/** Size of the volume in GiB: the database of some hundred dashboards has a few MB. */
const DEFAULT_VOLUME = 10;

/** Service that gives the pod of a StatefulSet its name. */
const HEADLESS = `${GRAFANA}-headless`;

/** Path of Grafana's WebSockets. */
const LIVE_PATH = '/api/live/';

/** Input of the objects. */
export interface GrafanaProps {
  /** Loki of the datasources. */
  readonly endpoint: LokiEndpoint;

  /** Name of the environment. */
  readonly environment: string;

  /** Namespace of Grafana. */
  readonly namespace: string;

  /** Settings of Grafana. */
  readonly deploy: GrafanaDeploySettings;

  /** Names of the ConfigMaps with datasources. */
  readonly datasources: readonly string[];

  /** ConfigMaps with dashboards of the library. */
  readonly dashboards: readonly DashboardConfigMap[];

  /** Prometheus of the datasources. @default - none */
  readonly prometheus?: PrometheusLink;

  /** URL of the Alertmanager of the ruler. @default - none */
  readonly alertmanagerUrl?: string;

  /** Its pods, where their port is not that of the URL. @default - they have the port of the URL */
  readonly alertmanagerPods?: readonly PodsBehind[];

  /** Image of Grafana. */
  readonly image: string;

  /** CPU and memory. @default - those of the pod */
  readonly resources?: Partial<ContainerResources>;

  /** If true, its pods get a NetworkPolicy. */
  readonly networkPolicies: boolean;

  /** StorageClass of volumes. @default - the default of the cluster */
  readonly storageClassName?: string;

  /** Way in which AWS knows the pods. @default IdentityKind.IRSA */
  readonly identityKind?: IdentityKind;
}

/** A Grafana that was added to a chart. */
export interface MadeGrafana {
  /** Address for browsers; of a tunnel on the user's machine, if there is no door. */
  readonly url: string;

  /** The door. @default - it is reached with `kubectl port-forward` */
  readonly exposure?: Exposure;

  /** Identity with which its containers query a workspace. @default - they query none */
  readonly identity?: WorkloadIdentity;

  /** Secrets of its own that it reads. */
  readonly secrets: readonly SecretFile[];

  /** True if they are in Secrets Manager, false if they are Kubernetes Secrets that somebody makes. */
  readonly areInAws: boolean;

  /** True if the login page takes the password of `admin`. */
  readonly takesPassword: boolean;
}

/**
 * Adds a Grafana: configuration, workload, Service, policy and door.
 *
 * @throws InputError if the credentials have only the passwords of the gateway
 */
export function addGrafana(chart: Chart, props: GrafanaProps): MadeGrafana {
  const { endpoint, namespace, environment, deploy, prometheus } = props;
  const { credentials } = endpoint;
  const client = endpoint.grafanaClient(namespace);
  const metadata: k8s.ObjectMeta = { name: GRAFANA, namespace, labels: { ...POD_LABELS, ...MANAGED_BY } };
  const exposure = deploy.expose && new Exposure(deploy.expose);
  const url = exposure?.url ?? `http://localhost:${GRAFANA_PORT}`;

  const secrets = grafanaSecrets(environment, deploy, credentials.kind);
  const own = credentials.files?.(client, GRAFANA_SECRETS, secrets);
  if (!own) throw new InputError([NO_FILES]);
  const reader = credentials.podIdentity(client);
  const signs = prometheus?.workspaceArn !== undefined;
  const identity = signs ? (reader ?? queryIdentity(props)) : undefined;
  const account = (reader ?? identity)?.serviceAccountName ?? GRAFANA_SERVICE_ACCOUNT;
  addObject(
    chart,
    k8s.KubeServiceAccount.manifest({
      metadata: { ...metadata, name: account, annotations: (reader ?? identity)?.annotations },
      automountServiceAccountToken: false,
    }),
  );
  for (const object of own.objects) addObject(chart, object);

  const dashboards = dashboardMounts(dashboardConfigMaps(props.dashboards, deploy.dashboardConfigMaps));
  const data = {
    [CONFIG_KEYS.ini]: grafanaConfig({ deploy, url, prometheus }),
    ...(dashboards.file === undefined ? {} : { [CONFIG_KEYS.providers]: dashboards.file }),
  };
  addObject(chart, k8s.KubeConfigMap.manifest({ metadata, data }));

  const storage = deploy.storage === true ? {} : deploy.storage || undefined;
  const { replicas = 1 } = deploy;
  const template: k8s.PodTemplateSpec = {
    metadata: {
      labels: POD_LABELS,
      annotations: {
        ...CONFIG_CHECKSUM,
        ...identity?.podAnnotations,
        // A role that only mounts passwords is not for Grafana itself.
        ...(signs ? {} : withoutToken(reader, GRAFANA)),
      },
    },
    spec: grafanaPod({
      configMap: GRAFANA,
      datasources: props.datasources,
      dashboards,
      passwords: [credentials.volume(client), own.volume],
      secrets,
      serviceAccountName: account,
      podLabels: POD_LABELS,
      image: props.image,
      resources: props.resources,
      hasVolume: storage !== undefined,
      isExposed: exposure !== undefined,
      replicas,
    }),
  };
  const reloaded = dashboards.volumes.map(({ name }) => name);
  addObject(
    chart,
    storage
      ? onVolume(metadata, template, { storageClass: props.storageClassName, ...storage })
      : stateless(metadata, template, replicas),
    [CREDENTIALS_VOLUME, GRAFANA_SECRETS, ...reloaded],
  );
  addObject(
    chart,
    k8s.KubeService.manifest({
      metadata,
      spec: {
        type: 'ClusterIP',
        selector: POD_LABELS,
        ports: [{ name: 'http', port: GRAFANA_PORT, targetPort: k8s.IntOrString.fromString('http') }],
      },
    }),
  );
  if (storage) {
    addObject(
      chart,
      k8s.KubeService.manifest({
        metadata: { ...metadata, name: HEADLESS },
        spec: {
          clusterIp: 'None',
          selector: POD_LABELS,
          ports: [{ name: 'http', port: GRAFANA_PORT, targetPort: k8s.IntOrString.fromString('http') }],
        },
      }),
    );
  }
  // With a single pod it would block every drain.
  if (replicas > 1) {
    addObject(chart, k8s.KubePodDisruptionBudget.manifest({ metadata, spec: oneUnavailable(POD_LABELS) }));
  }
  if (exposure) {
    addDoor(chart, {
      exposure,
      metadata: { ...metadata, name: `${GRAFANA}-external` },
      target: {
        service: GRAFANA,
        podLabels: POD_LABELS,
        port: GRAFANA_PORT,
        healthPath: GRAFANA_HEALTH_PATH,
        endlessPath: LIVE_PATH,
      },
      longestQuerySeconds: endpoint.longestQuerySeconds,
    });
  }
  if (props.networkPolicies) {
    const { alertmanagerUrl, alertmanagerPods } = props;
    const usesAgent = identity?.usesAgent ?? false;
    const network = {
      metadata,
      podLabels: POD_LABELS,
      endpoint,
      deploy,
      exposure,
      prometheus,
      alertmanagerUrl,
      alertmanagerPods,
    };
    addObject(chart, grafanaPolicy({ ...network, usesAgent }));
  }
  return {
    ...{ url, exposure, identity, secrets },
    areInAws: credentials.kind !== CredentialsKind.KUBERNETES_SECRET,
    takesPassword: deploy.login === undefined || deploy.login.passwordForm === true,
  };
}

/** Problem of credentials that only have the passwords of the gateway. */
const NO_FILES = {
  path: 'grafanaDeploy',
  found: 'the credentials are a source of your own without a function files, so Grafana cannot read its password',
  fix: 'add files(client, name, files) to it, or use one of the library',
};

/** Identity for a workspace alone, where the passwords are read by something else. */
function queryIdentity({ namespace, deploy, identityKind }: GrafanaProps): WorkloadIdentity {
  return new WorkloadIdentity({
    namespace,
    serviceAccountName: GRAFANA_SERVICE_ACCOUNT,
    roleArn: deploy.queryRoleArn,
    kind: identityKind,
  });
}

/** Deployment that keeps nothing, or everything in a database: a new pod is ready before the former one ends. */
function stateless(metadata: k8s.ObjectMeta, template: k8s.PodTemplateSpec, replicas: number): unknown {
  return k8s.KubeDeployment.manifest({
    metadata,
    spec: {
      replicas,
      selector: { matchLabels: POD_LABELS },
      strategy: oneMore(),
      template,
    },
  });
}

/** StatefulSet of one pod, whose volume outlives it. */
function onVolume(metadata: k8s.ObjectMeta, template: k8s.PodTemplateSpec, storage: GrafanaStorageProps): unknown {
  const { size = DEFAULT_VOLUME, storageClass } = storage;
  return statefulSet({
    metadata,
    spec: {
      replicas: 1,
      serviceName: HEADLESS,
      selector: { matchLabels: POD_LABELS },
      updateStrategy: { type: 'RollingUpdate' },
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
      template,
      volumeClaimTemplates: [
        {
          metadata: { name: DATA_VOLUME, labels: POD_LABELS },
          spec: {
            accessModes: ['ReadWriteOnce'],
            ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
            resources: { requests: { storage: k8s.Quantity.fromString(`${size}Gi`) } },
          },
        },
      ],
    },
  });
}
