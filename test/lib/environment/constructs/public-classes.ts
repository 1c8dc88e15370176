import { Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { App as ChartApp, Chart } from 'cdk8s';
import * as library from '../../../../lib';
import * as charts from '../../../../charts';
import { resolveEnvironment } from '../../../../lib/environment/environment';
import { fastApp } from '../../../helpers/fast-app';
import { chartDoor, type Door, doorOf, valueDoor } from './door';
import { ENV, ISSUER } from '../../app/loki-logging/doors';

const ARN = `arn:aws:iam::${ENV.account}`;
/** A stack of an account and region. */
export const stackOf = () => new Stack(fastApp(), 'Stack', { env: ENV });

const identityOf = (namespace: string, serviceAccountName = namespace) =>
  new charts.WorkloadIdentity({ namespace, serviceAccountName, roleArn: `${ARN}:role/${serviceAccountName}` });
const STORED = {
  region: ENV.region,
  writerSecretName: 'loki/team/writer',
  readerSecretName: 'loki/team/reader',
  gateway: identityOf('loki', 'loki-gateway'),
  alloy: identityOf('alloy'),
  grafana: identityOf('grafana'),
};
/** An endpoint. */
export const ENDPOINT = new charts.LokiEndpoint({
  url: 'http://loki-gateway.loki:8080',
  tenants: ['team'],
  credentials: new charts.KubernetesSecretCredentials(),
  queryTimeoutSeconds: 300,
  namespace: 'loki',
});
const LOKI = {
  identity: identityOf('loki'),
  store: { chunkBucket: 'our-chunks', rulerBucket: 'our-rules', region: ENV.region },
  tenants: ['team'],
};
const LOGGING_CHARTS = { environment: 'team', clusterName: 'team', loki: LOKI };
const existing = (stack: Stack) =>
  new library.ExistingLoggingCluster(stack, 'Existing', { clusterName: 'team', oidcIssuer: ISSUER });

const SECRETS = { writerSecretName: 'w', readerSecretName: 'r' };
/** Names of buckets. */
export const BUCKETS = { chunkBucketName: 'our-chunks', rulerBucketName: 'our-rules' };
const MSK = `arn:aws:kafka:${ENV.region}:${ENV.account}:cluster/logs/0a1b2c3d-0000-4000-8000-00000000000a-1`;
const KAFKA_IAM = { clusterArn: MSK, roleArn: `${ARN}:role/kafka` };
const vpcOf = (stack: Stack) =>
  Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1',
    availabilityZones: ['a', 'b'],
    privateSubnetIds: ['subnet-1', 'subnet-2'],
  });
const trust = (stack: Stack) => existing(stack).trust;
const KUBERNETES = 'images registry imagePullSecrets workloads labels annotations clusterDomain';

/** Every class of the API that takes properties. */
export const DOORS: Readonly<Record<string, Door>> = {
  AlloyChart: chartDoor(
    charts.AlloyChart,
    { endpoint: ENDPOINT, clusterName: 'team' },
    'namespace routes sources identityKind nodeLabel pipeline extraSources collectors resources collectorResources images storageClassName ' +
      'priorityClassName networkPolicies apiServerPorts metricsNamespaces metricsPods scraper',
  ),
  GrafanaChart: chartDoor(
    charts.GrafanaChart,
    { endpoint: ENDPOINT, environment: 'team' },
    'namespace maxLines as instances traces alertmanagerUrl alertmanagerPods prometheus scrapeInterval deploy image resources networkPolicies ' +
      'storageClassName identityKind',
  ),
  CanaryChart: chartDoor(
    charts.CanaryChart,
    { endpoint: ENDPOINT, tenant: 'team' },
    'namespace intervalSeconds image nginxImage resources networkPolicies metricsNamespaces metricsPods scraper',
  ),
  MonitoringChart: chartDoor(
    charts.MonitoringChart,
    {
      monitoring: { from: 'prometheus-operator' },
      sources: [{ namespace: 'loki', name: 'loki', component: 'ingester', port: 3100 }],
      clusterName: 'team',
      alloyNamespace: 'alloy',
      gigabytesPerDay: 50,
      image: 'docker.io/grafana/alloy:v1.18.1',
    },
    'lokiNamespace passwordSecret resources networkPolicies apiServerPorts',
  ),
  LokiChart: chartDoor(
    charts.LokiChart,
    LOKI,
    'gigabytesPerDay retention queryTimeout credentials storageClassName fastVolumes sizes ingesterZones rolloutOperator autoscaling config ' +
      'tenantLimits chunkEncoding schema alertmanagerUrl clientNamespaces metricsNamespaces metricsPods scraper rulerEgress zones ' +
      'networkPolicies apiServerPorts clusterDomain images kafka expose readers writers deletes oneNode rules ruler rulerIdentity ' +
      'otlpIndexLabels environment',
  ),
  LocalStoreChart: chartDoor(
    charts.LocalStoreChart,
    { namespace: 'loki', buckets: { chunkBucket: 'chunks', rulerBucket: 'rules' } },
    'volume storageClassName networkPolicies images',
  ),
  NamespacesChart: chartDoor(charts.NamespacesChart, { namespaces: [{ name: 'loki' }] }, 'shared'),
  StorageClassChart: chartDoor(
    charts.StorageClassChart,
    { name: 'loki-gp3', provisioner: 'ebs.csi.aws.com' },
    'isDefault fast',
  ),
  LoggingCharts: valueDoor(
    charts.LoggingCharts,
    LOGGING_CHARTS,
    'alloyNamespace alloySources alloyNodeLabel alloyPipeline alloyExtraSources alloyCollectors alloyResources routes ' +
      `remoteLoki grafanaNamespace grafanaDatasources grafanaDashboards grafanaDeploy maxLines monitoring localStore apiServerPorts storageClass ${KUBERNETES}`,
  ),
  WorkloadIdentity: valueDoor(
    charts.WorkloadIdentity,
    { namespace: 'loki', serviceAccountName: 'loki' },
    'roleArn kind',
  ),
  LokiEndpoint: valueDoor(
    charts.LokiEndpoint,
    {
      url: 'http://loki-gateway.loki:8080',
      tenants: ['team'],
      credentials: new charts.KubernetesSecretCredentials(),
      queryTimeoutSeconds: 300,
      namespace: 'loki',
    },
    'users writer reader outside',
  ),
  KubernetesSecretCredentials: valueDoor(charts.KubernetesSecretCredentials, {}, 'secretName'),
  SecretsManagerCredentials: valueDoor(charts.SecretsManagerCredentials, STORED),
  SharedCredentials: valueDoor(
    charts.SharedCredentials,
    {
      secretArns: { writer: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:loki/hub/writer' },
      alloy: identityOf('alloy'),
    },
    'canary kind',
  ),
  ExternalSecretsCredentials: valueDoor(charts.ExternalSecretsCredentials, STORED),
  LoggingCluster: doorOf(
    library.LoggingCluster,
    () => ({ clusterName: 'team' }),
    'version mode instanceTypes minNodes maxNodes desiredNodes vpc availabilityZones natGateways interfaceEndpoints ' +
      'flowLogs addonVersions endpointAccess publicAccessCidrs adminRoleArns controlPlaneLogs removalPolicy',
  ),
  ExistingLoggingCluster: doorOf(
    library.ExistingLoggingCluster,
    () => ({ clusterName: 'team', oidcIssuer: ISSUER }),
    'version oidcProviderArn createOidcProvider autoMode vpcId kubectlPrivateSubnetIds kubectlSecurityGroupId ' +
      'kubectlProviderServiceToken',
  ),
  LogStorage: doorOf(
    library.LogStorage,
    () => BUCKETS,
    'encryption encryptionKey roleArns otherKeyArns serverAccessLogsBucket removalPolicy tenants keptTenants transition deleteDelay ' +
      'noncurrentVersionExpiration',
  ),
  'LogStorage.fromLogStorageAttributes': {
    make: (stack, props) => library.LogStorage.fromLogStorageAttributes(stack, 'C', props),
    required: () => ({ ...BUCKETS, region: ENV.region }),
    optional: ['encryptionKeyArn', 'otherKeyArns'],
  },
  OidcTrust: doorOf(library.OidcTrust, () => ({ issuerUrl: ISSUER }), 'removalPolicy'),
  'OidcTrust.fromOidcTrustAttributes': {
    make: (stack, props) => library.OidcTrust.fromOidcTrustAttributes(stack, 'C', props),
    required: () => ({ providerArn: `${ARN}:oidc-provider/${ISSUER.slice('https://'.length)}` }),
    optional: ['issuerUrl'],
  },
  IrsaRole: doorOf(
    library.IrsaRole,
    (stack) => ({ trust: trust(stack), identity: identityOf('loki') }),
    'otherIdentities clusterName permissionsBoundary',
  ),
  LogCredentials: doorOf(
    library.LogCredentials,
    () => SECRETS,
    'grafanaSecretNames encryptionKey keyAlias roleArns removalPolicy',
  ),
  'LogCredentials.fromLogCredentialsAttributes': {
    make: (stack, props) => library.LogCredentials.fromLogCredentialsAttributes(stack, 'C', props),
    required: () => SECRETS,
    optional: ['encryptionKey'],
  },
  CredentialsAccess: doorOf(
    library.CredentialsAccess,
    (stack) => ({
      credentials: new library.LogCredentials(stack, 'Credentials', SECRETS),
      stored: STORED,
      trust: trust(stack),
    }),
    'alloyIdentities grafanaReaders grafanaSecretNames clusterName driverCluster',
  ),
  SecretsDriver: doorOf(library.SecretsDriver, (stack) => ({ cluster: existing(stack).cluster })),
  ManifestDelivery: doorOf(
    library.ManifestDelivery,
    (stack) => ({ cluster: existing(stack).cluster, chart: new Chart(new ChartApp(), 'chart') }),
    'after',
  ),
  LoggingDelivery: doorOf(
    library.LoggingDelivery,
    (stack) => ({
      cluster: existing(stack).cluster,
      trust: (stack.node.findChild('Existing') as library.ExistingLoggingCluster).trust,
      storage: new library.LogStorage(stack, 'Storage', BUCKETS),
      identity: identityOf('loki'),
      charts: new charts.LoggingCharts(LOGGING_CHARTS),
    }),
    'kubernetesReady credentialsAccess',
  ),
  LokiLogging: doorOf(
    library.LokiLogging,
    (stack) => ({ cluster: existing(stack).cluster }),
    'environmentName retention gigabytesPerDay tenants routes queryTimeout storage encryption encryptionKey otherKeyArns ' +
      'accessLogBucket chunkBucketName rulerBucketName loki storeEndpoint fips storageTransition ' +
      'tags permissionsBoundary rolePath removalPolicy trust kubernetesReady credentials ' +
      'grafanaServiceAccount grafanaDeploy grafanaPrometheus grafanaAs grafanaInstances grafanaTraces grafanaAlertmanager storageClassName autoMode lokiNamespace alloyNamespace grafanaNamespace grafanaDashboards sizes ingesterZones rolloutOperator autoscaling lokiConfig ' +
      'tenantLimits chunkEncoding schema alertmanagerUrl alloySources alloyNodeLabel alloyExtraSources alloyCollectors ' +
      'alloyProcessing alloyNodeLabels alloyDestinations alloyKafka maxLines networkPolicies metricsNamespaces metricsPods rulerEgress clientNamespaces expose identity readers writers deletes rules ruler alertmanagers otlpIndexLabels tenantRetention streamRetention monitoring customize acknowledge record ' +
      KUBERNETES,
  ),
  MetricsAccess: doorOf(library.MetricsAccess, (stack) => ({
    trust: trust(stack),
    charts: new charts.LoggingCharts({
      ...LOGGING_CHARTS,
      monitoring: {
        from: 'alloy',
        remoteWrite: {
          workspaceArn: `arn:aws:aps:${ENV.region}:${ENV.account}:workspace/ws-0a1b2c3d-0000-4000-8000-00000000000a`,
        },
        roleArn: `arn:aws:iam::${ENV.account}:role/metrics`,
      },
    }),
  })),
  GrafanaAccess: doorOf(
    library.GrafanaAccess,
    (stack) => ({
      trust: trust(stack),
      charts: new charts.LoggingCharts({
        ...LOGGING_CHARTS,
        grafanaDatasources: {
          prometheus: {
            workspaceArn: `arn:aws:aps:${ENV.region}:${ENV.account}:workspace/ws-0a1b2c3d-0000-4000-8000-00000000000a`,
          },
        },
        grafanaDeploy: { queryRoleArn: `arn:aws:iam::${ENV.account}:role/query` },
      }),
    }),
    'clusterName credentialsAccess',
  ),
  LoggingKafka: doorOf(
    library.LoggingKafka,
    (stack) => ({ vpc: vpcOf(stack), clusterName: 'logs', clients: [] }),
    'brokers removalPolicy',
  ),
  'LoggingKafka.fromLoggingKafkaAttributes': {
    make: (stack, props) => library.LoggingKafka.fromLoggingKafkaAttributes(stack, 'C', props),
    required: () => ({ clusterArn: MSK }),
    optional: [],
  },
  KafkaAccess: doorOf(
    library.KafkaAccess,
    (stack) => ({
      charts: new charts.LoggingCharts({
        ...LOGGING_CHARTS,
        alloyPipeline: { kafka: { brokers: [`b-1.logs.kafka.${ENV.region}.amazonaws.com:9098`], iam: KAFKA_IAM } },
      }),
      trust: trust(stack),
    }),
    'clusterName credentialsAccess',
  ),
  EnvironmentStage: {
    make: (stack, props) => new library.EnvironmentStage(stack.node.root as never, props),
    required: () => ({ environment: resolveEnvironment('team', { ...ENV, cluster: { create: {} } }) }),
    optional: ['credentialsAccount', 'charts', 'findings'],
  },
  LoggingApp: {
    make: (_stack, props) => new library.LoggingApp(props),
    required: () => ({ environments: [] }),
    optional: ['credentialsAccount', 'previous', 'records', 'onWarnings', 'app'],
  },
};
