import { IdentityKind, WorkloadIdentity } from '../../../../charts/endpoint/identity';
import { POD_IDENTITY_RULES } from '../../../../lib/checks/aws/pod-identity';
import { describeRules, type Loose, Parts } from '../harness';
import { ownLoki } from '../../../../lib/environment/own-loki';

const ROLE = 'Logging/DeliveryLokiRole8256ECA7 AssumeRolePolicyDocument';
const ARN = 'arn:aws:iam::111122223333:role/loki-prod-us-east-1';

/** Associates Loki's service account with its role, which trusts EKS with some actions and conditions. */
function associated(parts: Parts, actions: readonly string[], conditions: Loose, isAnnotated = false): Loose {
  const resources = parts.templates['Logging']?.['Resources'] as Loose;
  const [id = '', role] = Object.entries(resources).find(
    ([, { Type, Properties }]) => Type === 'AWS::IAM::Role' && /^loki-[^.]+$/.test(String(Properties.RoleName)),
  ) as [string, Loose];
  resources['Association'] = {
    Type: 'AWS::EKS::PodIdentityAssociation',
    Properties: {
      ClusterName: 'prod',
      Namespace: 'loki',
      ServiceAccount: 'loki',
      RoleArn: { 'Fn::GetAtt': [id, 'Arn'] },
    },
  };
  const account = parts.object('ServiceAccount', 'loki');
  if (!isAnnotated) {
    delete account['metadata'].annotations;
    const { namespace, serviceAccountName, roleArn } = ownLoki(parts.environment).identity;
    const identity = { namespace, serviceAccountName, roleArn, kind: IdentityKind.POD_IDENTITY };
    Object.assign(parts.environment, { identity: new WorkloadIdentity(identity) });
    const policy = parts.object('NetworkPolicy', 'loki-object-store')['spec'];
    policy.egress.push({ to: [{ ipBlock: { cidr: '169.254.170.23/32' } }], ports: [{ protocol: 'TCP', port: 80 }] });
    role['Properties'].AssumeRolePolicyDocument = {
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'pods.eks.amazonaws.com' }, Action: actions, Condition: conditions },
      ],
    };
  }
  return role;
}

const BOTH = ['sts:AssumeRole', 'sts:TagSession'];
const NAMED = {
  StringEquals: {
    'aws:RequestTag/kubernetes-namespace': 'loki',
    'aws:RequestTag/kubernetes-service-account': 'loki',
  },
};

describeRules(POD_IDENTITY_RULES, [
  {
    rule: 'IDENTITY-POD-1',
    breaks: (parts) => associated(parts, BOTH, NAMED, true),
    also: ['IDENTITY-POD-2'],
    finds: [
      `ServiceAccount loki/loki metadata.annotations.eks.amazonaws.com/role-arn: ${ARN}, and Logging/Association associates loki/loki with a role as well; keep one of the two`,
    ],
  },
  {
    rule: 'IDENTITY-POD-2',
    breaks: (parts) => associated(parts, ['sts:AssumeRole'], NAMED),
    finds: [
      `${ROLE}: does not let pods.eks.amazonaws.com do sts:TagSession; allow sts:AssumeRole and sts:TagSession to the service pods.eks.amazonaws.com`,
    ],
  },
  {
    rule: 'IDENTITY-POD-2',
    breaks: (parts) => associated(parts, BOTH, {}),
    finds: [
      `${ROLE}.Statement[0].Condition: names no service account, so that an association of any other may give its pods the role; require aws:RequestTag/kubernetes-namespace and aws:RequestTag/kubernetes-service-account`,
    ],
  },
]);

test('rules about what the role may do hold for an associated role as well', () => {
  const parts = new Parts('prod');
  const role = associated(parts, BOTH, NAMED);
  role['Properties'].Policies = [];
  const resources = parts.templates['Logging']?.['Resources'] as Loose;
  const policies = Object.entries(resources).filter(
    ([id, { Type }]) => Type === 'AWS::IAM::Policy' && id.startsWith('DeliveryLokiRole'),
  );
  for (const [, policy] of policies) policy.Properties.PolicyDocument.Statement = [];
  expect(parts.findings.filter((line) => line.startsWith('IDENTITY-POLICY-1'))).toHaveLength(2);
});

test('pods that use the object store without an association are found', () => {
  const parts = new Parts('prod');
  associated(parts, BOTH, NAMED);
  parts.pod('StatefulSet', 'loki-ingester')['serviceAccountName'] = 'loki-no-role';
  expect(parts.findings.filter((line) => line.startsWith('IDENTITY-ANNOTATION-1'))).toEqual([
    `IDENTITY-ANNOTATION-1 StatefulSet loki/loki-ingester spec.template.spec.serviceAccountName: ServiceAccount loki/loki-no-role has no Pod Identity association with ${ARN}; use loki`,
  ]);
});
