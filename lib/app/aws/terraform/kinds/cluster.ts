import { TAGS } from '../fields';
import type { Kind } from '../kind';

/** Resources of EKS, and alerts in a workspace of metrics. */
export const CLUSTER_KINDS: Readonly<Record<string, Kind>> = {
  'AWS::EKS::PodIdentityAssociation': {
    type: 'aws_eks_pod_identity_association',
    attributes: { Ref: 'association_arn' },
    fields: {
      ClusterName: 'cluster_name',
      Namespace: 'namespace',
      ServiceAccount: 'service_account',
      RoleArn: 'role_arn',
      ...TAGS,
    },
  },
  'AWS::EKS::Addon': {
    type: 'aws_eks_addon',
    attributes: { Ref: 'id', Arn: 'arn' },
    fields: {
      AddonName: 'addon_name',
      AddonVersion: 'addon_version',
      ClusterName: 'cluster_name',
      ConfigurationValues: 'configuration_values',
      PreserveOnDelete: 'preserve',
      ...TAGS,
    },
    more: {
      ResolveConflicts: (how: string) => ({ resolve_conflicts_on_create: how, resolve_conflicts_on_update: how }),
    },
  },
  'AWS::APS::RuleGroupsNamespace': {
    type: 'aws_prometheus_rule_group_namespace',
    attributes: { Arn: 'arn' },
    fields: {
      Name: 'name',
      Data: 'data',
      Workspace: ['workspace_id', (arn: string) => arn.slice(arn.lastIndexOf('/') + 1)],
      ...TAGS,
    },
  },
};
