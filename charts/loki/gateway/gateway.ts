import type { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { CREDENTIALS_VOLUME, withoutToken } from '../../endpoint/credentials/source';
import { LokiEndpoint } from '../../endpoint/endpoint';
import type { Exposure } from '../../endpoint/exposure/exposure';
import type { WorkloadIdentity } from '../../endpoint/identity';
import { CONFIG_CHECKSUM } from '../../kubernetes/config-checksum';
import { addObject } from '../../kubernetes/objects';
import {
  type ContainerResources,
  httpProbe,
  oneMore,
  resources,
  RESTRICTED_CONTAINER,
  restrictedPod,
  spread,
} from '../../kubernetes/workload';
import type { LokiNames } from '../components';
import { DEREGISTRATION_SECONDS, type DoorObjects } from '../../endpoint/exposure/doors/attributes';
import type { GatewayKafka } from './kafka';
import { NGINX_USER } from '../../kubernetes/nginx';
import { GATEWAY_HEALTH_PATH, GATEWAY_TMP_PATH, gatewayConfig } from './config';
import { GATEWAY_READY_FILE, GATEWAY_RUN_PATH, prepareScript } from './passwords';
import { lokiMetadata, NO_ROLE_SERVICE_ACCOUNT, podDisruptionBudget } from '../objects';
import type { ComponentSize } from '../sizes/sizes';

const COMPONENT = LokiEndpoint.GATEWAY_LABELS['app.kubernetes.io/component'] as string;

const CONFIG_PATH = '/etc/nginx/gateway';

/** Resources of `prepare`, a shell that sleeps. */
const PREPARE_RESOURCES: ContainerResources = { cpu: 0.01, memoryMiB: 32 };

/** Inputs of the gateway's objects. */
export interface GatewayProps {
  /** Names and addresses. */
  readonly names: LokiNames;

  /** Tenants, users, credentials and query timeout. */
  readonly endpoint: LokiEndpoint;

  /** Replicas and requests. */
  readonly size: ComponentSize;

  /** Bounds of its autoscaler, which owns the number of pods. @default - the number is fixed */
  readonly scaled?: { readonly min: number };

  /** Image of nginx. */
  readonly image: string;

  /** PriorityClass of the pods. @default - the default of the cluster */
  readonly priorityClassName?: string;

  /** Kafka before Loki. @default - none */
  readonly kafka?: GatewayKafka;

  /** Door for clients outside the cluster. @default - none */
  readonly exposure?: Exposure;
}

/** Base URL of the gateway inside the cluster. */
export function gatewayUrl(names: LokiNames): string {
  return `http://${names.host(names.workload(COMPONENT))}:${LokiEndpoint.GATEWAY_PORT}`;
}

/** Path of live tailing. */
const TAIL_PATH = '/loki/api/v1/tail';

/** Door to the gateway. */
export function gatewayDoor(names: LokiNames, exposure: Exposure, { longestQuerySeconds }: LokiEndpoint): DoorObjects {
  const service = names.workload(COMPONENT);
  return {
    exposure,
    metadata: lokiMetadata(names, `${service}-external`, COMPONENT),
    target: {
      service,
      podLabels: LokiEndpoint.GATEWAY_LABELS,
      port: LokiEndpoint.GATEWAY_PORT,
      healthPath: GATEWAY_HEALTH_PATH,
      endlessPath: TAIL_PATH,
    },
    longestQuerySeconds,
  };
}

/** Adds the gateway, the only entrance to Loki. Each user needs a password and reaches only the paths it needs. */
export function addGateway(chart: Chart, props: GatewayProps): void {
  const { names, size } = props;
  const name = names.workload(COMPONENT);
  const data = {
    'nginx.conf': gatewayConfig({ ...props, cpu: size.cpu }),
    'prepare.sh': prepareScript(props.endpoint),
  };
  const metadata = lokiMetadata(names, name, COMPONENT);
  const selector = LokiEndpoint.GATEWAY_LABELS;
  const { credentials, gatewayClient } = props.endpoint;
  const identity = credentials.podIdentity(gatewayClient);
  if (identity) {
    addObject(
      chart,
      k8s.KubeServiceAccount.manifest({
        metadata: {
          ...lokiMetadata(names, identity.serviceAccountName, COMPONENT),
          annotations: identity.annotations,
        },
        automountServiceAccountToken: false,
      }),
    );
  }
  for (const object of credentials.objects(gatewayClient)) addObject(chart, object);
  addObject(chart, k8s.KubeConfigMap.manifest({ metadata, data }));
  addObject(
    chart,
    k8s.KubeDeployment.manifest({
      metadata,
      spec: {
        ...(props.scaled ? {} : { replicas: size.replicas }),
        selector: { matchLabels: selector },
        strategy: oneMore(),
        template: {
          metadata: {
            labels: selector,
            annotations: {
              ...CONFIG_CHECKSUM,
              // The role is for mounting passwords: nginx itself must not read the secrets.
              ...withoutToken(identity, 'prepare', 'nginx'),
            },
          },
          spec: podSpec(props, name, identity),
        },
      },
    }),
    [CREDENTIALS_VOLUME],
  );
  addObject(
    chart,
    k8s.KubeService.manifest({
      metadata,
      spec: {
        type: 'ClusterIP',
        selector,
        ports: [{ name: 'http', port: LokiEndpoint.GATEWAY_PORT, targetPort: k8s.IntOrString.fromString('http') }],
      },
    }),
  );
  podDisruptionBudget(chart, names, COMPONENT, props.scaled?.min ?? size.replicas);
}

function podSpec(props: GatewayProps, configMapName: string, identity?: WorkloadIdentity): k8s.PodSpec {
  const { endpoint, size, exposure } = props;
  const container = {
    image: props.image,
    securityContext: RESTRICTED_CONTAINER,
  };
  return {
    serviceAccountName: identity?.serviceAccountName ?? NO_ROLE_SERVICE_ACCOUNT,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    // nginx lets requests finish on SIGQUIT, the image's stop signal.
    terminationGracePeriodSeconds: endpoint.longestQuerySeconds + (exposure ? DEREGISTRATION_SECONDS : 0),
    securityContext: restrictedPod(NGINX_USER),
    ...(props.priorityClassName ? { priorityClassName: props.priorityClassName } : {}),
    topologySpreadConstraints: spread(LokiEndpoint.GATEWAY_LABELS, { ofDeployment: true }),
    initContainers: [
      {
        ...container,
        name: 'prepare',
        command: ['/bin/sh', `${CONFIG_PATH}/prepare.sh`],
        resources: resources(PREPARE_RESOURCES),
        // Runs beside nginx, which starts once the first files exist.
        restartPolicy: 'Always',
        startupProbe: {
          exec: { command: ['test', '-e', `${GATEWAY_RUN_PATH}/${GATEWAY_READY_FILE}`] },
          periodSeconds: 1,
          failureThreshold: 60,
        },
        volumeMounts: [
          { name: 'config', mountPath: CONFIG_PATH, readOnly: true },
          { name: CREDENTIALS_VOLUME, mountPath: LokiEndpoint.CREDENTIALS_PATH, readOnly: true },
          { name: 'run', mountPath: GATEWAY_RUN_PATH },
        ],
      },
    ],
    containers: [
      {
        ...container,
        name: 'nginx',
        resources: resources({ cpu: size.cpu, memoryMiB: Math.round(size.memory * 1024) }),
        command: ['nginx', '-e', '/dev/stderr', '-c', `${CONFIG_PATH}/nginx.conf`, '-g', 'daemon off;'],
        ports: [{ name: 'http', containerPort: LokiEndpoint.GATEWAY_PORT }],
        startupProbe: httpProbe(GATEWAY_HEALTH_PATH, 'http', { periodSeconds: 2, failureThreshold: 30 }),
        readinessProbe: httpProbe(GATEWAY_HEALTH_PATH, 'http', { periodSeconds: 10, timeoutSeconds: 3 }),
        livenessProbe: httpProbe(GATEWAY_HEALTH_PATH, 'http', {
          periodSeconds: 30,
          timeoutSeconds: 5,
          failureThreshold: 6,
        }),
        // Clients stop sending requests before nginx stops listening.
        lifecycle: { preStop: { exec: { command: ['sleep', String(exposure ? DEREGISTRATION_SECONDS : 5)] } } },
        volumeMounts: [
          { name: 'config', mountPath: CONFIG_PATH, readOnly: true },
          { name: 'run', mountPath: GATEWAY_RUN_PATH, readOnly: true },
          { name: 'tmp', mountPath: GATEWAY_TMP_PATH },
        ],
      },
    ],
    volumes: [
      { name: 'config', configMap: { name: configMapName } },
      endpoint.credentials.volume(endpoint.gatewayClient),
      { name: 'run', emptyDir: { medium: 'Memory', sizeLimit: k8s.Quantity.fromString('1Mi') } },
      { name: 'tmp', emptyDir: {} },
    ],
  };
}
