import { Parts, type Loose, describeRules } from '../harness';
import { REFERENCE_RULES } from '../../../../lib/checks/kubernetes/references';
import { checkEnvironment, errorsOf } from '../../../../lib/checks/check';
import { renderCharts } from '../../../../lib/checks/checked-charts';
import { type EnvironmentProps, resolveEnvironment } from '../../../../lib/environment/environment';
import environments from '../../../../bin/environments';

/** The exporter of overrides: no other rule checks the part that is broken in it. */
const TITLE = 'Deployment loki/loki-overrides-exporter';
const POD = `${TITLE} spec.template.spec`;
const CONTAINER = `${POD}.containers[overrides-exporter]`;
const pod = (parts: Parts): Loose => parts.pod('Deployment', 'loki-overrides-exporter');
const container = (parts: Parts): Loose => pod(parts)['containers'][0];

describeRules(REFERENCE_RULES, [
  {
    rule: 'K8S-REFERENCE-3',
    breaks: (parts) => (pod(parts)['serviceAccountName'] = 'loki-nobody'),
    finds: [
      `${POD}.serviceAccountName: 'loki-nobody' is a ServiceAccount that does not exist in these manifests; create it`,
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
        "'alloy-secrets' is a SecretProviderClass that does not exist in these manifests; " +
        'create it',
    ],
  },
  {
    rule: 'K8S-REFERENCE-1',
    breaks: (parts) => (container(parts)['envFrom'] = [{ configMapRef: { name: 'loki-env' } }]),
    finds: [
      `${CONTAINER}.envFrom[0].configMapRef.name: 'loki-env' is a ConfigMap that does not exist in these manifests; create it`,
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
      `${CONTAINER}.env[A].valueFrom.configMapKeyRef.key: 'runtime.yaml' is not a key of ConfigMap loki/loki-runtime; ` +
        'use runtime-config.yaml',
    ],
  },
]);

test('the advice is the name or the key that was meant, if one is similar', () => {
  const parts = new Parts('prod');
  container(parts)['env'] = [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'loki-runtme', key: 'a' } } }];
  const before = new Set(new Parts('prod').findings);
  expect(parts.findings.filter((line) => !before.has(line)).map((line) => line.split('; ')[1])).toEqual([
    'use loki-runtime',
  ]);
});

test('a ConfigMap that the environment says another program makes may be missing', () => {
  const environment = resolveEnvironment('prod', {
    ...(environments.prod as EnvironmentProps),
    storage: {
      endpoint: {
        url: 'https://minio.storage.svc:9000',
        accessKey: { secret: 'loki-s3' },
        ca: { configMap: 'trust', key: 'bundle.pem' },
      },
      chunkBucketName: 'loki-chunks',
      rulerBucketName: 'loki-rules',
    },
  });
  const { findings } = checkEnvironment(renderCharts(environment));
  expect(errorsOf(findings)).toEqual([]);
});
