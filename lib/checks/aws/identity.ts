import { partitionOf } from '../../names';
import { type EnvironmentRule, Severity } from '../rule';
import { annotatedAccounts, ROLE_ANNOTATION, roleOf, storePods } from './service-accounts';

const ROLE_ARN = /^arn:([a-z-]+):iam::(\d{12}):role\/[\x21-\x7e]+$/;

const FIELD = `metadata.annotations.${ROLE_ANNOTATION}`;

/** The annotation is the ARN of a role at all. */
export const roleArnForm: EnvironmentRule = {
  id: 'IDENTITY-ARN-1',
  severity: Severity.ERROR,
  title: 'What a service account names as its AWS role is the ARN of a role',
  why: 'AWS refuses every request for credentials: Request ARN is invalid',
  evidence: 'https://repost.aws/knowledge-center/eks-troubleshoot-irsa-errors',
  check: ({ manifests, environment }) =>
    annotatedAccounts(manifests)
      .filter(({ role }) => !ROLE_ARN.test(role))
      .map(({ title, role }) => ({
        path: `${title} ${FIELD}`,
        found: `'${role}' is not the ARN of a role`,
        fix: `write arn:${partitionOf(environment.region)}:iam::${environment.account}:role/<name>`,
      })),
};

/** The role is of the environment's account and partition. */
export const roleAccount: EnvironmentRule = {
  id: 'IDENTITY-ACCOUNT-1',
  severity: Severity.ERROR,
  title: 'Roles of service accounts are of the account and partition of the environment',
  why: 'A role of another account does not trust this cluster, so its pods get no credentials',
  evidence: 'https://docs.aws.amazon.com/eks/latest/userguide/cross-account-access.html',
  check: ({ manifests, environment }) => {
    const partition = partitionOf(environment.region);
    return annotatedAccounts(manifests).flatMap(({ title, role }) => {
      const [, ofPartition, ofAccount] = ROLE_ARN.exec(role) ?? [];
      if (!ofAccount || (ofPartition === partition && ofAccount === environment.account)) return [];
      const other =
        ofAccount === environment.account
          ? `partition ${String(ofPartition)}, and region ${environment.region} is in ${partition}`
          : `account ${ofAccount}, and the environment is in ${environment.account}`;
      return [
        {
          path: `${title} ${FIELD}`,
          found: `${role} is of ${other}`,
          fix: `name a role that begins with arn:${partition}:iam::${environment.account}:role/`,
        },
      ];
    });
  },
};

/** Pods that reach the object store have a role. */
export const storeAccountHasRole: EnvironmentRule = {
  id: 'IDENTITY-ANNOTATION-1',
  severity: Severity.ERROR,
  title: 'Pods that reach the object store run under a service account that names an AWS role',
  why: 'Without the annotation EKS gives a pod no AWS credentials, and S3 refuses everything',
  evidence: 'https://github.com/defenseunicorns/uds-core/issues/343',
  check: ({ manifests, environment }) => {
    const { identity } = environment;
    return storePods(manifests).flatMap(({ workload, name, title, account }) => {
      // An account that is not among the manifests may have the annotation.
      if (name !== undefined && (!account || roleOf(account) !== undefined)) return [];
      return [
        {
          path: `${workload.title} spec.template.spec.serviceAccountName`,
          found: name === undefined ? 'none, so its pods have no AWS role' : `${title} has no annotation ${ROLE_ANNOTATION}`,
          fix:
            name === undefined
              ? `write ${identity.serviceAccountName}`
              : `annotate the account with ${String(identity.roleArn)}, or use ${identity.serviceAccountName}`,
        },
      ];
    });
  },
};

/** The role is the one that is made for Loki. */
export const storeRoleIsOurs: EnvironmentRule = {
  id: 'IDENTITY-ROLE-1',
  severity: Severity.WARNING,
  title: 'Pods that reach the object store have the role that is made for it',
  why: 'Another role may trust other service accounts and allow other buckets, and nothing here can tell',
  evidence: 'https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html',
  check: ({ manifests, environment }) => {
    const { roleArn } = environment.identity;
    const names = new Set(storePods(manifests).map(({ title }) => title));
    return annotatedAccounts(manifests).flatMap(({ title, role }) => {
      const [, , account] = ROLE_ARN.exec(role) ?? [];
      if (!names.has(title) || !roleArn || role === roleArn || account !== environment.account) return [];
      if (!role.startsWith(`arn:${partitionOf(environment.region)}:`)) return [];
      return [{ path: `${title} ${FIELD}`, found: `${role} is not the role that is made for Loki`, fix: `write ${roleArn}` }];
    });
  },
};
