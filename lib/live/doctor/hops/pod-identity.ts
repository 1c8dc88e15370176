import { POD_IDENTITY_ADDON } from '../../../environment/aws/addons';
import { clusterOf, createAddon, listAssociations, roleNameOf } from '../aws-commands';
import { networkPolicies, redeploy, restartAll } from '../commands';
import type { Fault } from '../fault';
import type { Setup } from '../setup-form';
import { linesOf } from '../view';
import { inLog } from './in-log';

/** A role of a service account. */
export type Role = Setup['roles'][number];

/** True if an association is about the service account of a role. */
export const isOf = (one: { readonly namespace: string; readonly account: string }, role: Role): boolean =>
  one.namespace === role.namespace && one.account === role.account;

const associationMissing: Fault = {
  id: 'identity-association',
  hop: 'identity',
  cause: 'EKS Pod Identity has no association of the service account with its role',
  find: (view) => {
    const { setup, snapshot } = view;
    const associations = snapshot.aws?.associations;
    if (setup.identity !== 'pod-identity' || !associations) return [];
    return setup.roles
      .filter((role) => !associations.some((one) => isOf(one, role) && one.roleArn === role.roleArn))
      .map(({ namespace, account, roleArn }) => ({
        evidence: `cluster ${clusterOf(view)} has no association of ${namespace}/${account} with ${roleNameOf(roleArn)}`,
        fix: [redeploy(view), `kubectl rollout restart --namespace ${namespace} deployment,statefulset,daemonset`],
      }));
  },
};

/** Address at which the agent of a node answers pods. */
const AGENT_ADDRESS = '169.254.170.23';

/** EKS Auto Mode has the agent built in, and others may install it by themselves. */
const agentMissing: Fault = {
  id: 'identity-agent',
  hop: 'identity',
  cause: 'the cluster has no EKS Pod Identity Agent, so requests of pods to AWS have no credentials',
  find: (view) => {
    const { setup, snapshot } = view;
    const addons = snapshot.aws?.addons;
    const lines = ['s3-denied', 'no-credentials', 'pod-identity-agent'].flatMap((pattern) => view.logs(pattern));
    if (setup.identity !== 'pod-identity' || !addons || lines.length === 0) return undefined;
    if (addons.some(({ name }) => name === POD_IDENTITY_ADDON)) return undefined;
    return {
      evidence: `cluster ${clusterOf(view)} has no add-on ${POD_IDENTITY_ADDON}, and AWS refuses requests of pods: ${linesOf(lines)}`,
      fix: [createAddon(view, POD_IDENTITY_ADDON), restartAll(setup.lokiNamespace)],
    };
  },
};

/** Faults of EKS Pod Identity. */
export const POD_IDENTITY_FAULTS: readonly Fault[] = [
  associationMissing,
  agentMissing,
  {
    ...inLog(
      'pod-identity-agent',
      {
        ...{ id: 'identity-agent-silent', hop: 'identity' },
        cause:
          'the EKS Pod Identity Agent of a node gives pods no credentials of AWS: it does not answer, or EKS does not answer it',
      },
      {
        says: (detail) => `no credentials from ${AGENT_ADDRESS}${detail === '' ? '' : `: ${detail}`}`,
        fix: (view) => [
          `kubectl get pods --namespace kube-system --selector app.kubernetes.io/name=${POD_IDENTITY_ADDON} -o wide, and kubectl logs --namespace kube-system --selector app.kubernetes.io/name=${POD_IDENTITY_ADDON} --tail 50`,
          listAssociations(view),
          `network policies must admit ${AGENT_ADDRESS} at port 80, and the nodes must reach eks-auth: ${networkPolicies(view)}`,
        ],
      },
    ),
    // A cluster without the agent shows the same lines.
    follows: ['identity'],
  },
  inLog(
    'eks-auth-denied',
    {
      ...{ id: 'identity-node-role', hop: 'identity' },
      cause: 'the role of the nodes may not get credentials of pods from EKS, so the Pod Identity Agent cannot either',
    },
    {
      says: (detail) => `the role of a node may not ${detail}`,
      fix: () => [
        'aws iam attach-role-policy --role-name ROLE-OF-THE-NODES --policy-arn arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy; pods then get credentials by themselves',
      ],
    },
  ),
  inLog(
    'eks-auth-association',
    {
      ...{ id: 'identity-association-gone', hop: 'identity' },
      cause: 'EKS no longer has an association for the service account of running pods',
    },
    {
      says: (detail) => `EKS answers ${detail}`,
      fix: (view) => [listAssociations(view), redeploy(view), restartAll(view.setup.lokiNamespace)],
    },
  ),
];
