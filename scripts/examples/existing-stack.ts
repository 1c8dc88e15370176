import { deepEqual, equal, ok } from 'node:assert/strict';
import type { Checks, Example } from './example';
import { MadeTemplate } from './made';

/** The construct in a CDK stack that the user already has. */
export const EXISTING_STACK: Example = {
  name: 'existing-stack',
  install: 'tarball',
  commands: [['npm', 'run', 'synth']],
  entries: ['cdk-eks-loki', 'cdk-eks-loki/charts', 'cdk-eks-loki/environments'],
  checks: (folder) => checks(new MadeTemplate(folder, 'Platform')),
};

function checks(template: MadeTemplate): Checks {
  const { objects, lokiRole } = template;
  return {
    'Loki stores in the buckets of the stack': () => {
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
    "Loki's service account names the role of the stack, which has the user's boundary": () => {
      const annotations = objects.one('ServiceAccount', 'loki').metadata.annotations;
      const arn = `arn:aws:iam::111122223333:role/${String(lokiRole.Properties.RoleName)}`;
      equal(annotations?.['eks.amazonaws.com/role-arn'], arn);
      ok(JSON.stringify(lokiRole.Properties.PermissionsBoundary).includes('policy/company-boundary'));
    },
    'the role trusts this cluster, and there is one OIDC provider': () => {
      equal(template.ofType('AWS::IAM::OIDCProvider').length, 1);
      ok(JSON.stringify(lokiRole.Properties.AssumeRolePolicyDocument).includes('OpenIdConnectIssuerUrl'));
    },
    'EKS Auto Mode creates the volumes': () => {
      equal(objects.one('StorageClass', 'loki-gp3').provisioner, 'ebs.csi.eks.amazonaws.com');
    },
    "the user's own ConfigMap has Loki's address and is applied after Loki": () => {
      deepEqual(objects.one('ConfigMap', 'loki', 'shop').data, {
        pushUrl: 'http://loki-gateway.loki.svc.cluster.local:8080/loki/api/v1/push',
        tenant: 'platform',
        user: 'writer',
      });
      const [, shop] = Object.entries(template.resources).find(([id]) => id.includes('Shop')) ?? [];
      ok(shop?.DependsOn?.some((id) => id.includes('LokiWorkloadsgateway')));
    },
    "the gateway admits the user's namespace": () => {
      ok(JSON.stringify(objects.all.filter(({ kind }) => kind === 'NetworkPolicy')).includes('"shop"'));
    },
  };
}
