import { WorkloadIdentity } from '../../../charts/endpoint/identity';
import { IdentityKind } from '../../../charts/endpoint/identity';
import { InputError } from '../../../charts/input/problems';
import { CATALOGUE } from '../../../lib/checks/catalogue';
import { IrsaRole } from '../../../lib/identity/irsa-role';
import { OidcTrust } from '../../../lib/identity/oidc-trust';
import { environmentCharts, type Environment, resolveEnvironment } from '../../../lib/environment/environment';
import type { EnvironmentProps } from '../../../lib/environment/props';
import type { Manifest } from '../../../lib/manifests/manifest';
import { Manifests } from '../../../lib/manifests/manifests';
import { type KubernetesObject, objectsOf } from '../../helpers/charts';
import { type PlainTemplate, resourcesOf, stageOf, templatesOf } from '../../helpers/environments';
import { remembered } from '../../helpers/remembered';
import { ACCOUNT, ISSUER, resourceOf, resourcesOf as resourcesIn, testStack } from '../helpers';
import { library, lines } from '../app/loki-logging/doors';

const PROPS: EnvironmentProps = {
  account: '111122223333',
  region: 'us-east-1',
  cluster: { create: { admins: ['arn:aws:iam::111122223333:role/admin'] } },
  volume: '20 GB/day',
};

const resolved = (identity: EnvironmentProps['identity'], more: object = {}): Environment =>
  resolveEnvironment('dev', { ...PROPS, identity, ...more });

const objects = (environment: Environment): KubernetesObject[] => objectsOf(environmentCharts(environment));

const logging = (): PlainTemplate =>
  remembered('templates with Pod Identity', () => templatesOf(stageOf(resolved('pod-identity'))))['Logging'] as never;

const ANNOTATION = 'eks.amazonaws.com/role-arn';

describe('with Pod Identity', () => {
  test('no service account names a role, and every role of before has an association', () => {
    const roles = (kind: 'irsa' | 'pod-identity') =>
      objects(resolved(kind)).flatMap(({ kind: of, metadata }) =>
        of === 'ServiceAccount' && metadata.annotations?.[ANNOTATION] !== undefined
          ? [`${metadata.namespace}/${metadata.name}`]
          : [],
      );
    expect(roles('pod-identity')).toEqual([]);
    const associated = resourcesOf(logging(), 'AWS::EKS::PodIdentityAssociation').map(
      ([, { Properties: properties }]) => `${String(properties['Namespace'])}/${String(properties['ServiceAccount'])}`,
    );
    // Grafana's service account is the user's own.
    expect(associated.sort()).toEqual([...roles('irsa'), 'grafana/grafana'].sort());
    expect(associated).toHaveLength(5);
  });

  test('roles trust EKS for their own service accounts of the cluster, and for nobody else', () => {
    const [, role] = resourcesOf(logging(), 'AWS::IAM::Role').find(
      ([, { Properties: properties }]) => properties['RoleName'] === 'loki-dev-us-east-1',
    ) as [string, { Properties: Record<string, unknown> }];
    expect(role.Properties['AssumeRolePolicyDocument']).toMatchObject({
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'pods.eks.amazonaws.com' },
          Action: ['sts:AssumeRole', 'sts:TagSession'],
          Condition: {
            StringEquals: {
              'aws:SourceAccount': '111122223333',
              'aws:RequestTag/kubernetes-namespace': 'loki',
              'aws:RequestTag/kubernetes-service-account': 'loki',
            },
          },
        },
      ],
    });
  });

  test('one role of all collectors names each of their service accounts', () => {
    const [, alloy] = resourcesOf(logging(), 'AWS::IAM::Role').find(([id]) => id.includes('AlloyRole')) as never as [
      string,
      { Properties: { AssumeRolePolicyDocument: { Statement: { Condition: { StringEquals: object } }[] } } },
    ];
    expect(alloy.Properties.AssumeRolePolicyDocument.Statement[0]?.Condition.StringEquals).toMatchObject({
      'aws:RequestTag/kubernetes-namespace': 'alloy',
      'aws:RequestTag/kubernetes-service-account': ['alloy', 'alloy-events'],
    });
  });

  test('associations exist before the first pods', () => {
    const associations = resourcesOf(logging(), 'AWS::EKS::PodIdentityAssociation').map(([id]) => id);
    const workloads = resourcesOf(logging(), 'Custom::AWSCDK-EKS-KubernetesResource').filter(([id]) =>
      id.startsWith('DeliveryLokiWorkloads'),
    );
    expect(workloads.length).toBeGreaterThan(5);
    for (const [, { DependsOn = [] }] of workloads) expect(DependsOn).toEqual(expect.arrayContaining(associations));
  });

  test('that of the canary exists before its pod as well', () => {
    const template = templatesOf(stageOf(resolved('pod-identity', { canary: true })))['Logging'] as never;
    const associations = resourcesOf(template, 'AWS::EKS::PodIdentityAssociation');
    const [canary] = associations.filter(
      ([
        ,
        {
          Properties: { ServiceAccount },
        },
      ]) => ServiceAccount === 'loki-canary',
    );
    const pods = resourcesOf(template, 'Custom::AWSCDK-EKS-KubernetesResource').filter(([, { Properties }]) =>
      JSON.stringify(Properties['Manifest']).includes('loki-canary'),
    );
    expect(pods.filter(([, { DependsOn = [] }]) => DependsOn.includes(canary?.[0] ?? ''))).not.toEqual([]);
  });

  test('the driver of secrets asks the agent', () => {
    const classes = objects(resolved('pod-identity')).filter(({ kind }) => kind === 'SecretProviderClass');
    expect(classes.map(({ spec }) => spec.parameters.usePodIdentity)).toEqual(['true', 'true', 'true', 'true']);
  });

  test('pods that use S3 may reach the agent, and are replaced when the kind changes', () => {
    const made = objects(resolved('pod-identity'));
    const policy = made.find(({ metadata }) => metadata.name === 'loki-object-store');
    expect(policy?.spec.egress).toEqual([
      { ports: [{ protocol: 'TCP', port: 443 }] },
      { to: [{ ipBlock: { cidr: '169.254.170.23/32' } }], ports: [{ protocol: 'TCP', port: 80 }] },
    ]);
    const marked = made.flatMap(({ spec, metadata }) =>
      spec?.template?.metadata?.annotations?.['cdk-eks-loki/identity'] === 'pod-identity' ? [metadata.name] : [],
    );
    expect(marked).toEqual(expect.arrayContaining(['loki-ingester', 'loki-querier', 'loki-compactor']));
    expect(marked.some((name) => /^(alloy|loki-gateway|loki-distributor)/.test(name))).toBe(false);
  });

  test('the accounts of the External Secrets Operator keep their annotation, since it asks with their token', () => {
    const made = objects(resolved('pod-identity', { credentials: { from: 'external-secrets' } }));
    const annotated = made.filter(({ metadata }) => metadata.annotations?.[ANNOTATION] !== undefined);
    expect(annotated.map(({ metadata }) => metadata.name)).toEqual([
      'loki-credentials-gateway',
      'loki-credentials-alloy',
      'loki-credentials-grafana',
    ]);
  });

  test('no rule finds anything that it does not find without', () => {
    const found = (kind: 'irsa' | 'pod-identity') => {
      const environment = resolved(kind);
      const manifests = new Manifests(objects(environment) as unknown as Manifest[]);
      const all: Record<string, PlainTemplate> =
        kind === 'irsa' ? {} : remembered('templates with Pod Identity', () => ({}));
      const templates = Object.entries(all).map(([stack, { Resources: resources }]) => ({ stack, resources }));
      return CATALOGUE.flatMap((rule) =>
        rule.check({ environment, manifests, templates: templates as never }).map(({ path }) => `${rule.id} ${path}`),
      );
    };
    logging();
    expect(found('pod-identity')).toEqual(found('irsa'));
  });
});

test('both doors make the same manifests, and refuse a misspelt kind in the same words', () => {
  const text = (charts: { manifests(): { yaml: string }[] }) => charts.manifests().map(({ yaml }) => yaml);
  const { charts } = library({ identity: 'pod-identity' });
  expect(text(charts)).not.toEqual(text(library({}).charts));
  expect(charts.object('ServiceAccount', 'loki').toJson().metadata.annotations).toBeUndefined();
  const problem = 'identity: pod-identiy is not one of irsa, pod-identity; did you mean pod-identity?';
  expect(lines(() => library({ identity: 'pod-identiy' }))).toEqual([`Stack/Logging.${problem}`]);
  expect(lines(() => resolved('pod-identiy' as never))).toEqual([`environments.dev.${problem}`]);
});

describe('IrsaRole of an identity with Pod Identity', () => {
  const identity = new WorkloadIdentity({
    namespace: 'loki',
    serviceAccountName: 'loki',
    roleArn: `arn:aws:iam::${ACCOUNT}:role/loki-test`,
    kind: IdentityKind.POD_IDENTITY,
  });
  const role = (clusterName?: string) => {
    const stack = testStack();
    const trust = new OidcTrust(stack, 'Trust', { issuerUrl: `https://${ISSUER}` });
    return { stack, role: new IrsaRole(stack, 'Role', { trust, identity, clusterName }) };
  };

  test('has one association with its role', () => {
    const { stack } = role('team');
    const [id] = Object.keys(resourcesIn(stack, 'AWS::IAM::Role'));
    expect(resourceOf(stack, 'AWS::EKS::PodIdentityAssociation').Properties).toEqual({
      ClusterName: 'team',
      Namespace: 'loki',
      ServiceAccount: 'loki',
      RoleArn: { 'Fn::GetAtt': [id, 'Arn'] },
    });
  });

  test('needs the name of the cluster', () => {
    expect(() => role()).toThrow(InputError);
    expect(() => role()).toThrow(
      'Test/Role.clusterName: missing, and system:serviceaccount:loki:loki has EKS Pod Identity, which is of one cluster; write the name of the cluster',
    );
  });
});
