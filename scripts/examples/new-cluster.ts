import { deepEqual, equal, ok } from 'node:assert/strict';
import type { Checks, Example } from './example';
import { MadeTemplate } from './made';

/** A new cluster with its logs, in an app of ES modules. */
export const NEW_CLUSTER: Example = {
  name: 'new-cluster',
  install: 'tarball',
  commands: [['npm', 'run', 'synth']],
  entries: ['cdk-eks-loki'],
  checks: (folder) => checks(new MadeTemplate(folder, 'Observability')),
};

function checks(template: MadeTemplate): Checks {
  const { objects, lokiRole } = template;
  return {
    'there is one cluster, with nodes and volumes': () => {
      const [cluster, ...more] = template.ofType('AWS::EKS::Cluster');
      equal(cluster?.Properties.Name, 'observability');
      equal(more.length, 0);
      equal(template.ofType('AWS::EKS::Nodegroup').length, 1);
      const addons = template.ofType('AWS::EKS::Addon').map(({ Properties }) => Properties.AddonName);
      ok(addons.includes('aws-ebs-csi-driver'), addons.join());
      equal(template.ofType('AWS::EC2::NatGateway').length, 3);
    },
    'the named role administers it': () => {
      const arns = template.ofType('AWS::EKS::AccessEntry').map(({ Properties }) => Properties.PrincipalArn);
      ok(arns.includes('arn:aws:iam::111122223333:role/admin'));
    },
    'there is one OIDC provider, and Loki has a role': () => {
      equal(template.ofType('AWS::IAM::OIDCProvider').length, 1);
      equal(lokiRole.Properties.RoleName, 'loki-observability-eu-central-1');
    },
    'both buckets are encrypted with one key, which the role may use': () => {
      const keys = template
        .ofType('AWS::S3::Bucket')
        .map(({ Properties }) => JSON.stringify(Properties.BucketEncryption));
      equal(keys.length, 2);
      equal(new Set(keys).size, 1);
      ok(keys[0]?.includes('aws:kms'));
      const policies = template.ofType('AWS::KMS::Key').map(({ Properties }) => JSON.stringify(Properties.KeyPolicy));
      const role = String(lokiRole.Properties.RoleName);
      ok(policies.some((policy) => policy.includes('kms:GenerateDataKey') && policy.includes(`:role/${role}"`)));
    },
    'retention is the same for Loki and for S3': () => {
      deepEqual(objects.lokiConfig.limits_config?.retention_period, '336h');
      const [chunks] = template.ofType('AWS::S3::Bucket');
      const rules = (chunks?.Properties.LifecycleConfiguration as { Rules: { Prefix?: string }[] }).Rules;
      deepEqual(rules.map(({ Prefix }) => Prefix).filter(Boolean), ['platform/', 'shop/']);
    },
    'each tenant has a datasource, and shop its namespaces': () => {
      const datasources = JSON.stringify(objects.one('ConfigMap', 'loki-datasources-observability').data);
      for (const tenant of ['platform', 'shop']) ok(datasources.includes(`Loki observability ${tenant}`));
      ok(objects.alloyConfig.includes('shop-'));
    },
  };
}
