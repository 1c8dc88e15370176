import { Parts, type Loose, describeRules } from '../harness';
import { type EnvironmentProps, resolveEnvironment } from '../../../../lib/environment/environment';
import environments from '../../../../bin/environments';
import { templatesOf, stageOf } from '../../../helpers/environments';
import { type Template } from '../../../../lib/checks/read/templates/template';
import { Manifests } from '../../../../lib/manifests/manifests';
import { DELIVERY_RULES } from '../../../../lib/checks/aws/delivery';

const configuration = (parts: Parts) =>
  (parts.templates['Logging'] as Loose)['Resources']['DeliveryLokiConfiguration7995EF0D'] as Loose;

/** Enlarges a template to this size, outside of its manifests. */
const growTo = (bytes: number) => (parts: Parts) => {
  const cluster = parts.templates['Cluster'] as Loose;
  const missing = bytes - Buffer.byteLength(JSON.stringify(cluster, null, 1));
  cluster['Description'] += 'x'.repeat(missing);
};

const kubectl = (parts: Parts) =>
  parts.resource('AWS::Lambda::LayerVersion', ({ Description }) => String(Description).startsWith('/opt/kubectl'));

describeRules(DELIVERY_RULES, [
  {
    rule: 'DELIVERY-SIZE-1',
    breaks: (parts) => (configuration(parts)['Properties']['Manifest'] = JSON.stringify('é'.repeat(200_000))),
    finds: [
      'Logging/DeliveryLokiConfiguration7995EF0D Manifest: 400006 bytes is close to the limit of 480000; shrink its largest object, or split it in two',
    ],
  },
  {
    rule: 'DELIVERY-SIZE-2',
    breaks: growTo(1_000_001),
    finds: [
      'Cluster: 1000001 bytes is more than the 1000000 that CloudFormation accepts; move additions to a stack of their own, or minify dashboards',
    ],
  },
  {
    rule: 'DELIVERY-SIZE-3',
    breaks: growTo(800_001),
    finds: [
      'Cluster: 800001 bytes is close to the 1000000 that CloudFormation accepts; move additions to a stack of their own, or minify dashboards',
    ],
  },
  {
    rule: 'DELIVERY-RESOURCES-1',
    breaks: (parts) => {
      const { Resources } = parts.templates['Storage'] as Loose;
      for (let i = 0; i < 500; i++) Resources[`Parameter${i}`] = { Type: 'AWS::SSM::Parameter' };
    },
    finds: [
      'Storage: 506 resources are more than the 500 that CloudFormation accepts; move some of them to a stack of their own',
    ],
  },
  {
    rule: 'DELIVERY-KUBECTL-1',
    breaks: (parts) =>
      (kubectl(parts)['Properties']['Description'] = '/opt/kubectl/kubectl 1.32.3; /opt/helm/helm 3.17.3'),
    finds: [
      'Cluster/ClusterKubectlLayer0442F9CD Description: kubectl 1.32 is 3 minor versions from cluster version 1.35; use the layer with kubectl 1.35',
    ],
  },
  {
    rule: 'DELIVERY-KUBECTL-1',
    of: 'training-on-eks',
    breaks: (parts) => {
      (parts.environment.props as Loose)['cluster']['existing']['version'] = '1.33';
      return parts.templates;
    },
    finds: [
      'Logging/ClusterKubectlLayer0442F9CD Description: kubectl 1.35 is 2 minor versions from cluster version 1.33; use the layer with kubectl 1.33',
    ],
    also: ['CLUSTER-VERSION-1'],
  },
  {
    rule: 'DELIVERY-ORDER-1',
    of: 'training-on-eks',
    breaks: (parts) =>
      delete (parts.templates['Logging'] as Loose)['Resources']['DeliveryNamespaces8DD7AA2C']['DependsOn'],
    finds: [
      'Logging/DeliveryNamespaces8DD7AA2C DependsOn: does not wait for ClusterKubectlAccessACB9EA85, which gives kubectl access to the cluster; depend on ClusterKubectlAccessACB9EA85',
    ],
  },
]);

test.each<[string, Partial<EnvironmentProps>]>([
  [
    'Auto Mode, whose cluster delivers something itself',
    { cluster: { create: { mode: 'auto', admins: ['arn:aws:iam::111122223333:role/admin'] } } },
  ],
  ['a cluster of an older version', { cluster: { create: { version: '1.33' } } }],
])('%s: no findings', (_, props) => {
  const environment = resolveEnvironment('prod', { ...(environments['prod'] as EnvironmentProps), ...props });
  const templates = Object.entries(templatesOf(stageOf(environment))).map(([stack, { Resources }]) => ({
    stack,
    resources: Resources as Template['resources'],
    bytes: 0,
  }));
  const subject = { environment, manifests: new Manifests([]), templates };
  expect(DELIVERY_RULES.flatMap((rule) => rule.check(subject))).toEqual([]);
});

test('resources of wrong shapes have no findings', () => {
  const parts = new Parts('prod');
  const logging = (parts.templates['Logging'] as Loose)['Resources'] as Loose;
  Object.assign(logging, {
    A: { Type: 'AWS::Lambda::LayerVersion' },
    B: { Type: 'AWS::Lambda::LayerVersion', Properties: { Description: { 'Fn::If': [] } } },
    C: { Type: 'Custom::AWSCDK-EKS-KubernetesResource', Properties: { Manifest: { 'Fn::Join': ['', 'x'] } } },
    D: { Type: 'AWS::EKS::AccessEntry' },
    E: { Type: 'AWS::Lambda::Function', DependsOn: 'E' },
    F: { Type: 'AWS::IAM::Role', Properties: { RoleName: { Ref: 'Nothing' } } },
    G: { Type: 'AWS::S3::Bucket', Properties: { BucketName: { 'Fn::Select': [0, ['a']] } } },
  });
  expect(DELIVERY_RULES.flatMap((rule) => rule.check(parts.subject))).toEqual([]);
});
