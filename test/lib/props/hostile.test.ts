import { Duration as CdkDuration, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { App as ChartApp, Chart } from 'cdk8s';
import * as library from '../../../lib';
import * as charts from '../../../charts';
import { resolveEnvironment } from '../../../lib/environment/environment';
import { InputError } from '../../../charts/problems';
import { PushSource } from '../../charts/alloy/helpers';
import { fastApp } from '../../helpers/fast-app';
import { ENV, ISSUER } from '../app/loki-logging/doors';

const ARN = `arn:aws:iam::${ENV.account}`;
const stackOf = () => new Stack(fastApp(), 'Stack', { env: ENV });

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
const ENDPOINT = new charts.LokiEndpoint({
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

type Props = Readonly<Record<string, unknown>>;

/** A class of the API: how it is made, what it cannot be without, and everything else that it takes. */
interface Door {
  readonly make: (stack: Stack, props: never) => unknown;
  readonly required: (stack: Stack) => Props;
  readonly optional: readonly string[];
}

const chartDoor = (
  Made: new (app: ChartApp, id: string, props: never) => unknown,
  required: Props,
  optional: string,
) => ({
  make: (_stack: Stack, props: never) => new Made(new ChartApp(), 'chart', props),
  required: () => required,
  optional: optional.split(' ').filter(Boolean),
});
const valueDoor = (Made: new (props: never) => unknown, required: Props, optional = '') => ({
  make: (_stack: Stack, props: never) => new Made(props),
  required: () => required,
  optional: optional.split(' ').filter(Boolean),
});
const doorOf = (
  Made: new (stack: Stack, id: string, props: never) => unknown,
  required: (stack: Stack) => Props,
  optional = '',
): Door => ({
  make: (stack, props) => new Made(stack, 'C', props),
  required,
  optional: optional.split(' ').filter(Boolean),
});

const SECRETS = { writerSecretName: 'w', readerSecretName: 'r' };
const BUCKETS = { chunkBucketName: 'our-chunks', rulerBucketName: 'our-rules' };
const trust = (stack: Stack) => existing(stack).trust;
const KUBERNETES = 'images registry imagePullSecrets workloads labels annotations clusterDomain';

const DOORS: Readonly<Record<string, Door>> = {
  AlloyChart: chartDoor(
    charts.AlloyChart,
    { endpoint: ENDPOINT, clusterName: 'team' },
    'namespace routes sources nodeLabel extraSources collectors resources collectorResources images storageClassName ' +
      'priorityClassName networkPolicies metricsNamespaces metricsPods',
  ),
  GrafanaChart: chartDoor(charts.GrafanaChart, { endpoint: ENDPOINT, environment: 'team' }, 'namespace maxLines'),
  LokiChart: chartDoor(
    charts.LokiChart,
    LOKI,
    'gigabytesPerDay retention queryTimeout credentials storageClassName fastVolumes sizes config tenantLimits ' +
      'chunkEncoding schema alertmanagerUrl clientNamespaces metricsNamespaces metricsPods rulerEgress zones ' +
      'networkPolicies clusterDomain images',
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
    'alloyNamespace alloySources alloyNodeLabel alloyExtraSources alloyCollectors alloyResources routes ' +
      `grafanaNamespace maxLines storageClass ${KUBERNETES}`,
  ),
  WorkloadIdentity: valueDoor(charts.WorkloadIdentity, { namespace: 'loki', serviceAccountName: 'loki' }, 'roleArn'),
  LokiEndpoint: valueDoor(charts.LokiEndpoint, {
    url: 'http://loki-gateway.loki:8080',
    tenants: ['team'],
    credentials: new charts.KubernetesSecretCredentials(),
    queryTimeoutSeconds: 300,
    namespace: 'loki',
  }),
  KubernetesSecretCredentials: valueDoor(charts.KubernetesSecretCredentials, {}, 'secretName'),
  SecretsManagerCredentials: valueDoor(charts.SecretsManagerCredentials, STORED),
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
    'encryption encryptionKey roleArns otherKeyArns serverAccessLogsBucket removalPolicy tenants deleteDelay ' +
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
    'otherIdentities permissionsBoundary',
  ),
  LogCredentials: doorOf(library.LogCredentials, () => SECRETS, 'encryptionKey removalPolicy'),
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
    'alloyIdentities driverCluster',
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
      'accessLogBucket tags permissionsBoundary rolePath removalPolicy trust kubernetesReady credentials ' +
      'grafanaServiceAccount storageClassName autoMode lokiNamespace alloyNamespace grafanaNamespace sizes lokiConfig ' +
      'tenantLimits chunkEncoding schema alertmanagerUrl alloySources alloyNodeLabel alloyExtraSources alloyCollectors ' +
      'maxLines networkPolicies metricsNamespaces metricsPods rulerEgress clientNamespaces customize acknowledge record ' +
      KUBERNETES,
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

class Own {
  public readonly own = 1;
}
const cycle: Record<string, unknown> = {};
cycle['self'] = cycle;
const cyclicList: unknown[] = [];
cyclicList.push(cyclicList);
const revoked = Proxy.revocable({}, {});
revoked.revoke();
const throwing = {
  get a(): unknown {
    throw new TypeError('no');
  },
};

/** Values that no property takes, whatever it is for, and what they are. */
const NEVER: Readonly<Record<string, () => unknown>> = {
  null: () => null,
  NaN: () => NaN,
  'a text with NUL': () => 'x\0y',
  'a bigint': () => 1n,
  'a symbol': () => Symbol('x'),
  'a Map': () => new Map(),
  'a cycle': () => cycle,
  'a list that contains itself': () => cyclicList,
  'an instance of another class': () => new Own(),
  'a proxy that is revoked': () => revoked.proxy,
  'an object whose getter throws': () => throwing,
  'a list of holes': () => [undefined, null],
  'a list of nothing that is right': () => [NaN],
  'an object with an unknown key': () => ({ misspelt: 1 }),
  'a negative number': () => -1,
};

/** Values that some properties take as they are, and why. */
const RIGHT: readonly (readonly [property: RegExp, value: RegExp])[] = [
  // Options of the CDK's own app are for the CDK to judge.
  [/^LoggingApp\.app$/, /./],
];

/** Lines of what a class says about properties; undefined if it accepts them. */
function refusalOf({ make }: Door, stack: Stack, props: unknown): string[] | undefined {
  try {
    make(stack, props as never);
    return undefined;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.message.split('\n');
  }
}

const optionsOf = (value: unknown) => Object.assign(Object.create(null), value) as Props;

test('every construct and every class with properties is here', () => {
  const made = Object.entries({ ...charts, ...library })
    .filter(([, value]) => typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value)))
    .map(([name]) => name);
  const others = ['InputError', 'Manifests'];
  const doors = Object.keys(DOORS).filter((name) => !name.includes('.'));
  expect(made.filter((name) => !others.includes(name)).sort()).toEqual(doors.sort());
});

describe.each(Object.entries(DOORS))('%s', (name, door) => {
  const all = () => {
    const stack = stackOf();
    return { stack, required: door.required(stack) };
  };
  const own = Object.keys(door.required(stackOf()));

  test('what it needs is enough', () => {
    const { stack, required } = all();
    expect(refusalOf(door, stack, required)).toBeUndefined();
  });

  test('properties that are not an object are refused', () => {
    for (const props of [null, 1, 'x', [], new Map(), revoked.proxy]) {
      expect(refusalOf(door, stackOf(), props)).toEqual([expect.stringContaining('is not an object')]);
    }
  });

  test('an unknown key is refused, with the key that was meant', () => {
    for (const key of [...own, ...door.optional]) {
      const { stack, required } = all();
      const wrong = `${key}x`;
      const lines = refusalOf(door, stack, { ...required, [wrong]: 1 });
      expect(lines).toEqual([expect.stringMatching(new RegExp(`\\b${wrong}: not a key; did you mean ${key}\\?$`))]);
    }
  });

  test('what it cannot be without is required', () => {
    for (const key of own) {
      const { stack, required } = all();
      const lines = refusalOf(door, stack, { ...required, [key]: undefined });
      expect(lines).toEqual([expect.stringMatching(new RegExp(`\\b${key}: missing; write `))]);
    }
  });

  test.each([...own, ...door.optional])('%s: every hostile value is refused, in one line for each problem', (key) => {
    for (const [what, value] of Object.entries(NEVER)) {
      if (RIGHT.some(([property, right]) => property.test(`${name}.${key}`) && right.test(what))) continue;
      const { stack, required } = all();
      const lines = refusalOf(door, stack, { ...required, [key]: value() });
      expect([what, lines ?? 'accepted']).toEqual([
        what,
        expect.arrayContaining([expect.stringMatching(new RegExp(`(^|\\.)${key}\\b.*(: |; ).`, 's'))]),
      ]);
    }
  });

  test('getters that throw are refused', () => {
    for (const key of [...own, ...door.optional]) {
      const { stack, required } = all();
      const props = Object.defineProperty(optionsOf(required), key, {
        enumerable: true,
        get: () => {
          throw new TypeError('no');
        },
      });
      if (RIGHT.some(([property]) => property.test(`${name}.${key}`))) continue;
      expect(refusalOf(door, stack, props)).toEqual([expect.stringContaining('a getter that throws no')]);
    }
  });

  test('all problems are found at once', () => {
    const { stack } = all();
    const nothing = Object.fromEntries([...own, ...door.optional].map((key) => [key, null]));
    const lines = refusalOf(door, stack, nothing) ?? [];
    const named = [...own, ...door.optional].filter((key) =>
      lines.some((line) => new RegExp(`(^|\\.)${key}\\b`).test(line)),
    );
    expect(named).toEqual([...own, ...door.optional]);
  });
});

test('values are still right that look odd', () => {
  const stack = stackOf();
  const key = new kms.Key(stack, 'Key');
  new library.LogStorage(stack, 'A', { ...BUCKETS, encryptionKey: key, deleteDelay: CdkDuration.hours(4) });
  new charts.LokiEndpoint({ ...ENDPOINT, namespace: 'logs' });
  new charts.AlloyChart(new ChartApp(), 'a', {
    endpoint: ENDPOINT,
    clusterName: 'arn:aws:eks:eu-west-1:111122223333:cluster/Team A',
    collectors: [{ name: 'push', kind: 'replicated', sources: [new PushSource()], clientNamespaces: ['shop'] }],
  });
});
