import { type Arn, arnFault, parseArn, ROLE_ARN } from '../../environment/aws/arn';
import { partitionOf } from '../../environment/aws/partition';
import { storeIdentities, storeRoleArns } from '../../environment/resolve';
import { type EnvironmentRule, type Finding, oncePerPath, Severity } from '../rule';
import { annotatedAccounts, ROLE_ANNOTATION, roleOf } from '../../manifests/service-accounts';
import { hasAccessKey, storePods } from '../read/loki/store-pods';

const FIELD = `metadata.annotations.${ROLE_ANNOTATION}`;

/** Parts of the ARN of a role; undefined for any other text, which IDENTITY-ARN-1 reports. */
function roleParts(role: string): Arn | undefined {
  return arnFault(role, ROLE_ARN) ? undefined : parseArn(role);
}

const roleAccount: EnvironmentRule = {
  id: 'IDENTITY-ACCOUNT-1',
  severity: Severity.ERROR,
  title: 'roles of service accounts are in the account and partition of the environment',
  why: 'another account has no OIDC provider for this cluster, and this app creates none: pods get no credentials',
  evidence: 'https://docs.aws.amazon.com/eks/latest/userguide/cross-account-access.html',
  check: ({ manifests, environment }) => {
    const partition = partitionOf(environment.region);
    return annotatedAccounts(manifests).flatMap(({ title, role }) => {
      const { partition: ofPartition, account: ofAccount } = roleParts(role) ?? {};
      if (!ofAccount || (ofPartition === partition && ofAccount === environment.account)) return [];
      const other =
        ofAccount === environment.account
          ? `partition ${String(ofPartition)}, but region ${environment.region} is in ${partition}`
          : `account ${ofAccount}, but the environment is in ${environment.account}`;
      return [
        {
          path: `${title} ${FIELD}`,
          found: `${role} is in ${other}`,
          fix: `name a role that begins with arn:${partition}:iam::${environment.account}:role/`,
        },
      ];
    });
  },
};

const storeAccountHasRole: EnvironmentRule = {
  id: 'IDENTITY-ANNOTATION-1',
  severity: Severity.ERROR,
  title: 'pods that use the object store have a service account with an AWS role',
  why: 'without the annotation EKS gives a pod no AWS credentials, and S3 rejects every request',
  evidence: 'https://github.com/defenseunicorns/uds-core/issues/343',
  check: ({ manifests, environment }) => {
    if (!environment.identity) return [];
    const { serviceAccountName, roleArn, usesAgent } = environment.identity;
    const ours = storeIdentities(environment).map((one) => one.serviceAccountName);
    const fix = `annotate it with ${String(roleArn)}`;
    const findings = storePods(manifests).flatMap(({ workload, name, title, account }): Finding[] => {
      const path = `${workload.title} ${workload.podPath}.serviceAccountName`;
      if (name === undefined && !hasAccessKey(workload)) {
        return [{ path, found: 'missing, so its pods have no AWS role', fix: `write ${serviceAccountName}` }];
      }
      if (usesAgent) {
        if (name !== undefined && ours.includes(name)) return [];
        const found = `${title} has no Pod Identity association with ${String(roleArn)}`;
        return [{ path, found, fix: `use ${serviceAccountName}` }];
      }
      // An account that is not among the manifests may have the annotation.
      if (!account || roleOf(account) !== undefined || hasAccessKey(workload)) return [];
      if (name === serviceAccountName) return [{ path: `${title} ${FIELD}`, found: 'missing', fix }];
      const found = `${title} has no annotation ${ROLE_ANNOTATION}`;
      return [{ path, found, fix: `${fix}, or use ${serviceAccountName}` }];
    });
    return oncePerPath(findings);
  },
};

const storeRoleIsOurs: EnvironmentRule = {
  id: 'IDENTITY-ROLE-1',
  severity: Severity.WARNING,
  title: 'pods that use the object store have the role that this app creates for it',
  why: 'another role may trust other service accounts and allow other buckets, which cannot be checked here',
  evidence: 'https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html',
  check: ({ manifests, environment }) => {
    const { roleArn, usesAgent } = environment.identity ?? {};
    const ours = storeRoleArns(environment);
    const names = new Set(storePods(manifests).map(({ title }) => title));
    return annotatedAccounts(manifests).flatMap(({ title, role }) => {
      const account = roleParts(role)?.account;
      if (!names.has(title) || !roleArn || ours.includes(role) || account !== environment.account) return [];
      if (!role.startsWith(`arn:${partitionOf(environment.region)}:`)) return [];
      return [
        {
          path: `${title} ${FIELD}`,
          found: `${role} is not the role that this app creates for Loki`,
          fix: usesAgent ? `remove it: an association gives the account ${roleArn}` : `write ${roleArn}`,
        },
      ];
    });
  },
};

/** Rules about AWS roles of service accounts. */
export const IDENTITY_RULES: readonly EnvironmentRule[] = [roleAccount, storeAccountHasRole, storeRoleIsOurs];
