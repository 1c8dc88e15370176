import { type Imported, importAll } from '../../../lib/import/import';
import type { Manifest } from '../../../lib/manifests/manifest';
import type { KubernetesObject } from '../../helpers/charts';
import type { ChartRelease } from '../rig/former/chart';
import { FORMER, formerObjects } from '../rig/former/former';
import { HOST } from '../rig/network';

const RELEASE = 'logs';
const GATEWAY = `http://${RELEASE}-loki-gateway.${FORMER}.svc.cluster.local:8080`;

/** Values of both cases: buckets, and what the rig lacks. */
const COMMON = {
  serviceAccount: { annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/former-loki' } },
  ...Object.fromEntries(
    ['chunksCache', 'resultsCache', 'lokiCanary', 'test'].map((part) => [part, { enabled: false }]),
  ),
  sidecar: { rules: { enabled: false } },
  // No kube-proxy runs here, so Services have the ports of their pods.
  gateway: { nginxConfig: { resolver: HOST.dns }, service: { port: 8080 } },
  memberlist: { service: { publishNotReadyAddresses: true } },
};

/** Values of `loki` of both cases. */
export const LOKI = {
  auth_enabled: false,
  storage: {
    type: 's3',
    bucketNames: { chunks: 'acme-logs', ruler: 'acme-rules' },
    // The AWS of the rig has no dual-stack hosts.
    s3: { region: 'us-east-1', disable_dualstack: true },
  },
};

const lokiRelease = (values: object): ChartRelease => ({
  ...{ chart: 'loki-chart', release: RELEASE, namespace: FORMER },
  values: { ...COMMON, ...values },
});
const PROMTAIL = { config: { clients: [{ url: `${GATEWAY}/loki/api/v1/push` }] } };
const promtailRelease: ChartRelease = {
  ...{ chart: 'promtail-chart', release: 'promtail', namespace: FORMER },
  values: PROMTAIL,
};

/** Objects of both releases, with values of Loki's. */
export const releasedWith = (values: object): KubernetesObject[] => formerObjects(lokiRelease(values), promtailRelease);

/** Import of both releases, with values of Loki's. */
export const importedFrom = (values: Readonly<Record<string, unknown>>): Imported =>
  importAll({
    files: [
      { file: 'loki.yaml', value: { ...COMMON, ...values }, lost: [] },
      { file: 'promtail.yaml', value: PROMTAIL, lost: [] },
    ],
    name: 'prod',
    release: { name: RELEASE, namespace: FORMER, objects: releasedWith(values) as unknown as readonly Manifest[] },
    module: 'cdk-eks-loki/environments',
  });
