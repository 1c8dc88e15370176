import { MAX_PIECE_BYTES, MAX_TEMPLATE_BYTES, MAX_TEMPLATE_RESOURCES } from '../../delivery/limits';
import { jsonBytes } from '../../manifests/size';
import { DEFAULT_KUBERNETES_VERSION, minorOf } from '../../cluster/kubernetes-versions';
import type { Template } from '../read/templates/template';
import { type TemplatesRule, Severity } from '../rule';
import { textsOf } from '../read/templates/lists';
import { Templates } from '../read/templates/templates';

const MANIFEST = 'Custom::AWSCDK-EKS-KubernetesResource';

/** Part of a limit from which a warning is due. */
const NEAR = 0.8;

const roomForManifests: TemplatesRule = {
  id: 'DELIVERY-SIZE-1',
  severity: Severity.WARNING,
  title: 'every manifest resource has room to grow',
  why: 'with a few more keys or dashboards, synth fails',
  evidence: 'https://github.com/aws/aws-cdk/issues/19165',
  check: (subject) =>
    new Templates(subject).ofType(MANIFEST).flatMap(({ path, properties }) => {
      const bytes = jsonBytes(String(properties['Manifest'] ?? ''));
      if (bytes <= MAX_PIECE_BYTES * NEAR) return [];
      return [
        {
          path: `${path} Manifest`,
          found: `${bytes} bytes is close to the limit of ${MAX_PIECE_BYTES}`,
          fix: 'shrink its largest object, or split it in two',
        },
      ];
    }),
};

const templateFits: TemplatesRule = {
  id: 'DELIVERY-SIZE-2',
  severity: Severity.ERROR,
  title: 'templates are within the size limit of CloudFormation',
  why: 'CloudFormation rejects the template after it has deployed the stacks before it',
  evidence: 'https://github.com/aws/aws-cdk/issues/17362',
  check: ({ templates }) =>
    templates
      .filter(({ bytes }) => bytes > MAX_TEMPLATE_BYTES)
      .map(({ stack, bytes }) => ({
        path: stack,
        found: `${bytes} bytes is more than the ${MAX_TEMPLATE_BYTES} that CloudFormation accepts`,
        fix: SMALLER,
      })),
};

const roomForTemplates: TemplatesRule = {
  id: 'DELIVERY-SIZE-3',
  severity: Severity.WARNING,
  title: 'every template has room to grow',
  why: 'the next dashboard or rule takes the template over the limit, and its deployment fails',
  evidence: 'https://github.com/aws/aws-cdk/issues/17362',
  check: ({ templates }) =>
    templates
      .filter(({ bytes }) => bytes > MAX_TEMPLATE_BYTES * NEAR && bytes <= MAX_TEMPLATE_BYTES)
      .map(({ stack, bytes }) => ({
        path: stack,
        found: `${bytes} bytes is close to the ${MAX_TEMPLATE_BYTES} that CloudFormation accepts`,
        fix: SMALLER,
      })),
};

const SMALLER = 'move additions to a stack of their own, or minify dashboards';

const resourcesFit: TemplatesRule = {
  id: 'DELIVERY-RESOURCES-1',
  severity: Severity.ERROR,
  title: 'templates are within the resource limit of CloudFormation',
  why: 'CloudFormation rejects the template after it has deployed the stacks before it',
  evidence: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html',
  check: ({ templates }) =>
    templates
      .map(({ stack, resources }) => ({ stack, count: Object.keys(resources).length }))
      .filter(({ count }) => count > MAX_TEMPLATE_RESOURCES)
      .map(({ stack, count }) => ({
        path: stack,
        found: `${count} resources are more than the ${MAX_TEMPLATE_RESOURCES} that CloudFormation accepts`,
        fix: 'move some of them to a stack of their own',
      })),
};

const kubectlFits: TemplatesRule = {
  id: 'DELIVERY-KUBECTL-1',
  severity: Severity.ERROR,
  title: 'kubectl is within one minor version of the cluster',
  why: 'Kubernetes supports no other, and an older kubectl may drop new fields of objects',
  evidence: 'https://kubernetes.io/releases/version-skew-policy/#kubectl',
  check: (subject) => {
    const templates = new Templates(subject);
    const { existing } = subject.environment.props.cluster;
    const [made] = templates.ofType('AWS::EKS::Cluster').map(({ properties }) => properties['Version']);
    const version = String(made ?? existing?.version ?? DEFAULT_KUBERNETES_VERSION);
    const minor = minorOf(version);
    return templates.ofType('AWS::Lambda::LayerVersion').flatMap(({ path, properties }) => {
      const kubectl = /kubectl (\d+\.\d+)/.exec(String(properties['Description']))?.[1];
      const other = kubectl && minorOf(kubectl);
      if (!minor || !other || Math.abs(minor - other) <= 1) return [];
      return [
        {
          path: `${path} Description`,
          found: `kubectl ${kubectl} is ${Math.abs(minor - other)} minor versions from cluster version ${version}`,
          fix: `use the layer with kubectl ${version}`,
        },
      ];
    });
  },
};

const accessComesFirst: TemplatesRule = {
  id: 'DELIVERY-ORDER-1',
  severity: Severity.ERROR,
  title: 'manifests wait for the access entry of the function that applies them',
  why: 'without the entry the cluster rejects kubectl: the first deployment fails, or the deletion of the stack does',
  evidence: 'https://github.com/aws/aws-cdk/issues/34897',
  check: (subject) => {
    const templates = new Templates(subject);
    const roles = templates.ofType('AWS::Lambda::Function').flatMap(({ properties }) => textsOf(properties['Role']));
    const entries = templates
      .ofType('AWS::EKS::AccessEntry')
      .filter(({ properties }) => roles.includes(String(properties['PrincipalArn'])));
    return templates.ofType(MANIFEST).flatMap(({ path, stack, id }) => {
      const [entry] = entries.filter((each) => each.stack === stack);
      const template = subject.templates.find((each) => each.stack === stack);
      if (!entry || !template || before(template, id).has(entry.id)) return [];
      const found = `does not wait for ${entry.id}, which gives kubectl access to the cluster`;
      return [{ path: `${path} DependsOn`, found, fix: `depend on ${entry.id}` }];
    });
  },
};

/** Resources that a resource waits for, directly or not. */
function before({ resources }: Template, id: string): Set<string> {
  const seen = new Set<string>();
  const visit = (at: string): void => {
    for (const next of textsOf(resources[at]?.DependsOn)) {
      if (seen.has(next)) continue;
      seen.add(next);
      visit(next);
    }
  };
  visit(id);
  return seen;
}

/** Rules about how manifests are delivered. */
export const DELIVERY_RULES: readonly TemplatesRule[] = [
  roomForManifests,
  templateFits,
  roomForTemplates,
  resourcesFit,
  kubectlFits,
  accessComesFirst,
];
