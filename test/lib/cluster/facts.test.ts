import { type App, Stack } from 'aws-cdk-lib';
import * as oldEks from 'aws-cdk-lib/aws-eks';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { hasFixedNodes, provisionerOf, readinessOf, trustOf, zonesOf } from '../../../lib/cluster/facts';
import { ExistingLoggingCluster } from '../../../lib/cluster/existing-cluster';
import { kubectlLayer } from '../../../lib/delivery/kubectl';
import { ClusterMode, LoggingCluster } from '../../../lib/cluster/logging-cluster';
import { LokiLogging } from '../../../lib/app/loki-logging/loki-logging';
import type { KubernetesObject } from '../../helpers/charts';
import { type PlainTemplate, resourcesOf } from '../../helpers/environments';
import { fastApp } from '../../helpers/fast-app';

const ENV = { account: '111122223333', region: 'eu-west-1' };
const ISSUER = 'oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF';
const MANIFEST = 'Custom::AWSCDK-EKS-KubernetesResource';
const ADMIN = 'arn:aws:iam::111122223333:role/admin';

const stackOf = (name: string, app: App = fastApp()) => new Stack(app, name, { env: ENV });

/** A typical cluster, made without this library. */
function plain(stack: Stack, props: Partial<eks.ClusterProps> = {}): eks.Cluster {
  return new eks.Cluster(stack, 'Cluster', {
    version: eks.KubernetesVersion.V1_35,
    kubectlProviderOptions: { kubectlLayer: kubectlLayer(stack, 'Kubectl', '1.35') },
    ...props,
  });
}

const made = (stack: Stack, mode?: ClusterMode) =>
  new LoggingCluster(stack, 'Made', { clusterName: 'made', mode, adminRoleArns: [ADMIN] });

/** The templates of an app, and which stacks each waits for. */
function synth(app: App) {
  const assembly = app.synth();
  const artifact = (name: string) => assembly.getStackByName(name);
  return {
    template: (name: string) => artifact(name).template as PlainTemplate,
    waitsFor: (name: string) =>
      artifact(name)
        .dependencies.map(({ id }) => id)
        .filter((id) => !id.endsWith('.assets')),
  };
}

const objectsOf = (template: PlainTemplate) =>
  resourcesOf(template, MANIFEST).flatMap(
    ([, { Properties }]) => JSON.parse(Properties.Manifest as string) as KubernetesObject[],
  );

test('an imported cluster of the old library is imported again, with the issuer that it does not know', () => {
  const stack = stackOf('Old');
  const cluster = oldEks.Cluster.fromClusterAttributes(stack, 'Cluster', { clusterName: 'old' });
  expect(() => new LokiLogging(stack, 'Logging', { cluster: cluster as never })).toThrow(
    "{ clusterName: cluster.clusterName, oidcIssuer: 'https://…' }).cluster",
  );
});

test('only a node group that this library creates has a fixed number of nodes', () => {
  const stack = stackOf('Fixed');
  expect(hasFixedNodes(made(stack).cluster)).toBe(true);
  const auto = { clusterName: 'auto', mode: ClusterMode.AUTO, adminRoleArns: [ADMIN] };
  expect(hasFixedNodes(new LoggingCluster(stack, 'Auto', auto).cluster)).toBe(false);
  expect(hasFixedNodes(plain(stack))).toBe(false);
});

test('only of a cluster that this library creates the number of zones is known: three, or those that are chosen', () => {
  const stack = stackOf('Mine');
  const existing = new ExistingLoggingCluster(stack, 'E', { clusterName: 'e', oidcIssuer: `https://${ISSUER}` });
  expect(zonesOf(made(stack).cluster)).toBe(3);
  const availabilityZones = ['eu-west-1a', 'eu-west-1b'];
  const two = new LoggingCluster(stack, 'Two', { clusterName: 'two', adminRoleArns: [ADMIN], availabilityZones });
  expect(zonesOf(two.cluster)).toBe(2);
  expect(zonesOf(existing.cluster)).toBeUndefined();
  expect(zonesOf(plain(stack))).toBeUndefined();
});

describe('provisioner of volumes', () => {
  test.each<[string, (stack: Stack) => eks.ICluster, string]>([
    ['eks.Cluster as it comes is in Auto Mode', (stack) => plain(stack), 'ebs.csi.eks.amazonaws.com'],
    [
      'eks.Cluster of node groups',
      (stack) => plain(stack, { defaultCapacityType: eks.DefaultCapacityType.NODEGROUP }),
      'ebs.csi.aws.com',
    ],
    ['LoggingCluster', (stack) => made(stack).cluster, 'ebs.csi.aws.com'],
    ['LoggingCluster, Auto Mode', (stack) => made(stack, ClusterMode.AUTO).cluster, 'ebs.csi.eks.amazonaws.com'],
    [
      'ExistingLoggingCluster, Auto Mode',
      (stack) =>
        new ExistingLoggingCluster(stack, 'E', { clusterName: 'e', oidcIssuer: `https://${ISSUER}`, autoMode: true })
          .cluster,
      'ebs.csi.eks.amazonaws.com',
    ],
    [
      'a cluster that CDK imported, without known facts',
      (stack) => eks.Cluster.fromClusterAttributes(stack, 'I', { clusterName: 'i' }),
      'ebs.csi.aws.com',
    ],
  ])('%s', (_what, make, provisioner) => {
    const cluster = make(stackOf('Mine'));
    expect(provisionerOf(cluster)).toBe(provisioner);
    // An explicit answer wins.
    expect(provisionerOf(cluster, true)).toBe('ebs.csi.eks.amazonaws.com');
    expect(provisionerOf(cluster, false)).toBe('ebs.csi.aws.com');
  });
});

describe('trust and readiness', () => {
  test('of a cluster of this library come from the cluster', () => {
    const stack = stackOf('Mine');
    const logging = made(stack);
    expect(trustOf(stack, logging.cluster)).toBe(logging.trust);
    expect(readinessOf(logging.cluster)).toBe(logging.kubernetesReady);
    const existing = new ExistingLoggingCluster(stack, 'E', { clusterName: 'e', oidcIssuer: `https://${ISSUER}` });
    expect(trustOf(stack, existing.cluster)).toBe(existing.trust);
    expect(readinessOf(existing.cluster)).toEqual([existing.kubectlAccess]);
  });

  test('of another cluster: one new trust, and nothing to wait for', () => {
    const stack = stackOf('Mine');
    const cluster = plain(stack);
    expect(readinessOf(cluster)).toEqual([]);
    trustOf(stack, cluster);
    expect(resourcesOf(synth(stack.node.root as App).template('Mine'), 'AWS::IAM::OIDCProvider')).toHaveLength(1);
  });

  test('dependencies of the user add to those of the cluster', () => {
    const stack = stackOf('Mine');
    const { cluster } = new ExistingLoggingCluster(stack, 'E', {
      clusterName: 'e',
      oidcIssuer: `https://${ISSUER}`,
    });
    const mine = new iam.Role(stack, 'Mine', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    new LokiLogging(stack, 'Logging', { cluster, kubernetesReady: [mine] });
    const template = synth(stack.node.root as App).template('Mine');
    const waited = [...resourcesOf(template, 'AWS::EKS::AccessEntry'), ...resourcesOf(template, 'AWS::IAM::Role')]
      .map(([id]) => id)
      .filter((id) => id.startsWith('EKubectlAccess') || id.startsWith('Mine'));
    expect(waited).toHaveLength(2);
    for (const [, { DependsOn }] of resourcesOf(template, MANIFEST)) {
      expect(DependsOn).toEqual(expect.arrayContaining(waited));
    }
  });
});

describe('a cluster in another stack of the app', () => {
  test.each<[string, (stack: Stack) => eks.ICluster, string, string]>([
    ['LoggingCluster', (stack) => made(stack).cluster, 'ebs.csi.aws.com', 'Platform'],
    [
      'LoggingCluster, Auto Mode',
      (stack) => made(stack, ClusterMode.AUTO).cluster,
      'ebs.csi.eks.amazonaws.com',
      'Platform',
    ],
    // Its provider is in the stack of the role, so a cluster stack without logging does not change.
    ['eks.Cluster', (stack) => plain(stack), 'ebs.csi.eks.amazonaws.com', 'Logs'],
  ])('%s', (_what, make, provisioner, providerStack) => {
    const app = fastApp();
    const platform = stackOf('Platform', app);
    const cluster = make(platform);
    new LokiLogging(stackOf('Logs', app), 'Logging', { cluster });
    const { template, waitsFor } = synth(app);
    const [ours, theirs] = [template('Logs'), template('Platform')];

    expect(waitsFor('Logs')).toEqual(['Platform']);
    expect(waitsFor('Platform')).toEqual([]);
    const outputs = Object.values(theirs.Outputs ?? {}) as { Value: unknown; Export?: { Name: string } }[];
    /** Resource and attribute of their template that a value of ours refers to. */
    const meant = (value: unknown): unknown => {
      const name = (value as { 'Fn::ImportValue'?: string })['Fn::ImportValue'];
      const exported = outputs.find((output) => output.Export?.Name === name)?.Value as Record<string, unknown>;
      const [id, attribute] = [exported.Ref ?? exported['Fn::GetAtt']].flat() as string[];
      return [theirs.Resources[id as string]?.Type, attribute];
    };
    const manifests = resourcesOf(ours, MANIFEST);
    expect(manifests.length).toBeGreaterThan(10);
    for (const [, { Properties }] of manifests) {
      expect(meant(Properties.ServiceToken)).toEqual(['AWS::Lambda::Function', 'Arn']);
      expect(meant(Properties.ClusterName)).toEqual(['AWS::EKS::Cluster', undefined]);
    }
    const lokiRole = resourcesOf(ours, 'AWS::IAM::Role').find(([id]) => id.includes('LokiRole'))?.[1];
    const imports = JSON.stringify(lokiRole?.Properties.AssumeRolePolicyDocument).match(
      /\{"Fn::ImportValue":"[^"]+"\}/g,
    );
    expect((imports ?? []).map((text) => meant(JSON.parse(text)))).toContainEqual([
      'AWS::EKS::Cluster',
      'OpenIdConnectIssuerUrl',
    ]);
    expect(resourcesOf(theirs, MANIFEST).every(([id]) => id.includes('NetworkPolicy'))).toBe(true);
    for (const [name, made] of [['Platform', theirs] as const, ['Logs', ours] as const]) {
      expect(resourcesOf(made, 'AWS::IAM::OIDCProvider')).toHaveLength(name === providerStack ? 1 : 0);
    }
    const storageClass = objectsOf(ours).find(({ kind }) => kind === 'StorageClass');
    expect(storageClass?.provisioner).toBe(provisioner);
  });
});

describe('refused', () => {
  const old = (stack: Stack) =>
    new oldEks.Cluster(stack, 'Old', {
      version: oldEks.KubernetesVersion.V1_33,
      kubectlLayer: kubectlLayer(stack, 'Kubectl', '1.33'),
      authenticationMode: oldEks.AuthenticationMode.API_AND_CONFIG_MAP,
    });

  test.each<[string, (stack: Stack) => unknown]>([
    ['made', old],
    ['imported', (stack) => oldEks.Cluster.fromClusterAttributes(stack, 'Old', { clusterName: 'old' })],
    [
      'of Fargate',
      (stack) =>
        new oldEks.FargateCluster(stack, 'Old', {
          version: oldEks.KubernetesVersion.V1_33,
          kubectlLayer: kubectlLayer(stack, 'Kubectl', '1.33'),
        }),
    ],
  ])('a cluster of aws-eks, %s', (_how, make) => {
    const stack = stackOf('Mine');
    expect(() => new LokiLogging(stack, 'Logging', { cluster: make(stack) as eks.ICluster })).toThrow(
      /^Mine\/Logging\.cluster: comes from aws-cdk-lib\/aws-eks, .* import it: new ExistingLoggingCluster\(/,
    );
  });

  test('the code in the message works', () => {
    const stack = stackOf('Mine');
    const cluster = old(stack);
    const imported = new ExistingLoggingCluster(stack, 'LoggingCluster', {
      clusterName: cluster.clusterName,
      oidcIssuer: cluster.clusterOpenIdConnectIssuerUrl,
      oidcProviderArn: cluster.openIdConnectProvider.openIdConnectProviderArn,
      version: '1.33',
    }).cluster;
    new LokiLogging(stack, 'Logging', { cluster: imported });
    const template = synth(stack.node.root as App).template('Mine');
    const manifests = resourcesOf(template, MANIFEST).filter(([id]) => id.startsWith('LoggingDelivery'));
    expect(manifests.length).toBeGreaterThan(10);
    const [[entry]] = resourcesOf(template, 'AWS::EKS::AccessEntry') as [[string, unknown]];
    for (const [, { DependsOn, Properties }] of manifests) {
      expect(DependsOn).toContain(entry);
      expect(JSON.stringify(Properties.ClusterName)).toContain('Old');
      expect(JSON.stringify(Properties.ServiceToken)).toContain('LoggingClusterKubectl');
    }
  });

  test('a cluster without a kubectl provider', () => {
    const stack = stackOf('Mine');
    const bare = plain(stack, { kubectlProviderOptions: undefined });
    expect(() => new LokiLogging(stack, 'Logging', { cluster: bare })).toThrow(
      'Mine/Logging.cluster: has no kubectl provider to deliver manifests with; give eks.Cluster kubectlProviderOptions: { kubectlLayer }',
    );
  });
});
