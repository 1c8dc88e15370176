import { Manifests } from '../../../lib/manifests/manifests';
import { IMMUTABLE_RULES } from '../../../lib/checks/kubernetes/immutable';
import { resolveEnvironment } from '../../../lib/environment/environment';
import type { EnvironmentProps } from '../../../lib/environment/props';
import { changesOf } from '../../helpers/changes';
import {
  ENVIRONMENT_NAMES,
  type PlainTemplate,
  resourcesOf,
  stageOf,
  templatesOf,
  templatesOfOurs,
} from '../../helpers/environments';
import type { Manifest } from '../../../lib/manifests/manifest';

jest.setTimeout(30_000);

const DEPLOYED: EnvironmentProps = {
  account: '111122223333',
  region: 'us-east-1',
  cluster: { create: { admins: ['arn:aws:iam::111122223333:role/admin'] } },
  volume: '40 GB/day',
  retention: '7d',
  tenants: ['platform', 'apps'],
};

/** Templates after a change, made once for each change. */
const made = new Map<string, Record<string, PlainTemplate>>();
function templates(change: Partial<EnvironmentProps>): Record<string, PlainTemplate> {
  const key = JSON.stringify(change);
  const known = made.get(key) ?? templatesOf(stageOf(resolveEnvironment('dev', { ...DEPLOYED, ...change })));
  made.set(key, known);
  return known;
}

const deployed = templates({});
const updateTo = (change: Partial<EnvironmentProps>): string[] => changesOf(deployed, templates(change));

/** The lines that match no pattern. */
const others = (changes: string[], ...allowed: RegExp[]): string[] =>
  changes.filter((change) => !allowed.some((pattern) => pattern.test(change)));

const LIFECYCLE = expect.stringMatching(/^Storage AWS::S3::Bucket StorageChunkBucket\w+ LifecycleConfiguration$/);

/** Rolls the pods of a workload. */
const rolled = (workload: string): string => `${workload} spec.template.metadata.annotations.checksum/config`;

const ofRepository = Object.fromEntries(ENVIRONMENT_NAMES.map((name) => [name, templatesOfOurs(name)]));

describe('deploying once more', () => {
  test.each(ENVIRONMENT_NAMES)('%s unchanged changes nothing', (name) => {
    expect(changesOf(ofRepository[name] ?? {}, templatesOf(stageOf(name)))).toEqual([]);
  });

  test('another volume changes requests, replicas and limits, and never claims', () => {
    const changed = updateTo({ volume: '400 GB/day' });
    expect(changed).toContain(
      'StatefulSet loki/loki-ingester spec.template.spec.containers.0.resources.requests.memory',
    );
    expect(changed.filter((path) => /volumeClaim|serviceName|selector/.test(path))).toEqual([]);
  });

  test('another retention changes the bucket’s lifecycle and Loki’s configuration, and rolls what reads that', () => {
    const components = {
      Deployment: ['distributor', 'overrides-exporter', 'querier', 'query-frontend', 'query-scheduler'],
      StatefulSet: ['compactor', 'index-gateway', 'ingester', 'pattern-ingester', 'ruler'],
    };
    expect(updateTo({ retention: '14d' })).toEqual([
      'ConfigMap loki/loki data.config.yaml',
      ...Object.entries(components).flatMap(([kind, names]) =>
        names.map((name) => rolled(`${kind} loki/loki-${name}`)),
      ),
      LIFECYCLE,
    ]);
  });

  test.each([
    ['one more', ['platform', 'apps', 'shop']],
    ['one less', ['platform']],
  ])('%s tenant reaches gateway, Alloy, datasources and lifecycle, and leaves Loki alone', (_what, tenants) => {
    expect(updateTo({ tenants })).toEqual([
      'ConfigMap alloy/alloy data.config.alloy',
      'ConfigMap alloy/alloy-events data.config.alloy',
      'ConfigMap grafana/loki-datasources-dev data.loki-dev.yaml',
      'ConfigMap loki/loki-gateway data.nginx.conf',
      rolled('DaemonSet alloy/alloy'),
      rolled('Deployment loki/loki-gateway'),
      rolled('StatefulSet alloy/alloy-events'),
      LIFECYCLE,
    ]);
  });

  test('limits of one tenant are read while running: no pod restarts', () => {
    expect(updateTo({ loki: { tenantLimits: { apps: { ingestion_rate_mb: 20 } } } })).toEqual([
      'ConfigMap loki/loki-runtime data.runtime-config.yaml',
    ]);
  });

  test.each(['100 GB/day', '500 GB/day'])('%s changes sizes, configuration and nodes, and no volume', (volume) => {
    const changes = updateTo({ volume });
    expect(changes).toEqual(
      expect.arrayContaining([
        'ConfigMap loki/loki data.config.yaml',
        'StatefulSet loki/loki-ingester spec.template.spec.containers.0.resources.limits.memory',
      ]),
    );
    expect(
      others(
        changes,
        /^ConfigMap loki\/loki data\.config\.yaml$/,
        /^(Deployment|StatefulSet) loki\/loki-[a-z-]+ spec\.replicas$/,
        // Three queriers or more: one may be away in a rollout.
        /^Deployment loki\/loki-querier spec\.strategy\.rollingUpdate\.maxUnavailable$/,
        /^(Deployment|StatefulSet) loki\/loki-[a-z-]+ spec\.template\.metadata\.annotations\.checksum\/config$/,
        /^(Deployment|StatefulSet) loki\/loki-[a-z-]+ spec\.template\.spec\.(initC|c)ontainers\.0\.(resources|env|args)\./,
        // One pod before, and two now.
        /^\+ PodDisruptionBudget loki\/loki-(chunks-cache|results-cache|pattern-ingester|ruler)$/,
        // CloudFormation starts the new node group before it drains the old one.
        /^Cluster AWS::EKS::Nodegroup \w+ (InstanceTypes|ScalingConfig)$/,
      ),
    ).toEqual([]);
  });

  test('beyond 500 GB a day volumes must grow, and what was written before says how', () => {
    const after = templates({ volume: '1 TB/day' });
    const refused = others(changesOf(deployed, after), /^(?!.*volumeClaimTemplates)/);
    expect(refused).toEqual(
      [
        ...['compactor', 'index-gateway', 'ingester'].map((name) => [name, 'resources.requests.storage'] as const),
        ['ingester', 'storageClassName'] as const,
      ].map(([name, field]) => `StatefulSet loki/loki-${name} spec.volumeClaimTemplates.0.spec.${field}`),
    );
    const subject = { manifests: objectsOf(after), previous: objectsOf(deployed) };
    const findings = IMMUTABLE_RULES.flatMap(({ check }) => check(subject));
    expect(findings.map(({ path, fix }) => [path, fix])).toContainEqual([
      'StatefulSet loki/loki-ingester spec.volumeClaimTemplates[data].spec.resources.requests.storage',
      "write '50Gi' again, or first run npx eks-loki volumes for this environment (docs/how-to/volumes.md)",
    ]);
  });

  test.each([
    ['retention', { retention: '14d' }],
    ['a tenant', { tenants: ['platform'] }],
    ['volume', { volume: '500 GB/day' }],
    ['volume, to the largest without zones', { volume: '3 TB/day', loki: { ingesterZones: false } }],
    ['Loki’s configuration', { loki: { config: { querier: { max_concurrent: 16 } } } }],
  ] as [string, Partial<EnvironmentProps>][])(
    '%s never touches roles, names of buckets or namespaces',
    (_what, change) => {
      const changes = updateTo(change);
      expect(changes.length).toBeGreaterThan(0);
      expect(
        changes.filter((line) => /AWS::IAM|BucketName|BucketPolicy|ServiceAccount|Namespace|OIDC/.test(line)),
      ).toEqual([]);
      expect(changes.filter((line) => /^- /.test(line))).toEqual([]);
      expect(changes.filter((line) => /^\+ (Storage|Logging|Cluster) /.test(line))).toEqual([]);
    },
  );
});

describe('removing an environment', () => {
  test.each(ENVIRONMENT_NAMES)('%s leaves its buckets, and its namespaces with the volumes in them', (name) => {
    const all = ofRepository[name] ?? {};
    const buckets = resourcesOf(all['Storage'] as PlainTemplate, 'AWS::S3::Bucket');
    expect(buckets.map(([, { DeletionPolicy }]) => DeletionPolicy)).toEqual([
      'RetainExceptOnCreate',
      'RetainExceptOnCreate',
    ]);
    const pieces = resourcesOf(all['Logging'] as PlainTemplate, 'Custom::AWSCDK-EKS-KubernetesResource');
    const kept = pieces.filter(([, { DeletionPolicy }]) => DeletionPolicy === 'Retain');
    expect(kept.map(([, { Properties }]) => titles(Properties.Manifest))).toEqual([
      ['Namespace loki', 'Namespace alloy', 'Namespace grafana'],
    ]);
    const workloads = pieces.filter(([, { Properties }]) => /"kind":"StatefulSet"/.test(String(Properties.Manifest)));
    expect(new Set(workloads.map(([, { DeletionPolicy }]) => DeletionPolicy))).toEqual(new Set(['Delete']));
    for (const stateful of objectsOf(all).ofKind<{ spec: Record<string, unknown> }>('StatefulSet')) {
      if (!stateful.spec['volumeClaimTemplates']) continue;
      expect(stateful.spec['persistentVolumeClaimRetentionPolicy']).toEqual({
        whenDeleted: 'Retain',
        whenScaled: 'Retain',
      });
    }
  });
});

describe('what a change is', () => {
  const template = (Type: string, Properties: Record<string, unknown>): Record<string, PlainTemplate> => ({
    Storage: { Resources: { Bucket: { Type, Properties } } },
  });

  test('a property, a resource, an object and its field', () => {
    const bucket = (BucketName: string) => template('AWS::S3::Bucket', { BucketName });
    expect(changesOf(bucket('a'), bucket('b'))).toEqual(['Storage AWS::S3::Bucket Bucket BucketName']);
    expect(changesOf(bucket('a'), { Storage: { Resources: {} } })).toEqual(['- Storage AWS::S3::Bucket Bucket']);
    expect(changesOf({}, bucket('a'))).toEqual(['+ Storage']);
    const piece = (...objects: object[]) => template('Custom::X', { Manifest: JSON.stringify(objects) });
    const config = (data: object) => ({ kind: 'ConfigMap', metadata: { name: 'c', namespace: 'n' }, data });
    expect(changesOf(piece(config({ a: '1' })), piece(config({ a: '2' })))).toEqual(['ConfigMap n/c data.a']);
    expect(changesOf(piece(config({})), piece())).toEqual(['- ConfigMap n/c']);
  });
});

function objectsOf(all: Record<string, PlainTemplate>): Manifests {
  const pieces = resourcesOf(all['Logging'] as PlainTemplate, 'Custom::AWSCDK-EKS-KubernetesResource');
  return new Manifests(pieces.flatMap(([, { Properties }]) => JSON.parse(String(Properties.Manifest)) as Manifest[]));
}

function titles(manifest: unknown): string[] {
  return (JSON.parse(String(manifest)) as Manifest[]).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
}
