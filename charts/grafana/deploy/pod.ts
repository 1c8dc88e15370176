import type { k8s } from 'cdk8s-plus-28';
import { CREDENTIALS_VOLUME } from '../../endpoint/credentials/source';
import { LokiEndpoint } from '../../endpoint/endpoint';
import { DEREGISTRATION_SECONDS } from '../../endpoint/exposure/doors/attributes';
import {
  type ContainerResources,
  goMemoryLimit,
  httpProbe,
  resources,
  RESTRICTED_CONTAINER,
  restrictedPod,
  spread,
} from '../../kubernetes/workload';
import { DATA_PATH, GRAFANA_HEALTH_PATH, GRAFANA_PORT, SEARCH_PATH } from './config';
import type { DashboardMounts } from './dashboards';
import { GRAFANA_SECRETS, type GrafanaSecret, SECRETS_PATH } from './secrets';

/** User of the image. */
const GRAFANA_USER = 472;

/** CPU and memory: a few people at a time. Grafana's own advice is 512 MB at least. */
export const GRAFANA_SIZE: ContainerResources = { cpu: 0.1, memoryMiB: 512 };

/** Name of the volume with what Grafana stores. */
export const DATA_VOLUME = 'data';

const CONFIG_PATH = '/etc/grafana/config';
const PROVISIONING_PATH = '/etc/grafana/provisioning';

/** Keys of the ConfigMap. */
export const CONFIG_KEYS = { ini: 'grafana.ini', providers: 'dashboards.yaml' } as const;

/** Inputs of the pod. */
export interface GrafanaPodProps {
  /** Name of the ConfigMap with its configuration. */
  readonly configMap: string;

  /** Names of the ConfigMaps with datasources. */
  readonly datasources: readonly string[];

  /** Dashboards. */
  readonly dashboards: DashboardMounts;

  /** Volumes with passwords: those of readers, and Grafana's own. */
  readonly passwords: readonly k8s.Volume[];

  /** Grafana's own secrets. */
  readonly secrets: readonly GrafanaSecret[];

  /** Its service account. */
  readonly serviceAccountName: string;

  /** Labels of its pods. */
  readonly podLabels: Record<string, string>;

  /** Image of Grafana. */
  readonly image: string;

  /** CPU and memory. @default - 0.1 cores and 512 MiB */
  readonly resources?: Partial<ContainerResources>;

  /** True if what it stores is on a volume of its own. */
  readonly hasVolume: boolean;

  /** True if a load balancer or proxy sends requests to it. */
  readonly isExposed: boolean;

  /** Number of pods. */
  readonly replicas: number;
}

/** Pod of Grafana: one user, no token, and a root file system that is read-only but for its data and its temporary files. */
export function grafanaPod(props: GrafanaPodProps): k8s.PodSpec {
  const { datasources, dashboards, isExposed } = props;
  const size = { ...GRAFANA_SIZE, ...props.resources };
  const health = (probe: Omit<k8s.Probe, 'httpGet'>) => httpProbe(GRAFANA_HEALTH_PATH, 'http', probe);
  const temporary = [
    ...(props.hasVolume ? [] : [{ name: DATA_VOLUME, mountPath: DATA_PATH }]),
    { name: 'search', mountPath: SEARCH_PATH },
    { name: 'tmp', mountPath: '/tmp' },
  ];
  return {
    serviceAccountName: props.serviceAccountName,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: 30 + (isExposed ? DEREGISTRATION_SECONDS : 0),
    securityContext: restrictedPod(GRAFANA_USER),
    ...(props.replicas > 1 ? { topologySpreadConstraints: spread(props.podLabels, { ofDeployment: true }) } : {}),
    containers: [
      {
        name: 'grafana',
        image: props.image,
        env: [
          { name: 'GF_PATHS_CONFIG', value: `${CONFIG_PATH}/${CONFIG_KEYS.ini}` },
          ...props.secrets.map(({ variable, file }) => ({ name: variable, value: `${SECRETS_PATH}/${file}` })),
          goMemoryLimit(size),
        ],
        ports: [{ name: 'http', containerPort: GRAFANA_PORT }],
        resources: resources(size),
        // The first start makes the tables of its database.
        startupProbe: health({ periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 60 }),
        readinessProbe: health({ periodSeconds: 10, timeoutSeconds: 3 }),
        livenessProbe: health({ periodSeconds: 30, timeoutSeconds: 10, failureThreshold: 6 }),
        securityContext: RESTRICTED_CONTAINER,
        ...(isExposed
          ? { lifecycle: { preStop: { exec: { command: ['sleep', String(DEREGISTRATION_SECONDS)] } } } }
          : {}),
        volumeMounts: [
          { name: 'config', mountPath: CONFIG_PATH, readOnly: true },
          { name: 'datasources', mountPath: `${PROVISIONING_PATH}/datasources`, readOnly: true },
          ...(dashboards.file === undefined
            ? []
            : [{ name: 'providers', mountPath: `${PROVISIONING_PATH}/dashboards`, readOnly: true }]),
          ...dashboards.mounts,
          { name: CREDENTIALS_VOLUME, mountPath: LokiEndpoint.CREDENTIALS_PATH, readOnly: true },
          { name: GRAFANA_SECRETS, mountPath: SECRETS_PATH, readOnly: true },
          ...(props.hasVolume ? [{ name: DATA_VOLUME, mountPath: DATA_PATH }] : []),
          ...temporary,
        ],
      },
    ],
    volumes: [
      { name: 'config', configMap: configMapOf(props, CONFIG_KEYS.ini) },
      { name: 'datasources', projected: { sources: datasources.map((name) => ({ configMap: { name } })) } },
      ...(dashboards.file === undefined
        ? []
        : [{ name: 'providers', configMap: configMapOf(props, CONFIG_KEYS.providers) }]),
      ...dashboards.volumes,
      ...props.passwords,
      ...temporary.map(({ name }) => ({ name, emptyDir: {} })),
    ],
  };
}

const configMapOf = ({ configMap }: GrafanaPodProps, key: string): k8s.ConfigMapVolumeSource => ({
  name: configMap,
  items: [{ key, path: key }],
});
