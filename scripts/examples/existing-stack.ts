import { deepEqual, equal, ok } from 'node:assert/strict';
import type { Checks, Example } from './example';
import { MadeTemplate } from './made';

/** The construct in a CDK stack of the user's own. */
export const EXISTING_STACK: Example = {
  name: 'existing-stack',
  commands: [['npm', 'run', 'synth']],
  entries: ['cdk-eks-loki', 'cdk-eks-loki/charts', 'cdk-eks-loki/environments'],
  checks: (folder) => checks(new MadeTemplate(folder, 'Platform')),
};

function checks(template: MadeTemplate): Checks {
  const { objects, lokiRole } = template;
  return {
    'the buckets that are made are those Loki stores in': () => {
      const buckets = template.ofType('AWS::S3::Bucket').map(({ Properties }) => Properties.BucketName);
      deepEqual(buckets, ['loki-platform-chunks-111122223333-eu-west-1', 'loki-platform-ruler-111122223333-eu-west-1']);
      const storage = JSON.stringify([objects.lokiConfig.common, objects.lokiConfig.storage_config]);
      ok(storage.includes(buckets[0] as string));
    },
    "the user's alarm watches the chunk bucket": () => {
      const [alarm] = template.ofType('AWS::CloudWatch::Alarm');
      const [dimension] = alarm?.Properties.Dimensions as [{ Value: { Ref: string } }];
      equal(
        template.resources[dimension.Value.Ref]?.Properties.BucketName,
        'loki-platform-chunks-111122223333-eu-west-1',
      );
    },
    "the role Loki's account names is the one that is made, within the user's boundary": () => {
      const annotations = objects.one('ServiceAccount', 'loki').metadata.annotations;
      const arn = `arn:aws:iam::111122223333:role/${String(lokiRole.Properties.RoleName)}`;
      equal(annotations?.['eks.amazonaws.com/role-arn'], arn);
      ok(JSON.stringify(lokiRole.Properties.PermissionsBoundary).includes('policy/company-boundary'));
    },
    'the trust is of this cluster, and one provider is made': () => {
      equal(template.ofType('AWS::IAM::OIDCProvider').length, 1);
      ok(JSON.stringify(lokiRole.Properties.AssumeRolePolicyDocument).includes('OpenIdConnectIssuerUrl'));
    },
    'EKS Auto Mode makes the volumes': () => {
      equal(objects.one('StorageClass', 'loki-gp3').provisioner, 'ebs.csi.eks.amazonaws.com');
    },
    "the user's own ConfigMap says where Loki is, after Loki is there": () => {
      deepEqual(objects.one('ConfigMap', 'loki', 'shop').data, {
        pushUrl: 'http://loki-gateway.loki.svc.cluster.local:8080/loki/api/v1/push',
        tenant: 'platform',
        user: 'writer',
      });
      const [, shop] = Object.entries(template.resources).find(([id]) => id.includes('Shop')) ?? [];
      ok(shop?.DependsOn?.some((id) => id.includes('LokiWorkloadsgateway')));
    },
    "the gateway lets the user's namespace in": () => {
      ok(JSON.stringify(objects.all.filter(({ kind }) => kind === 'NetworkPolicy')).includes('"shop"'));
    },
  };
}
