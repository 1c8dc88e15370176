import { IMAGE_RULES } from '../../../../lib/checks/kubernetes/images';
import { PROBE_RULES } from '../../../../lib/checks/kubernetes/probes';
import { REFERENCE_RULES } from '../../../../lib/checks/kubernetes/references';
import { SECURITY_RULES } from '../../../../lib/checks/kubernetes/security';
import { SELECTOR_RULES } from '../../../../lib/checks/kubernetes/selectors';
import { VOLUME_RULES } from '../../../../lib/checks/kubernetes/volumes';
import { describeRules, type Loose, type Parts } from '../harness';

/** The exporter of overrides: nothing else looks at what is broken in it. */
const TITLE = 'Deployment loki/loki-overrides-exporter';
const POD = `${TITLE} spec.template.spec`;
const CONTAINER = `${POD}.containers[overrides-exporter]`;
const pod = (parts: Parts): Loose => parts.pod('Deployment', 'loki-overrides-exporter');
const container = (parts: Parts): Loose => pod(parts)['containers'][0];

describeRules(
  [...SELECTOR_RULES, ...VOLUME_RULES, ...REFERENCE_RULES, ...IMAGE_RULES, ...SECURITY_RULES, ...PROBE_RULES],
  [
    {
      rule: 'K8S-SELECTOR-1',
      breaks: (parts) =>
        (parts.object('Deployment', 'loki-overrides-exporter')['spec'].selector.matchLabels[
          'app.kubernetes.io/component'
        ] = 'exporter'),
      finds: [
        `${TITLE} spec.selector: its own pods are not app.kubernetes.io/component: exporter; select by labels of ` +
          'spec.template.metadata: app.kubernetes.io/component: overrides-exporter, app.kubernetes.io/name: loki',
      ],
    },
    {
      rule: 'K8S-MOUNT-1',
      breaks: (parts) => container(parts)['volumeMounts'].push({ name: 'cache', mountPath: '/cache' }),
      finds: [
        `${CONTAINER}.volumeMounts[cache]: 'cache' is not a volume of the pod; use one of config, runtime-config, tmp, data`,
      ],
    },
    {
      rule: 'K8S-MOUNT-2',
      breaks: (parts) => pod(parts)['volumes'].push({ name: 'cache', emptyDir: {} }),
      finds: [`${POD}.volumes[cache]: 'cache' is mounted by no container; mount it, or remove it`],
    },
    {
      rule: 'K8S-MOUNT-3',
      breaks: (parts) => {
        pod(parts)['volumes'].push({ name: 'cache', emptyDir: {} });
        container(parts)['volumeMounts'].push({ name: 'cache', mountPath: '/tmp' });
      },
      finds: [`${CONTAINER}.volumeMounts: 'tmp' and 'cache' are both mounted at /tmp; mount one of them elsewhere`],
    },
    {
      rule: 'K8S-REFERENCE-3',
      breaks: (parts) => (pod(parts)['serviceAccountName'] = 'loki-nobody'),
      finds: [
        `${POD}.serviceAccountName: 'loki-nobody' is a ServiceAccount that nobody makes; use one of loki, ` +
          'loki-no-role, loki-gateway',
      ],
    },
    {
      rule: 'K8S-REFERENCE-3',
      breaks: (parts) => {
        const { volumes } = parts.pod('DaemonSet', 'alloy');
        const volume = volumes.find(({ name }: { name: string }) => name === 'credentials');
        volume.csi.volumeAttributes.secretProviderClass = 'alloy-secrets';
      },
      finds: [
        'DaemonSet alloy/alloy spec.template.spec.volumes[credentials].csi.volumeAttributes.secretProviderClass: ' +
          "'alloy-secrets' is a SecretProviderClass that nobody makes; use loki-credentials-alloy",
      ],
    },
    {
      rule: 'K8S-REFERENCE-1',
      breaks: (parts) => (container(parts)['envFrom'] = [{ configMapRef: { name: 'loki-env' } }]),
      finds: [
        `${CONTAINER}.envFrom[0].configMapRef.name: 'loki-env' is a ConfigMap that nobody makes; use one of loki, ` +
          'loki-runtime, loki-gateway',
      ],
    },
    {
      rule: 'K8S-REFERENCE-2',
      breaks: (parts) =>
        container(parts)['env'].push({
          name: 'A',
          valueFrom: { configMapKeyRef: { name: 'loki-runtime', key: 'runtime.yaml' } },
        }),
      finds: [
        `${CONTAINER}.env[A].valueFrom.configMapKeyRef.key: 'runtime.yaml' is no key of ConfigMap loki/loki-runtime; ` +
          'use runtime-config.yaml',
      ],
    },
    {
      rule: 'K8S-IMAGE-1',
      breaks: (parts) => (container(parts)['image'] = 'docker.io/grafana/loki:latest'),
      finds: [`${CONTAINER}.image: 'docker.io/grafana/loki:latest' names no version; write the tag of a version`],
    },
    {
      rule: 'K8S-SECURITY-1',
      breaks: (parts) => (container(parts)['securityContext'].privileged = true),
      finds: [
        `${CONTAINER}.securityContext.privileged: true gives the container all of the node; remove it, and add the ` +
          'capabilities or mounts that it needs',
      ],
    },
    {
      rule: 'K8S-MEMORY-1',
      breaks: (parts) => (container(parts)['resources'] = { requests: { cpu: '1' } }),
      finds: [`${CONTAINER}.resources.requests.memory: is missing; write how much memory it takes in ordinary use`],
    },
    {
      rule: 'K8S-PROBE-1',
      breaks: (parts) => (container(parts)['readinessProbe'].httpGet.port = 'http'),
      finds: [
        `${CONTAINER}.readinessProbe.httpGet.port: 'http' is no port of the container; use one of http-metrics, grpc`,
      ],
    },
    {
      rule: 'K8S-PROBE-2',
      breaks: (parts) => (container(parts)['readinessProbe'].httpGet.port = 3101),
      finds: [
        `${CONTAINER}.readinessProbe.httpGet.port: 3101 is not among the ports the container declares; use one of ` +
          'http-metrics, grpc',
      ],
    },
  ],
);
