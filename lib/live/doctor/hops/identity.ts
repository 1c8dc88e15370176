import { POD_IDENTITY_ADDON } from '../../../environment/aws/addons';
import { ROLE_ANNOTATION } from '../../../manifests/service-accounts';
import { clusterOf, regionOf, roleNameOf, showAddon, showTrust, TRUST_OF_POD_IDENTITY } from '../aws-commands';
import { redeploy, restartAll } from '../commands';
import type { Fault, Found, Symptom } from '../fault';
import { linesOf, some, type View } from '../view';
import { trusts } from '../trust';
import { CREDENTIALS_FAULTS } from './credentials';
import { isOf, POD_IDENTITY_FAULTS, type Role } from './pod-identity';

/** Variables of which EKS adds one to containers of a service account with a role: by IRSA, or by EKS Pod Identity. */
const INJECTED = ['AWS_WEB_IDENTITY_TOKEN_FILE', 'AWS_CONTAINER_CREDENTIALS_FULL_URI'];

const subjectOf = ({ namespace, account }: Role): string => `system:serviceaccount:${namespace}:${account}`;

const liveAccount = ({ snapshot }: View, { namespace, account }: Role) =>
  snapshot.accounts.find(({ metadata }) => metadata.namespace === namespace && metadata.name === account);

/** Roles whose service account the environment creates. Grafana's own chart may create the others. */
const ownRoles = ({ setup }: View): Role[] =>
  setup.roles.filter(({ namespace }) => namespace !== setup.grafanaNamespace);

const annotationMissing: Fault = {
  id: 'identity-annotation',
  hop: 'identity',
  cause: 'the service account does not name its role, so its pods get no credentials of AWS',
  find: (view) =>
    view.setup.identity !== 'irsa'
      ? []
      : ownRoles(view).flatMap((role) => {
          const live = liveAccount(view, role);
          const { namespace, account, roleArn } = role;
          if (!live || live.metadata.annotations?.[ROLE_ANNOTATION] !== undefined) return [];
          return {
            evidence: `ServiceAccount ${namespace}/${account} has no annotation ${ROLE_ANNOTATION}`,
            fix: [
              `kubectl annotate serviceaccount --namespace ${namespace} ${account} ${ROLE_ANNOTATION}=${roleArn}`,
              restartAll(namespace),
            ],
          };
        }),
};

const otherRole: Fault = {
  id: 'identity-other-role',
  hop: 'identity',
  cause: 'the service account names another role than the one that the environment made for it',
  find: (view) =>
    ownRoles(view).flatMap((role) => {
      const { namespace, account, roleArn } = role;
      const live = liveAccount(view, role)?.metadata.annotations?.[ROLE_ANNOTATION];
      if (live === undefined || live === roleArn) return [];
      return {
        evidence: `ServiceAccount ${namespace}/${account} has ${live} instead of ${roleArn}`,
        fix: [view.setup.deliver, restartAll(namespace)],
      };
    }),
};

/** Faults of pods whose service account does not exist. */
const OF_ACCOUNT = ['pod-account-missing', 'pod-token'];

const accountMissing: Fault = {
  id: 'identity-account',
  hop: 'identity',
  cause: 'the service account of pods does not exist, so no new pod can be made',
  find: (view) =>
    ownRoles(view)
      .filter(
        (role) =>
          view.namespaceOf(role.namespace) &&
          !view.areUnseen('serviceaccounts', role.namespace) &&
          !liveAccount(view, role),
      )
      .map(({ namespace, account }) => ({
        explains: ({ id, evidence }: Symptom) => OF_ACCOUNT.includes(id) && evidence.includes(`"${account}" not found`),
        evidence: `ServiceAccount ${namespace}/${account} does not exist`,
        fix: [
          view.setup.deliver,
          `pods that run have tokens of the former one: kubectl rollout restart --namespace ${namespace} daemonset,statefulset,deployment`,
        ],
      })),
};

const notInjected: Fault = {
  id: 'identity-not-injected',
  hop: 'identity',
  cause: 'pods started before their service account had its role, and EKS adds credentials to new pods only',
  find: (view) => {
    if (view.setup.identity === 'none') return [];
    return view.setup.roles
      .filter(
        (role) =>
          role.isStore &&
          (view.setup.identity !== 'irsa' || liveAccount(view, role)?.metadata.annotations?.[ROLE_ANNOTATION]),
      )
      .flatMap(({ namespace, account }): Found[] => {
        const without = view.snapshot.pods.filter(
          ({ metadata, spec }) =>
            metadata.namespace === namespace &&
            spec.serviceAccountName === account &&
            !spec.containers?.some(({ env }) => env?.some(({ name }) => INJECTED.includes(name))),
        );
        if (without.length === 0) return [];
        return [
          {
            evidence: `${some(without.map(({ metadata }) => metadata.name))} of ServiceAccount ${namespace}/${account} has no variable ${INJECTED.join(' or ')}`,
            fix: [
              restartAll(namespace),
              ...(view.setup.identity === 'pod-identity' ? [showAddon(view, POD_IDENTITY_ADDON)] : []),
            ],
          },
        ];
      });
  },
};

const noProvider: Fault = {
  id: 'identity-provider',
  hop: 'identity',
  cause: "IAM has no OIDC provider of the cluster's issuer, so no role trusts its service accounts",
  find: (view) => {
    const lines = view.logs('sts-provider');
    const { provider, cluster } = view.snapshot.aws ?? {};
    if (lines.length === 0 && (view.setup.identity !== 'irsa' || provider?.exists !== false)) return undefined;
    const evidence =
      lines.length > 0
        ? `No OpenIDConnect provider found: ${linesOf(lines)}`
        : `IAM has no provider of ${cluster?.issuer}`;
    return {
      evidence,
      fix: [redeploy(view), `eksctl utils associate-iam-oidc-provider --cluster ${clusterOf(view)} --approve`],
    };
  },
};

const audience: Fault = {
  id: 'identity-audience',
  hop: 'identity',
  cause: 'the OIDC provider does not admit tokens for STS',
  find: (view) => {
    const lines = view.logs('sts-audience');
    const { provider } = view.snapshot.aws ?? {};
    const lacks = provider?.exists === true && !provider.audiences.includes('sts.amazonaws.com');
    if (lines.length === 0 && !lacks) return undefined;
    const evidence = lacks
      ? `the provider's client ids are ${provider.audiences.join(', ') || 'none'}`
      : `Incorrect token audience: ${linesOf(lines)}`;
    return {
      evidence,
      fix: [
        'aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn ARN --client-id sts.amazonaws.com',
      ],
    };
  },
};

const roleMissing: Fault = {
  id: 'identity-role-missing',
  hop: 'identity',
  cause: 'the role that a service account names does not exist',
  find: (view) =>
    (view.snapshot.aws?.roles ?? [])
      .filter(({ exists }) => !exists)
      .map(({ arn }) => ({ evidence: `IAM has no role ${arn}`, fix: [redeploy(view)] })),
};

const notTrusted: Fault = {
  id: 'identity-trust',
  hop: 'identity',
  cause: 'the trust policy of the role does not admit the service account of the pods',
  find: (view) => {
    const { setup, snapshot } = view;
    const { roles = [], cluster, associations = [] } = snapshot.aws ?? {};
    const wrong = setup.roles.filter((role) => {
      const live = roles.find(({ arn }) => arn === role.roleArn);
      if (live?.trust === undefined) return false;
      const isUntagged = associations.some((one) => isOf(one, role) && one.isUntagged === true);
      const of = { kind: setup.identity, issuer: cluster?.issuer, subject: subjectOf(role), isUntagged };
      return !trusts(live.trust, of);
    });
    if (wrong.length > 0) {
      return wrong.map((role) => ({
        evidence: `role ${roleNameOf(role.roleArn)} does not trust ${subjectOf(role)}`,
        fix: [
          redeploy(view),
          showTrust(role.roleArn),
          ...(setup.identity === 'pod-identity' ? [TRUST_OF_POD_IDENTITY] : []),
        ],
      }));
    }
    const lines = view.logs('sts-denied');
    if (lines.length === 0) return [];
    const [role] = setup.roles;
    return {
      evidence: `Not authorized to perform sts:AssumeRoleWithWebIdentity: ${linesOf(lines)}`,
      fix: [
        showTrust(role?.roleArn),
        `its conditions need sub = ${role ? subjectOf(role) : 'system:serviceaccount:NAMESPACE:ACCOUNT'} and aud = sts.amazonaws.com, with the issuer without https://`,
      ],
    };
  },
};

const addonUnhealthy: Fault = {
  id: 'identity-addon',
  hop: 'identity',
  cause: 'an add-on of EKS that gives credentials, passwords or volumes is not healthy',
  find: (view) =>
    (view.snapshot.aws?.addons ?? [])
      .filter(({ status, issues }) => status !== 'ACTIVE' || issues.length > 0)
      .map(({ name, status, issues }) => ({
        evidence: `add-on ${name} is ${status}${issues.length > 0 ? `: ${issues.join(', ')}` : ''}`,
        fix: [showAddon(view, name)],
      })),
};

/** Labels of nodes that EKS, or its tools, made. */
const OF_EKS = /^(?:eks\.amazonaws\.com|alpha\.eksctl\.io)\//;

const otherCluster: Fault = {
  id: 'identity-cluster',
  hop: 'identity',
  isMild: true,
  cause:
    'the account has no EKS cluster of the given name, although its nodes are of EKS: the cluster has another name or region',
  find: (view) => {
    const { setup, snapshot } = view;
    const { cluster, account } = snapshot.aws ?? {};
    const labels = (snapshot.nodes ?? []).flatMap(({ metadata }) => Object.entries(metadata.labels ?? {}));
    // A cluster without EKS nodes is of another kind, and in no account.
    if (cluster?.exists !== false || !labels.some(([key]) => OF_EKS.test(key))) return undefined;
    const [, name] = labels.find(([key]) => key === 'alpha.eksctl.io/cluster-name') ?? [];
    return {
      evidence: `EKS in ${regionOf(view)} of account ${account} has no cluster ${clusterOf(view)}${name === undefined ? '' : `, and nodes are of ${name}`}`,
      fix: [
        `aws eks list-clusters --region ${regionOf(view)}`,
        ...(setup.found
          ? ['aws eks update-kubeconfig --name NAME']
          : [`write its name in environments.${setup.name}.cluster`, setup.deliver]),
      ],
    };
  },
};

/** Faults of roles, of trust in them, and of how pods get credentials. */
export const IDENTITY_FAULTS: readonly Fault[] = [
  otherCluster,
  accountMissing,
  annotationMissing,
  otherRole,
  noProvider,
  audience,
  roleMissing,
  notTrusted,
  ...POD_IDENTITY_FAULTS,
  addonUnhealthy,
  notInjected,
  ...CREDENTIALS_FAULTS,
];
