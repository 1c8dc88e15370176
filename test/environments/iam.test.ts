import { environmentCharts, type EnvironmentProps, resolveEnvironment } from '../../lib/environment/environment';
import { validateEnvironments } from '../../lib/environment/validate';
import { type Manifest, ofKind } from '../../lib/manifests/manifest';
import { type PlainTemplate, stageOf, templatesOf } from '../helpers/environments';
import { callsOf, type Region } from '../helpers/iam/calls';
import { accessOf, type MadeRole } from '../helpers/iam/roles';
import { Cluster, type Place } from '../helpers/network/cluster';
import { environmentsOfWays } from '../helpers/network/environments';
import { decide, type PolicyRequest } from '../helpers/policy';

/** Regions of each partition, with the suffix of hosts. */
const REGIONS = [
  ['aws', 'eu-central-1', 'amazonaws.com'],
  ['aws-us-gov', 'us-gov-west-1', 'amazonaws.com'],
  ['aws-cn', 'cn-north-1', 'amazonaws.com.cn'],
] as const;

/** An environment in another partition. */
function movedTo([partition, region, suffix]: (typeof REGIONS)[number], props: EnvironmentProps): EnvironmentProps {
  const text = JSON.stringify(props)
    .replaceAll('eu-central-1', region)
    .replaceAll('arn:aws:', `arn:${partition}:`)
    .replaceAll(`${region}.amazonaws.com`, `${region}.${suffix}`);
  // Steps of a migration need a record of those before.
  return JSON.parse(text.replace(/"ingesterZones":\{[^}]*\}/, '"ingesterZones":true')) as EnvironmentProps;
}

const COUNT = Number(process.env['IAM_ENVIRONMENTS'] ?? 9);

const ENVIRONMENTS = environmentsOfWays(COUNT * 2)
  .filter(({ props }) => !props.cluster.local)
  .slice(0, COUNT)
  .map(({ seed, props }) => {
    const region = REGIONS[seed % REGIONS.length] as (typeof REGIONS)[number];
    return { seed, partition: region[0], region, props: movedTo(region, props) };
  })
  .filter(({ props }) => validateEnvironments({ test: props }).length === 0);

test('environments are of all partitions', () => {
  expect(new Set(ENVIRONMENTS.map(({ partition }) => partition)).size).toBe(3);
});

describe.each(ENVIRONMENTS)('a random environment in $partition: $seed', ({ props, region: [partition, region, suffix] }) => {
  const environment = resolveEnvironment('test', props);
  const objects = environmentCharts(environment).manifests().flatMap((file) => file.objects) as unknown as Manifest[];
  const cluster = new Cluster(objects);
  const made = templatesOf(stageOf(environment)) as Record<string, PlainTemplate>;
  const access = accessOf(environment, made, suffix);
  const where: Region = { partition, region, account: '111122223333', suffix, keys: access.keys };

  /** Role of the account of a pod: by its annotation, or by an association of EKS Pod Identity. */
  const roleOf = ({ workload }: Place): MadeRole | undefined => {
    const { serviceAccountName } = workload?.pod as { readonly serviceAccountName?: string };
    const account = ofKind<{ metadata: { annotations?: Record<string, string> } }>(objects, 'ServiceAccount').find(
      ({ metadata }) => metadata.name === serviceAccountName && metadata.namespace === workload?.namespace,
    );
    const associated = access.associations.find(
      (one) => one.serviceAccount === serviceAccountName && one.namespace === workload?.namespace,
    );
    const arn = account?.metadata.annotations?.['eks.amazonaws.com/role-arn'] ?? associated?.roleArn;
    return access.roles.find((role) => role.arn === arn);
  };
  const pods = cluster.pods.map((pod) => ({ pod, role: roleOf(pod), calls: callsOf(cluster, pod, props, where) }));

  const may = (role: MadeRole, call: PolicyRequest): boolean => {
    const documents = [...role.policies, ...access.keys.flatMap(({ arn, policy }) => (arn === call.resource ? [policy] : []))];
    return decide(documents, { principal: role.arn, ...call, context: contextOf(role, call) }) === 'allowed';
  };

  /** Context of a call, as KMS sees it. */
  const contextOf = ({ arn }: MadeRole, { action, context }: PolicyRequest) =>
    action.startsWith('kms:') ? { 'aws:PrincipalArn': arn, ...context } : context;

  test('each pod that calls AWS has a role that allows each call', () => {
    const refused = pods.flatMap(({ pod, role, calls }) =>
      calls.filter((call) => !role || !may(role, call)).map(({ action, resource }) => `${pod.title} ${action} ${String(resource)}`),
    );
    expect(refused).toEqual([]);
  });

  test('each role is taken by the accounts of its pods, and by no other', () => {
    const accounts = ofKind(objects, 'ServiceAccount').map(({ metadata }) => [String(metadata.namespace), metadata.name] as const);
    for (const role of access.roles) {
      const own = pods.filter((one) => one.role?.arn === role.arn).map(({ pod }) => pod.workload);
      if (own.length === 0) continue;
      const subjects = own.map((workload) => [String(workload?.namespace), String(workload?.pod['serviceAccountName' as never])] as const);
      const taken = accounts.filter((account) => takes(role, account));
      expect(taken.map(String).toSorted()).toEqual([...new Set(subjects.map(String))].toSorted());
      expect(takes(role, ['loki', 'other'])).toBe(false);
      expect(takes(role, ['other', 'loki'])).toBe(false);
    }
  });

  /** True if a token of an account, or EKS for its pods, gets a session of the role. */
  const takes = ({ trust }: MadeRole, [namespace, name]: readonly [string, string]): boolean => {
    const keys = trust.Statement.flatMap(({ Condition = {} }) => Object.values(Condition).flatMap(Object.keys));
    const issuer = keys.find((key) => key.endsWith(':aud'))?.slice(0, -':aud'.length);
    const context =
      props.identity === 'pod-identity'
        ? {
            'aws:SourceAccount': where.account,
            // That of a cluster that is made is known at deploy time.
            'aws:RequestTag/eks-cluster-name': /"(<Cluster[^"]*)"/.exec(JSON.stringify(trust))?.[1] ?? environment.clusterName,
            'aws:RequestTag/kubernetes-namespace': namespace,
            'aws:RequestTag/kubernetes-service-account': name,
          }
        : { [`${issuer}:aud`]: 'sts.amazonaws.com', [`${issuer}:sub`]: `system:serviceaccount:${namespace}:${name}` };
    const action = props.identity === 'pod-identity' ? 'sts:AssumeRole' : 'sts:AssumeRoleWithWebIdentity';
    const [principal] = trust.Statement.flatMap(({ Principal }) => Object.values(Principal ?? {})).flat() as string[];
    return decide([trust], { action, principal, context }) === 'allowed';
  };

  test('no role of a pod may do more', () => {
    const more = access.roles.flatMap((role) => {
      const calls = pods.filter((one) => one.role?.arn === role.arn).flatMap((one) => one.calls);
      if (calls.length === 0) return [];
      return role.policies.flatMap(({ Statement }) =>
        Statement.flatMap(({ Action, Resource = '' }) =>
          [Action].flat().flatMap((action) =>
            [Resource].flat().flatMap((resource) => {
              const only = { Statement: [{ Effect: 'Allow' as const, Action: action, Resource: resource }] };
              const isUsed = calls.some((call) => decide([only], call) === 'allowed');
              return isUsed ? [] : [`${role.arn} ${action} ${resource}`];
            }),
          ),
        ),
      );
    });
    expect(more).toEqual([]);
  });
});
