import { type App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { JsonPatch } from 'cdk8s';
import { ExistingLoggingCluster } from '../../../../lib/cluster/existing-cluster';
import { kubectlLayer } from '../../../../lib/delivery/kubectl';
import { LogStorage } from '../../../../lib/storage/log-storage';
import { LokiLogging } from '../../../../lib/app/loki-logging/loki-logging';
import type { LokiLoggingProps } from '../../../../lib/app/loki-logging/props';
import type { KubernetesObject } from '../../../helpers/charts';
import { type PlainResource, type PlainTemplate, resourcesOf } from '../../../helpers/environments';
import { fastApp } from '../../../helpers/fast-app';

const ENV = { account: '111122223333', region: 'eu-west-1' };
const ISSUER = 'https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF';

function templateOf(stack: Stack): PlainTemplate {
  return (stack.node.root as App).synth().getStackByName(stack.stackName).template as PlainTemplate;
}

/** All Kubernetes objects a stack delivers. */
function delivered(template: PlainTemplate): KubernetesObject[] {
  return resourcesOf(template, 'Custom::AWSCDK-EKS-KubernetesResource').flatMap(
    ([, { Properties }]) => JSON.parse(Properties.Manifest as string) as KubernetesObject[],
  );
}

function created(stack: Stack, id = 'Cluster'): eks.Cluster {
  return new eks.Cluster(stack, id, {
    version: eks.KubernetesVersion.V1_35,
    kubectlProviderOptions: { kubectlLayer: kubectlLayer(stack, `${id}Layer`, '1.35') },
  });
}

/** The construct in a stack with an existing cluster. */
function onExisting(props: Partial<LokiLoggingProps> = {}): { stack: Stack; logging: LokiLogging } {
  const stack = new Stack(fastApp(), 'Mine', { env: ENV });
  const existing = new ExistingLoggingCluster(stack, 'Existing', { clusterName: 'Team_Cluster', oidcIssuer: ISSUER });
  const logging = new LokiLogging(stack, 'Logging', {
    cluster: existing.cluster,
    trust: existing.trust,
    kubernetesReady: existing.kubernetesReady,
    ...props,
  });
  return { stack, logging };
}

describe('passwords', () => {
  test('are made in Secrets Manager, for the names and accounts of this stack', () => {
    const { stack, logging } = onExisting({
      environmentName: 'team',
      alloyNamespace: 'agents',
      grafanaNamespace: 'monitoring',
      grafanaServiceAccount: 'kps-grafana',
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const template = templateOf(stack);
    const secrets = resourcesOf(template, 'AWS::SecretsManager::Secret').map(([, secret]) => secret);
    expect(secrets.map(({ Properties }) => Properties.Name)).toEqual(['loki/team/writer', 'loki/team/reader']);
    expect(secrets.map(({ DeletionPolicy }) => DeletionPolicy)).toEqual(['Delete', 'Delete']);
    const trusts = JSON.stringify(resourcesOf(template, 'AWS::IAM::Role').map(([, { Properties }]) => Properties));
    for (const account of ['loki:loki-gateway', 'agents:alloy', 'monitoring:kps-grafana']) {
      expect(trusts).toContain(`system:serviceaccount:${account}"`);
    }
    expect(logging.credentialsAccess?.driver).toBeDefined();
    expect(resourcesOf(template, 'AWS::EKS::Addon')).toHaveLength(1);
  });

  test('are left to whoever makes the Secret', () => {
    const { stack, logging } = onExisting({ credentials: { from: 'kubernetes-secret', secretName: 'mine' } });
    const template = templateOf(stack);
    expect(logging.credentialsAccess).toBeUndefined();
    expect(resourcesOf(template, 'AWS::SecretsManager::Secret')).toEqual([]);
    const alloy = delivered(template).find(({ kind }) => kind === 'DaemonSet');
    expect(JSON.stringify(alloy?.spec.template.spec.volumes)).toContain('"secretName":"mine"');
  });

  test('fields that mean nothing are refused, by the name they have here', () => {
    expect(() =>
      onExisting({ credentials: { from: 'external-secrets', installDriver: true }, grafanaServiceAccount: 'x' }),
    ).toThrow(
      'Mine/Logging.credentials.installDriver: true is for credentials from secrets-manager, and they are from ' +
        'external-secrets; leave it out\nMine/Logging.grafanaServiceAccount: x is for credentials from secrets-manager',
    );
  });
});

describe('in a stack one already has', () => {
  test('two lines are enough, for a cluster that the stack makes', () => {
    const stack = new Stack(fastApp(), 'MyStack', { env: ENV });
    const cluster = created(stack);
    const logging = new LokiLogging(stack, 'Logging', { cluster, retention: Duration.days(14) });

    expect(logging.chunkBucket).toBe(logging.storage.chunkBucket);
    expect(logging.rulerBucket).toBe(logging.storage.rulerBucket);
    expect(logging.endpoint.pushUrl).toBe('http://loki-gateway.loki.svc.cluster.local:8080/loki/api/v1/push');
    const template = templateOf(stack);
    const roles = resourcesOf(template, 'AWS::IAM::Role').map(([, { Properties }]) => Properties.RoleName);
    expect(roles).toContain('loki-mystack-eu-west-1');
    expect(resourcesOf(template, 'AWS::IAM::OIDCProvider')).toHaveLength(1);
    const names = resourcesOf(template, 'AWS::S3::Bucket').map(([, { Properties }]) => Properties.BucketName);
    expect(names).toEqual(['loki-mystack-chunks-111122223333-eu-west-1', 'loki-mystack-ruler-111122223333-eu-west-1']);
    const config = delivered(template).find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'loki');
    expect(config?.data['config.yaml']).toContain('retention_period: 336h');
  });

  test('the trust of an issuer known only at deploy time is one string, with the issuer in its keys', () => {
    const stack = new Stack(fastApp(), 'MyStack', { env: ENV });
    new LokiLogging(stack, 'Logging', { cluster: created(stack) });
    const role = resourcesOf(templateOf(stack), 'AWS::IAM::Role').find(
      ([, { Properties }]) => Properties.RoleName === 'loki-mystack-eu-west-1',
    )?.[1];
    const [text] = (role?.Properties.AssumeRolePolicyDocument as { 'Fn::Sub': [string, object] })['Fn::Sub'];
    expect(text).toMatch(/:sub\\?":\s?\\?"system:serviceaccount:loki:loki\\?"/);
  });

  test('a cluster that exists is delivered to after its access entry', () => {
    const { stack } = onExisting();
    const template = templateOf(stack);
    const [[entry]] = resourcesOf(template, 'AWS::EKS::AccessEntry') as [[string, unknown]];
    for (const [, manifest] of resourcesOf(template, 'Custom::AWSCDK-EKS-KubernetesResource')) {
      expect(manifest.DependsOn).toContain(entry);
    }
  });

  test('an imported cluster that names its OIDC provider is trusted by it', () => {
    const stack = new Stack(fastApp(), 'Mine', { env: ENV });
    const providerArn = `arn:aws:iam::111122223333:oidc-provider/${ISSUER.slice('https://'.length)}`;
    const cluster = eks.Cluster.fromClusterAttributes(stack, 'Imported', {
      clusterName: 'team',
      kubectlProvider: eks.KubectlProvider.fromKubectlProviderAttributes(stack, 'Kubectl', {
        serviceToken: 'arn:aws:lambda:eu-west-1:111122223333:function:kubectl',
      }),
      openIdConnectProvider: iam.OidcProviderNative.fromOidcProviderArn(stack, 'Oidc', providerArn),
    });
    new LokiLogging(stack, 'Logging', { cluster });
    const template = templateOf(stack);
    expect(resourcesOf(template, 'AWS::IAM::OIDCProvider')).toHaveLength(0);
    expect(JSON.stringify(resourcesOf(template, 'AWS::IAM::Role'))).toContain(providerArn);
  });

  test('one whose cluster already made its provider does not make a second of the same issuer', () => {
    const stack = new Stack(fastApp(), 'MyStack', { env: ENV });
    const cluster = created(stack);
    // CDK's own provider is deprecated, so ours is another.
    jest.spyOn(console, 'warn').mockImplementation();
    cluster.addServiceAccount('Other', { name: 'other' });
    jest.restoreAllMocks();
    new LokiLogging(stack, 'Logging', { cluster });
    expect(resourcesOf(templateOf(stack), 'AWS::IAM::OIDCProvider').length).toBeLessThanOrEqual(1);
  });

  test('names come from the cluster, in lower case with hyphens, or from the user', () => {
    const name = (logging: LokiLogging) => logging.storage.objectStore.chunkBucket;
    expect(name(onExisting().logging)).toBe('loki-team-cluster-chunks-111122223333-eu-west-1');
    expect(name(onExisting({ environmentName: 'blue' }).logging)).toBe('loki-blue-chunks-111122223333-eu-west-1');
  });

  test('buckets that exist are used, and none is made', () => {
    const stack = new Stack(fastApp(), 'Mine', { env: ENV });
    const existing = new ExistingLoggingCluster(stack, 'Existing', { clusterName: 'team', oidcIssuer: ISSUER });
    const storage = LogStorage.fromLogStorageAttributes(stack, 'Buckets', {
      chunkBucketName: 'our-chunks',
      rulerBucketName: 'our-rules',
      region: 'eu-west-1',
    });
    new LokiLogging(stack, 'Logging', { cluster: existing.cluster, trust: existing.trust, storage });
    const template = templateOf(stack);
    expect(resourcesOf(template, 'AWS::S3::Bucket')).toEqual([]);
    expect(JSON.stringify(resourcesOf(template, 'AWS::IAM::Policy'))).toContain(':s3:::our-chunks/*');
    const config = delivered(template).find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'loki');
    expect(config?.data['config.yaml']).toContain('bucket_name: our-chunks');
  });

  test('any object can be changed before it is delivered', () => {
    const { stack } = onExisting({
      customize: (charts) =>
        charts.object('Deployment', 'loki-querier').addJsonPatch(JsonPatch.replace('/spec/replicas', 11)),
    });
    const querier = delivered(templateOf(stack)).find(
      ({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'loki-querier',
    );
    expect(querier?.spec.replicas).toBe(11);
  });

  test('tenants’ own limits lengthen the lifecycle of their chunks, and what is kept for ever never expires', () => {
    const { stack } = onExisting({
      tenants: ['short', 'long', 'ever', 'audit'],
      retention: Duration.days(7),
      tenantLimits: {
        long: { retention_period: '1w2d12h' },
        ever: { retention_period: '0s' },
        audit: { retention_stream: [{ selector: '{job="audit"}', priority: 1, period: '90d' }] },
      },
    });
    const chunks = resourcesOf(templateOf(stack), 'AWS::S3::Bucket')[0]?.[1] as PlainResource;
    const { Rules } = chunks.Properties.LifecycleConfiguration as {
      Rules: { Prefix?: string; ExpirationInDays?: number }[];
    };
    const expiring = Rules.filter((rule) => rule.Prefix);
    expect(expiring.map((rule) => [rule.Prefix, rule.ExpirationInDays])).toEqual([
      ['short/', 15],
      ['long/', 17],
      ['audit/', 98],
    ]);
  });
});

describe('fails if', () => {
  test('the stack’s account or region is not concrete', () => {
    const stack = new Stack(fastApp(), 'Agnostic');
    const existing = new ExistingLoggingCluster(stack, 'Existing', { clusterName: 'team', oidcIssuer: ISSUER });
    expect(() => new LokiLogging(stack, 'Logging', { cluster: existing.cluster, trust: existing.trust })).toThrow(
      "Agnostic/Logging: the stack's account is known at deploy time only, and Loki's configuration is written before; " +
        "give the stack env: { account: '111122223333', region: 'us-east-1' }",
    );
  });

  test('a construct is given in place of its cluster', () => {
    const stack = new Stack(fastApp(), 'Whole', { env: ENV });
    const cluster = new ExistingLoggingCluster(stack, 'Existing', { clusterName: 'team', oidcIssuer: ISSUER });
    expect(() => new LokiLogging(stack, 'Logging', { cluster: cluster as never })).toThrow(
      'Whole/Logging.cluster: an instance of ExistingLoggingCluster is not a cluster; write its property cluster',
    );
  });

  test('an imported cluster names no provider', () => {
    const stack = new Stack(fastApp(), 'Mine', { env: ENV });
    const cluster = eks.Cluster.fromClusterAttributes(stack, 'Imported', {
      clusterName: 'team',
      kubectlProvider: eks.KubectlProvider.fromKubectlProviderAttributes(stack, 'Kubectl', { serviceToken: 'arn' }),
    });
    expect(() => new LokiLogging(stack, 'Logging', { cluster })).toThrow(
      'Mine/Logging.cluster: is imported and names no OIDC provider',
    );
  });

  test('the name makes bucket names too long', () => {
    expect(() => onExisting({ environmentName: 'a-name-that-is-really-far-too-long' })).toThrow(
      /is 6\d characters long, and S3 accepts at most 63/,
    );
  });

  test('Loki is given a key it does not know', () => {
    expect(() => onExisting({ lokiConfig: { querrier: {} } as never })).toThrow(
      'Mine/Logging.lokiConfig.querrier: not a key of loki 3.7.6; did you mean querier?',
    );
  });
});

describe('rules', () => {
  test('a change of one’s own that breaks one is an error of the construct, with its path', () => {
    const customize: LokiLoggingProps['customize'] = (charts) =>
      charts.object('StatefulSet', 'loki-ingester').addJsonPatch(JsonPatch.replace('/spec/replicas', 2));
    expect(() => onExisting({ customize })).toThrow(
      /^Mine\/Logging: ConfigMap loki\/loki config\.yaml common\.replication_factor: 3 is more than .*\(LOKI-REPLICATION-1\)$/,
    );
  });

  test('a warning is an annotation until it is acknowledged', () => {
    const customize: LokiLoggingProps['customize'] = (charts) =>
      charts.object('Service', 'loki-gateway').addJsonPatch(JsonPatch.replace('/spec/type', 'LoadBalancer'));
    const path = 'Service loki/loki-gateway spec.type';
    const warnings = (props: Partial<LokiLoggingProps>) =>
      Annotations.fromStack(onExisting({ networkPolicies: false, ...props }).stack).findWarning(
        '*',
        Match.stringLikeRegexp('K8S-EXPOSE-1'),
      );
    expect(warnings({ customize })).toHaveLength(1);
    expect(
      warnings({ customize, acknowledge: [{ rule: 'K8S-EXPOSE-1', path, reason: 'an internal load balancer' }] }),
    ).toEqual([]);
  });
});
