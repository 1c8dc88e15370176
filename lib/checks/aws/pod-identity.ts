import { POD_IDENTITY_SERVICE } from '../../environment/aws/pod-identity';
import { secondRole, TOKEN_FIRST } from '../kubernetes/associations';
import { covers, statementsOf } from '../read/templates/statements';
import { type PlacedResource, Templates } from '../read/templates/templates';
import { type Finding, Severity, type TemplatesRule } from '../rule';

const EVIDENCE = 'https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html';

const associationsOf = (templates: Templates): PlacedResource[] => templates.ofType('AWS::EKS::PodIdentityAssociation');

const oneWay: TemplatesRule = {
  id: 'IDENTITY-POD-1',
  severity: Severity.ERROR,
  title: 'a service account with a Pod Identity association names no role in an annotation',
  ...TOKEN_FIRST,
  check: (subject) =>
    associationsOf(new Templates(subject)).flatMap(({ path, properties }): Finding[] => {
      const { Namespace: namespace, ServiceAccount: name } = properties;
      const account = subject.manifests.find('ServiceAccount', String(namespace), String(name));
      return secondRole(account, `${path} associates ${String(namespace)}/${String(name)} with a role as well`);
    }),
};

/** Actions that EKS needs to take a role for a pod. */
const ACTIONS = ['sts:AssumeRole', 'sts:TagSession'];

const trustsEks: TemplatesRule = {
  id: 'IDENTITY-POD-2',
  severity: Severity.ERROR,
  title:
    'a role with a Pod Identity association trusts EKS to assume it and to tag the session, for service accounts by name',
  why: 'EKS gets AccessDenied otherwise, and pods no credentials; without names the role is for pods of every namespace and cluster',
  evidence: EVIDENCE,
  check: (subject) => {
    const templates = new Templates(subject);
    const arns = new Set(associationsOf(templates).map(({ properties }) => String(properties['RoleArn'])));
    const roles = templates
      .ofType('AWS::IAM::Role')
      .filter(({ id, stack }) => arns.has(templates.text({ 'Fn::GetAtt': [id, 'Arn'] }, stack)));
    return roles.flatMap((role): Finding[] => {
      const path = `${role.path} AssumeRolePolicyDocument`;
      const statements = statementsOf(role.properties['AssumeRolePolicyDocument'], path);
      if (!statements) return [];
      const ofEks = statements.filter(
        ({ effect, principals }) => effect === 'Allow' && principals['Service']?.includes(POD_IDENTITY_SERVICE),
      );
      const missing = ACTIONS.filter(
        (wanted) => !ofEks.some(({ actions }) => actions.some((action) => covers(action, wanted))),
      );
      if (missing.length > 0) {
        const found = `does not let ${POD_IDENTITY_SERVICE} do ${missing.join(' and ')}`;
        return [{ path, found, fix: `allow ${ACTIONS.join(' and ')} to the service ${POD_IDENTITY_SERVICE}` }];
      }
      const open = ofEks.filter(
        ({ conditions }) => !conditions.some(({ key }) => /kubernetes-service-account$/.test(key)),
      );
      return open.map((statement) => ({
        path: `${statement.path}.Condition`,
        found: 'names no service account, so that an association of any other may give its pods the role',
        fix: 'require aws:RequestTag/kubernetes-namespace and aws:RequestTag/kubernetes-service-account',
      }));
    });
  },
};

/** Rules about EKS Pod Identity in templates. */
export const POD_IDENTITY_RULES: readonly TemplatesRule[] = [oneWay, trustsEks];
