import { Severity, type Finding, type TemplatesRule } from '../rule';
import { listOf, textsOf } from '../read/templates/lists';
import { type PlacedResource, Templates } from '../read/templates/templates';
import { record } from '../../manifests/shape';

/** Quotas of IAM in characters without white space. */
const QUOTAS = { inline: 10_240, managed: 6144, trust: 2048, largestTrust: 8192 };

const EVIDENCE = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html';

/** Characters that a document has at least: texts that only the deployment knows are not counted. */
function sizeOf(document: unknown): number {
  const text = typeof document === 'string' ? document : JSON.stringify(document ?? '');
  return text.replace(/\$\{[^}]*\}|<[^>]*>|\s/g, '').length;
}

const trustOf = (role: PlacedResource): number => sizeOf(role.properties['AssumeRolePolicyDocument']);

/** Finding about a document that is too long. */
const tooLong = (path: string, size: number, quota: number, fix: string): Finding => ({
  path,
  found: `has ${size} characters, and IAM takes ${quota}`,
  fix,
});

/** Characters of all inline policies of a role together. */
function inlineOf(role: PlacedResource, templates: Templates): number {
  const name = templates.text({ Ref: role.id }, role.stack);
  const attached = templates
    .ofType('AWS::IAM::Policy', 'AWS::IAM::RolePolicy')
    .filter(({ properties }) => textsOf(properties['Roles']).includes(name) || properties['RoleName'] === name);
  const documents = [
    ...listOf(role.properties['Policies']).map(record),
    ...attached.map(({ properties }) => properties),
  ];
  return documents.reduce((sum, { PolicyDocument }) => sum + sizeOf(PolicyDocument), 0);
}

const size: TemplatesRule = {
  id: 'IDENTITY-SIZE-1',
  severity: Severity.ERROR,
  title: 'policies of roles are not longer than IAM accepts',
  why: 'CloudFormation creates the role or its policy late in a deploy, gets LimitExceeded, and rolls everything back',
  evidence: EVIDENCE,
  check: (subject) => {
    const templates = new Templates(subject);
    const roles = templates.ofType('AWS::IAM::Role');
    const fewer = 'name fewer resources, or use patterns';
    return [
      ...roles
        .map((role) => ({ role, found: inlineOf(role, templates) }))
        .filter(({ found }) => found > QUOTAS.inline)
        .map(({ role, found }) => tooLong(`${role.path} inline policies`, found, QUOTAS.inline, fewer)),
      ...templates
        .ofType('AWS::IAM::ManagedPolicy')
        .map(({ path, properties }) => ({ path, found: sizeOf(properties['PolicyDocument']) }))
        .filter(({ found }) => found > QUOTAS.managed)
        .map(({ path, found }) => tooLong(`${path} PolicyDocument`, found, QUOTAS.managed, fewer)),
      ...roles
        .filter((role) => trustOf(role) > QUOTAS.largestTrust)
        .map((role) => tooLong(trustPath(role), trustOf(role), QUOTAS.largestTrust, 'trust fewer service accounts')),
    ];
  },
};

const trustPath = ({ path }: PlacedResource): string => `${path} AssumeRolePolicyDocument`;

const trustSize: TemplatesRule = {
  id: 'IDENTITY-SIZE-2',
  severity: Severity.WARNING,
  title: 'the trust policy of a role is not longer than IAM accepts in every account',
  why: 'without a larger quota CloudFormation gets LimitExceeded for the role, and rolls the deploy back',
  evidence: EVIDENCE,
  check: (subject) =>
    new Templates(subject)
      .ofType('AWS::IAM::Role')
      .map((role) => ({ role, found: trustOf(role) }))
      .filter(({ found }) => found > QUOTAS.trust && found <= QUOTAS.largestTrust)
      .map(({ role, found }) => ({
        path: trustPath(role),
        found: `has ${found} characters, and IAM takes ${QUOTAS.trust} by default`,
        fix: 'raise the quota "Role trust policy length" of the account in Service Quotas, or trust fewer service accounts',
      })),
};

/** Rules about the length of policies. */
export const POLICY_SIZE_RULES: readonly TemplatesRule[] = [size, trustSize];
