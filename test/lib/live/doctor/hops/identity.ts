import { addLog, type Draft, ISSUER, podsOf } from '../../../../helpers/healthy-snapshot';
import type { FaultCase } from './fault-case';

type Aws = NonNullable<Draft['aws']>;

const aws = (draft: Draft): Aws => draft.aws as Aws;
const account = (draft: Draft, name: string): Draft['accounts'][number] =>
  draft.accounts.find(({ metadata }) => metadata.name === name) as Draft['accounts'][number];

/** Identity by EKS Pod Identity, all right. */
function withPodIdentity(draft: Draft): void {
  draft.setup.identity = 'pod-identity';
  for (const { metadata } of draft.accounts) metadata.annotations = {};
  for (const role of aws(draft).roles) {
    role.trust = {
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'pods.eks.amazonaws.com' },
          Action: ['sts:AssumeRole', 'sts:TagSession'],
        },
      ],
    };
  }
  aws(draft).associations = draft.setup.roles.map(({ namespace, account: name, roleArn }) => ({
    ...{ namespace, account: name, roleArn },
  }));
}

/** Faults of roles and of trust in them. */
export const IDENTITY_CASES: readonly FaultCase[] = [
  {
    id: 'identity-cluster',
    hop: 'identity',
    make: (draft) => {
      draft.aws = { ...(draft.aws as NonNullable<Draft['aws']>), cluster: { exists: false } };
      for (const { metadata } of draft.nodes ?? []) metadata.labels = { 'alpha.eksctl.io/cluster-name': 'other' };
    },
    evidence: /has no cluster \S+, and nodes are of other$/,
    fix: /aws eks list-clusters --region us-east-1/,
  },
  {
    id: 'identity-account',
    hop: 'identity',
    make: (draft) => (draft.accounts = draft.accounts.filter(({ metadata }) => metadata.name !== 'loki')),
    evidence: /ServiceAccount loki\/loki does not exist/,
    fix: /cdk deploy 'dev/,
  },
  {
    id: 'identity-annotation',
    hop: 'identity',
    make: (draft) => (account(draft, 'loki').metadata.annotations = {}),
    evidence: /ServiceAccount loki\/loki has no annotation eks/,
    fix: /kubectl annotate serviceaccount --namespace loki loki .*role-arn=arn:aws:iam/,
  },
  {
    id: 'identity-other-role',
    hop: 'identity',
    make: (draft) =>
      (account(draft, 'loki').metadata.annotations = {
        'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/old',
      }),
    evidence: /has arn:.*role\/old instead of/,
    fix: /rollout restart --namespace loki/,
  },
  {
    id: 'identity-arn',
    hop: 'identity',
    make: (draft) => addLog(draft, 'ingester', 'sts-arn'),
    evidence: /Request ARN is invalid: 7 lines of loki-ingester-0/,
    fix: /role-arn/,
  },
  {
    id: 'identity-provider',
    hop: 'identity',
    make: (draft) => (aws(draft).provider = { exists: false, audiences: [] }),
    evidence: /no provider of oidc\.eks/,
    fix: /associate-iam-oidc-provider/,
  },
  {
    id: 'identity-audience',
    hop: 'identity',
    make: (draft) => (aws(draft).provider = { exists: true, audiences: ['sts.amazonaws.com.cn'] }),
    evidence: /client ids are sts\.amazonaws\.com\.cn/,
    fix: /--client-id sts\.amazonaws\.com$/m,
  },
  {
    id: 'identity-role-missing',
    hop: 'identity',
    make: (draft) => {
      const [role] = aws(draft).roles;
      aws(draft).roles[0] = { arn: role?.arn ?? '', exists: false };
    },
    evidence: /IAM has no role arn:aws:iam/,
    fix: /cdk deploy/,
  },
  {
    id: 'identity-trust',
    hop: 'identity',
    make: (draft) => {
      const text = JSON.stringify(aws(draft).roles[0]?.trust).replace(`${ISSUER}:sub`, `https://${ISSUER}:sub`);
      (aws(draft).roles[0] as Aws['roles'][number]).trust = JSON.parse(text) as never;
    },
    evidence: /does not trust system:serviceaccount:loki:loki$/,
    fix: /get-role --role-name/,
  },
  {
    id: 'identity-association',
    hop: 'identity',
    make: (draft) => {
      withPodIdentity(draft);
      aws(draft).associations = aws(draft).associations?.filter((one) => one.account !== 'loki');
    },
    evidence: /no association of loki\/loki with/,
    fix: /rollout restart --namespace loki/,
  },
  {
    id: 'identity-trust',
    hop: 'identity',
    make: (draft) => {
      withPodIdentity(draft);
      const text = JSON.stringify(aws(draft).roles[0]?.trust).replace(',"sts:TagSession"', '');
      (aws(draft).roles[0] as Aws['roles'][number]).trust = JSON.parse(text) as never;
      // That of another service account adds no tags, and needs no permission to.
      for (const one of aws(draft).associations ?? []) one.isUntagged = one.account !== 'loki';
    },
    evidence: /does not trust system:serviceaccount:loki:loki$/,
    fix: /sts:TagSession/,
  },
  {
    id: 'identity-agent',
    hop: 'identity',
    make: (draft) => {
      withPodIdentity(draft);
      addLog(draft, 'ingester', 's3-denied');
    },
    evidence: /cluster dev has no add-on eks-pod-identity-agent, and AWS refuses requests of pods: 7 lines/,
    fix: /create-addon --cluster-name dev --addon-name eks-pod-identity-agent/,
  },
  {
    id: 'identity-addon',
    hop: 'identity',
    make: (draft) =>
      (aws(draft).addons = [{ name: 'aws-ebs-csi-driver', status: 'DEGRADED', issues: ['AccessDenied'] }]),
    evidence: /aws-ebs-csi-driver is DEGRADED: AccessDenied/,
    fix: /describe-addon --cluster-name dev --addon-name aws-ebs-csi-driver/,
  },
  {
    id: 'identity-not-injected',
    hop: 'identity',
    make: (draft) => {
      for (const pod of podsOf(draft, 'ingester'))
        pod.spec.containers = [{ name: 'ingester', env: [{ name: 'POD_IP' }] }];
    },
    evidence: /loki-ingester-0 and 2 more of ServiceAccount loki\/loki has no variable/,
    fix: /rollout restart --namespace loki/,
  },
  {
    id: 'identity-sts-unreachable',
    hop: 'identity',
    make: (draft) => addLog(draft, 'ingester', 'sts-unreachable'),
    evidence: /STS does not answer/,
    fix: /com\.amazonaws\.us-east-1\.sts/,
  },
  {
    id: 'identity-expired',
    hop: 'identity',
    make: (draft) => addLog(draft, 'querier', 'sts-expired'),
    evidence: /ExpiredToken/,
    fix: /rollout restart/,
  },
  {
    id: 'identity-none',
    hop: 'identity',
    make: (draft) => addLog(draft, 'ingester', 'no-credentials'),
    evidence: /no credentials: 7 lines/,
    fix: /get serviceaccounts/,
  },
  {
    id: 'identity-clock',
    hop: 'identity',
    make: (draft) => addLog(draft, 'ingester', 'clock'),
    evidence: /the time of requests is refused/,
    fix: /chronyc/,
  },
  {
    id: 'identity-keys',
    hop: 'identity',
    make: (draft) => addLog(draft, 'ingester', 'keys'),
    evidence: /keys or signature are refused/,
    fix: /AWS_ACCESS_KEY_ID/,
  },
  {
    id: 'identity-issuer',
    hop: 'identity',
    make: (draft) => addLog(draft, 'ingester', 'sts-issuer'),
    evidence: /no verification key/,
    fix: /cluster\.identity\.oidc\.issuer/,
  },
  {
    id: 'identity-token-file',
    hop: 'identity',
    make: (draft) => addLog(draft, 'ingester', 'token-file', 'permission denied'),
    evidence: /token cannot be opened/,
    fix: /fsGroup/,
  },
];
