import { arnFault, ROLE_ARN } from '../../environment/aws/arn';
import { type Manifest, title } from '../../manifests/manifest';
import { annotatedAccounts, ROLE_ANNOTATION } from '../../manifests/service-accounts';
import { at } from '../../manifests/shape';
import { isPlaceholder } from '../read/configured';
import { type Finding, type ManifestsRule, Severity } from '../rule';

const IRSA = 'https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html';

const roleArnForm: ManifestsRule = {
  id: 'IDENTITY-ARN-1',
  severity: Severity.ERROR,
  title: 'the AWS role of a service account is the ARN of a role',
  why: 'otherwise AWS rejects every request for credentials: "Request ARN is invalid"',
  evidence: 'https://repost.aws/knowledge-center/eks-troubleshoot-irsa-errors',
  check: ({ manifests }) =>
    annotatedAccounts(manifests).flatMap(({ title: account, role }): Finding[] => {
      const fault = isPlaceholder(role) || /[$<]/.test(role) ? undefined : arnFault(role, ROLE_ARN);
      if (!fault) return [];
      const [, partition = 'aws'] = /^arn:(aws[a-z-]*):/.exec(role) ?? [];
      const [id = '<account>'] = /(?<!\d)\d{12}(?!\d)/.exec(role) ?? [];
      return [
        {
          path: `${account} metadata.annotations.${ROLE_ANNOTATION}`,
          found: `'${role}' ${fault.wrong}`,
          fix: `write arn:${partition}:iam::${id}:role/<name>`,
        },
      ];
    }),
};

const onAccounts: ManifestsRule = {
  id: 'K8S-IDENTITY-2',
  severity: Severity.ERROR,
  title: 'the annotation with an AWS role is on a service account',
  why: 'EKS looks for it nowhere else: the pods get no credentials, or those of their node',
  evidence: IRSA,
  check: ({ manifests }) => {
    // If an account has the annotation, the same one elsewhere only informs people.
    const given = new Set(annotatedAccounts(manifests).map(({ role }) => role));
    return manifests.ofKind(...KINDS).flatMap((object) => elsewhere(object, given));
  },
};

/** Places of annotations of a workload: its own, and those of its pods. */
const PLACES = [
  'metadata.annotations',
  'spec.template.metadata.annotations',
  'spec.jobTemplate.spec.template.metadata.annotations',
];

/** Kinds on which the annotation has no effect, and for whose pods it is meant. Of other kinds, an operator may read it. */
const KINDS = [
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'Job',
  'CronJob',
  'Pod',
  'ConfigMap',
  'Service',
  'Namespace',
];

function elsewhere(object: Manifest, given: ReadonlySet<string>): Finding[] {
  const places = PLACES.filter((place) => annotation(object, place) !== undefined);
  return places
    .filter((place) => !given.has(String(annotation(object, place))))
    .map((place) => ({
      path: `${title(object)} ${place}.${ROLE_ANNOTATION}`,
      found: `has no effect on a ${object.kind}`,
      fix: 'annotate the ServiceAccount of the pods',
    }));
}

function annotation(object: Manifest, place: string): unknown {
  const annotations = at(object, place);
  return (annotations as Readonly<Record<string, unknown>> | undefined)?.[ROLE_ANNOTATION];
}

/** Rules about AWS roles in annotations. */
export const IDENTITY_FORM_RULES: readonly ManifestsRule[] = [roleArnForm, onAccounts];
