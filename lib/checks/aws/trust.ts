import { WorkloadIdentity } from '../../../charts/endpoint/identity';
import { type TemplatesRule, type TemplatesSubject, type Finding, Severity } from '../rule';
import { isKnown, isLiteral, issuerOf } from '../read/templates/intrinsics';
import { annotatedAccounts } from '../../manifests/service-accounts';
import { type Condition, covers, type Statement, statementsOf } from '../read/templates/statements';
import { type PlacedResource, Templates } from '../read/templates/templates';
import { enumerate } from '../words';

/** A role of service accounts, with the statements that trust tokens of clusters. */
interface TrustingRole {
  readonly role: PlacedResource;
  readonly subjects: readonly string[];
  readonly statements: readonly Statement[];
}

/** The roles of these templates that service accounts of the manifests name. */
function trustingRoles(subject: TemplatesSubject): TrustingRole[] {
  const templates = new Templates(subject);
  const accounts = annotatedAccounts(subject.manifests);
  return templates.ofType('AWS::IAM::Role').flatMap((role) => {
    const arn = templates.text({ 'Fn::GetAtt': [role.id, 'Arn'] }, role.stack);
    const subjects = accounts.filter((account) => account.role === arn).map((account) => account.subject);
    if (subjects.length === 0) return [];
    const document = role.properties['AssumeRolePolicyDocument'];
    const statements = statementsOf(document, `${role.path} AssumeRolePolicyDocument`)?.filter(
      ({ effect, actions }) =>
        effect === 'Allow' && actions.some((action) => covers(action, 'sts:AssumeRoleWithWebIdentity')),
    );
    return statements ? [{ role, subjects, statements }] : [];
  });
}

/** Conditions on a claim of any issuer. Only those that require a value count. */
function conditionsOn(claim: 'sub' | 'aud', { conditions }: Statement): Condition[] {
  return conditions.filter(
    ({ operator, key }) => key.endsWith(`:${claim}`) && /^(ForAnyValue:)?String(Equals|Like)$/.test(operator),
  );
}

const isPattern = ({ operator, values }: Condition) => operator.endsWith('Like') && values.some((v) => /[*?]/.test(v));

const trustedSubjects: TemplatesRule = {
  id: 'IDENTITY-TRUST-1',
  severity: Severity.ERROR,
  title: 'a role trusts exactly the service accounts that name it',
  why: 'a service account that is not trusted gets AccessDenied; one that is trusted by mistake can read all logs',
  evidence: 'https://github.com/grafana/loki/issues/21832',
  check: (subject) =>
    trustingRoles(subject).flatMap(({ role, subjects, statements }) => {
      const conditions = statements.map((statement) => conditionsOn('sub', statement));
      if (conditions.flat().some(isPattern)) return []; // IDENTITY-TRUST-2
      const fix = `trust exactly ${enumerate(subjects)}`;
      const anybody = statements.filter((_, index) => conditions[index]?.length === 0);
      if (anybody.length > 0) {
        const found = 'has no condition on sub, so every pod of the cluster may assume the role';
        return anybody.map(({ path }) => ({ path: `${path}.Condition`, found, fix }));
      }
      const trusted = [...new Set(conditions.flat().flatMap(({ values }) => values))];
      if (!trusted.every(isKnown) || sameItems(trusted, subjects)) return [];
      const verb = subjects.length > 1 ? 'name' : 'names';
      const found = `trusts ${enumerate(trusted) || 'no service account'}, but ${enumerate(subjects)} ${verb} the role`;
      return [{ path: `${role.path} AssumeRolePolicyDocument`, found, fix }];
    }),
};

function sameItems(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item) => b.includes(item));
}

const trustedAudience: TemplatesRule = {
  id: 'IDENTITY-TRUST-2',
  severity: Severity.ERROR,
  title: 'the trust of service accounts requires the audience sts.amazonaws.com, without wildcards',
  why: 'tokens of EKS have no other audience, and a wildcard trusts service accounts that nobody named',
  evidence: 'https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html',
  check: (subject) =>
    trustingRoles(subject).flatMap(({ subjects, statements }) =>
      statements.flatMap((statement) => [
        ...conditionsOn('sub', statement)
          .filter(isPattern)
          .map((condition) => ({
            path: pathOf(statement, condition),
            found: `sub ${enumerate(condition.values)} may match more than one service account`,
            fix: `use StringEquals with ${enumerate(subjects)}`,
          })),
        ...audience(statement),
      ]),
    ),
};

function audience(statement: Statement): Finding[] {
  const fix = `require ${WorkloadIdentity.AUDIENCE} with StringEquals`;
  const conditions = conditionsOn('aud', statement);
  if (conditions.length === 0) return [{ path: `${statement.path}.Condition`, found: 'has no condition on aud', fix }];
  return conditions
    .filter(({ values }) => !sameItems(values, [WorkloadIdentity.AUDIENCE]))
    .map((condition) => ({
      path: pathOf(statement, condition),
      found: `requires aud ${enumerate(condition.values)}, but EKS issues ${WorkloadIdentity.AUDIENCE}`,
      fix,
    }));
}

function pathOf({ path }: Statement, { operator }: Condition): string {
  return `${path}.Condition.${operator}`;
}

const trustedIssuer: TemplatesRule = {
  id: 'IDENTITY-TRUST-3',
  severity: Severity.ERROR,
  title: 'the trust names the OIDC provider of the cluster, in its principal and in its conditions',
  why: 'a condition on claims of another issuer is never met: AWS answers AccessDenied to every pod',
  evidence: 'https://github.com/aws/aws-cdk/issues/11682',
  check: (subject) => {
    const { region, props, clusterName } = subject.environment;
    const url = props.cluster.existing?.oidcIssuer;
    return trustingRoles(subject).flatMap(({ statements }) => {
      const others = statements.flatMap(otherIssuer);
      if (others.length > 0) return others;
      const issuers = statements.flatMap((statement) => issuersOf(statement).map((issuer) => ({ statement, issuer })));
      if (issuers.some(({ issuer }) => !isLiteral(issuer))) return [];
      const expected = url && issuerOf(url);
      const fits = (issuer: string) => (expected ? issuer === expected : (regionOf(issuer) ?? region) === region);
      // A role may trust a second cluster; it must trust this one.
      const [first] = issuers;
      if (!first || issuers.some(({ issuer }) => fits(issuer))) return [];
      return [
        {
          path: `${first.statement.path}.Condition`,
          found: expected
            ? `${first.issuer} is not the issuer of cluster ${clusterName}`
            : `${first.issuer} is in region ${String(regionOf(first.issuer))}, but the environment is in ${region}`,
          fix: expected ? `use ${expected}` : `use the issuer of cluster ${clusterName} in ${region}`,
        },
      ];
    });
  },
};

/** Issuers in the condition keys of a statement. */
function issuersOf({ conditions }: Statement): string[] {
  const keys = conditions.map(({ key }) => /^(.*):(?:sub|aud)$/.exec(key)?.[1]);
  return [...new Set(keys.filter((issuer) => issuer !== undefined))];
}

function otherIssuer(statement: Statement): Finding[] {
  const providers = (statement.principals['Federated'] ?? []).map((arn) => arn.split(':oidc-provider/')[1] ?? arn);
  return issuersOf(statement)
    .filter((issuer) => providers.length > 0 && providers.every((provider) => differ(issuer, provider)))
    .map((issuer) => ({
      path: `${statement.path}.Condition`,
      found: `${issuer} is not the issuer of the provider, ${enumerate(providers)}`,
      fix: `begin the keys with ${enumerate(providers)}`,
    }));
}

/** True if two texts still differ after the deployment. */
function differ(a: string, b: string): boolean {
  return a !== b && isKnown(a) && isKnown(b) && isLiteral(a) === isLiteral(b);
}

function regionOf(issuer: string): string | undefined {
  return /^oidc\.eks\.([a-z0-9-]+)\.amazonaws\./.exec(issuer)?.[1];
}

/** Rules about the trust policy of the role of Loki. */
export const TRUST_RULES: readonly TemplatesRule[] = [trustedSubjects, trustedAudience, trustedIssuer];
