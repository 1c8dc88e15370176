import { Duration, type Stack, Stack as CdkStack } from 'aws-cdk-lib';
import { InputError, type Problem } from '../../../../charts/input/problems';
import { ExistingLoggingCluster } from '../../../../lib/cluster/existing-cluster';
import { LoggingCluster } from '../../../../lib/cluster/logging-cluster';
import { LogStorage } from '../../../../lib/storage/log-storage';
import { validateEnvironments } from '../../../../lib/environment/validate';
import { fastApp } from '../../../helpers/fast-app';

const ACCOUNT = '111122223333';
const REGION = 'eu-west-1';
const ISSUER = `https://oidc.eks.${REGION}.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF`;

/** Problems of what a function refuses. */
function problemsOf(make: (stack: Stack) => unknown): readonly Problem[] {
  try {
    make(new CdkStack(fastApp(), 'S', { env: { account: ACCOUNT, region: REGION } }));
  } catch (error) {
    if (error instanceof InputError) return error.problems;
    throw error;
  }
  return [];
}

/** A door: an object in an environment, and a construct with its properties under other names. */
interface Door {
  /** Section of an environment with one field. */
  readonly section: (field: object) => object;
  readonly path: string;
  readonly make: (stack: Stack, props: object) => unknown;
  /** Names of fields, and of the properties that stand for them. */
  readonly names: Readonly<Record<string, string>>;
}

const existing = { name: 'team', oidcIssuer: ISSUER };
const DOORS: Readonly<Record<string, Door>> = {
  LoggingCluster: {
    section: (create) => ({ cluster: { create } }),
    path: 'cluster.create',
    make: (stack, props) => new LoggingCluster(stack, 'C', { clusterName: 'team', ...props }),
    names: { name: 'clusterName', admins: 'adminRoleArns', nodes: 'minNodes' },
  },
  ExistingLoggingCluster: {
    section: (field) => ({ cluster: { existing: { ...existing, ...field } } }),
    path: 'cluster.existing',
    make: (stack, props) =>
      new ExistingLoggingCluster(stack, 'C', { clusterName: 'team', oidcIssuer: ISSUER, ...props }),
    names: {
      name: 'clusterName',
      privateSubnetIds: 'kubectlPrivateSubnetIds',
      securityGroupId: 'kubectlSecurityGroupId',
    },
  },
  LogStorage: {
    section: (storage) => ({ storage }),
    path: 'storage',
    make: (stack, props) =>
      new LogStorage(stack, 'C', { chunkBucketName: 'our-chunks', rulerBucketName: 'our-rules', ...props }),
    names: {},
  },
};

const NO_TEXT = [1, null, true, {}, [], 1n, NaN, new Map(), () => 1];
const NO_LIST = ['x', 1, {}, null];
const ARN = `arn:aws:iam::${ACCOUNT}:role/a`;

/** Wrong values by door and field. */
const WRONG: Readonly<Record<string, Readonly<Record<string, readonly unknown[]>>>> = {
  LoggingCluster: {
    name: ['', 'my.cluster', '-a', 'x'.repeat(101), 'prоd', ...NO_TEXT],
    version: ['1.2', 'latest', ...NO_TEXT],
    instanceTypes: [
      ...NO_LIST,
      [],
      ['large'],
      ['t3.nano'],
      ['m6i.large', 'm7g.large'],
      ['m6i.large', 'm6i.large'],
      [1],
    ],
    nodes: [0, -1, 1.5, NaN, Infinity, '3', null, 1n],
    publicAccessCidrs: [...NO_LIST, [], ['x'], ['10.0.0.0/8'], ['203.0.113.1/24'], Array(41).fill('203.0.113.0/24')],
    admins: [
      ...NO_LIST,
      ['x'],
      [ARN, ARN],
      [`arn:aws:iam::${ACCOUNT}:role/*`],
      ['arn:aws-cn:iam::111122223333:role/a'],
    ],
    controlPlaneLogs: [...NO_LIST, ['audits'], ['api', 'api']],
    addonVersions: [
      'x',
      null,
      { dns: 'v1.0.0-eksbuild.1' },
      { coredns: '1.12' },
      { 'kube-proxy': 'v1.99.0-eksbuild.1' },
    ],
    availabilityZones: [
      ...NO_LIST,
      ['eu-west-1a'],
      ['eu-west-1a', 'eu-west-1a'],
      ['euw1-az1', 'eu-west-1b'],
      ['us-east-1a', 'us-east-1b'],
    ],
    natGateways: [0, 4, 1.5, NaN, '1', null],
    interfaceEndpoints: ['yes', 1, null],
    misspelt: ['x'],
  },
  ExistingLoggingCluster: {
    name: ['', 'my.cluster', ...NO_TEXT],
    oidcIssuer: [
      '',
      ISSUER.slice(8),
      'https://accounts.google.com',
      ISSUER.replace('.com', '.com.cn'),
      ISSUER.replace('eu', 'us'),
      ...NO_TEXT,
    ],
    oidcProviderArn: [
      'x',
      ARN,
      'arn:aws:iam::999988887777:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/A',
      ...NO_TEXT,
    ],
    autoMode: ['yes', 1, null],
    vpcId: ['vpc', 'subnet-0a1b2c3d', ...NO_TEXT],
    privateSubnetIds: [...NO_LIST, [], ['x'], [1]],
    securityGroupId: ['sg', ...NO_TEXT],
    kubectlProviderServiceToken: [
      'x',
      ARN,
      `arn:aws:lambda:us-east-1:${ACCOUNT}:function:a`,
      'arn:aws:lambda:eu-west-1:999988887777:function:a',
      ...NO_TEXT,
    ],
    misspelt: ['x'],
  },
  LogStorage: {
    chunkBucketName: ['', 'ab', 'A-b', 'a.b', 'xn--a', 'a-s3alias', 'x'.repeat(64), ...NO_TEXT],
    rulerBucketName: ['', 'a_b', 'sthree-a', ...NO_TEXT],
    misspelt: ['x'],
  },
};

describe.each(Object.entries(WRONG))('%s', (name, fields) => {
  const { section, path, make, names } = DOORS[name] as Door;

  test.each(Object.entries(fields))('%s is refused as in an environment, with path, value and fix', (field, values) => {
    const property = names[field] ?? field;
    for (const value of values) {
      const environment = validateEnvironments({
        team: { account: ACCOUNT, region: REGION, cluster: { create: {} }, ...section({ [field]: value }) },
      }).filter((each) => each.path.startsWith(`environments.team.${path}.${field}`));
      const library = problemsOf((stack) => make(stack, { [property]: value })).filter((each) =>
        each.path.startsWith(`S/C.${property}`),
      );
      const same = (problems: readonly Problem[], owner: string) =>
        problems.map(({ path: at, found, fix }) => [at.slice(owner.length), found.split(' in a')[0], fix]);
      const label = `${property} = ${typeof value === 'bigint' ? 'bigint' : JSON.stringify(value)}`;
      expect([label, environment.length > 0]).toEqual([label, true]);
      expect([label, library.map(({ path: at }) => at.slice(`S/C.${property}`.length))]).toEqual([
        label,
        environment.map(({ path: at }) => at.slice(`environments.team.${path}.${field}`.length)),
      ]);
      expect(same(library, `S/C.${property}`).map(([, , fix]) => fix?.length)).not.toContain(0);
    }
  });
});

test('properties of constructs alone are refused too, all at once', () => {
  const cluster = {
    mode: 'auto',
    endpointAccess: 'private',
    removalPolicy: 'keep',
    vpc: 'vpc-1',
    minNodes: 5,
    maxNodes: 4,
  };
  expect(problemsOf((stack) => DOORS['LoggingCluster']?.make(stack, cluster)).map(({ path }) => path)).toEqual([
    ...['S/C.mode', 'S/C.vpc', 'S/C.endpointAccess', 'S/C.removalPolicy', 'S/C.maxNodes'],
  ]);
  const storage = {
    tenants: [
      { tenant: 'a/b', retention: '7d' },
      { tenant: 'a', retention: Duration.hours(1) },
    ],
    encryption: 'kms',
    noncurrentVersionExpiration: Duration.hours(5),
    deleteDelay: 3,
  };
  expect(problemsOf((stack) => DOORS['LogStorage']?.make(stack, storage)).map(({ path }) => path)).toEqual([
    ...['S/C.tenants[0].tenant', 'S/C.tenants[0].retention', 'S/C.tenants[1].retention', 'S/C.deleteDelay'],
    ...['S/C.noncurrentVersionExpiration', 'S/C.encryption'],
  ]);
  for (const make of Object.values(DOORS)) {
    expect(problemsOf((stack) => make.make(stack, { misspelt: 1 }))).toMatchObject([{ path: 'S/C.misspelt' }]);
  }
});
