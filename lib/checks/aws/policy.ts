import type { Manifests } from '../../manifests/manifests';
import { partitionOf } from '../../environment/aws/partition';
import { type TemplatesRule, type TemplatesSubject, type Finding, Severity } from '../rule';
import { allows, policiesOf, type RolePolicies, type Statement } from '../read/templates/statements';
import { type PlacedResource, Templates } from '../read/templates/templates';
import { enumerate } from '../words';
import { storePods, storeRoles } from '../read/loki/store-pods';

/** A role under which pods reach the object store, with what it may do. */
export interface StoreRole {
  /** The role. */
  readonly role: PlacedResource;

  /** Its policies. */
  readonly policies: RolePolicies;

  /** Its ARN. */
  readonly arn: string;
}

/** The roles of these templates under which pods reach the object store. */
export function storeRolesIn(templates: Templates, { manifests }: TemplatesSubject): StoreRole[] {
  const arns = [...storeRoles(manifests), ...associatedRoles(templates, manifests)];
  return templates.ofType('AWS::IAM::Role').flatMap((role) => {
    const arn = templates.text({ 'Fn::GetAtt': [role.id, 'Arn'] }, role.stack);
    return arns.includes(arn) ? [{ role, arn, policies: policiesOf(role, templates) }] : [];
  });
}

/** ARNs of the roles that associations of EKS Pod Identity give to pods that reach the object store. */
function associatedRoles(templates: Templates, manifests: Manifests): string[] {
  const accounts = storePods(manifests).map(({ workload, name }) => `${String(workload.namespace)}/${String(name)}`);
  return templates
    .ofType('AWS::EKS::PodIdentityAssociation')
    .filter(({ properties: { Namespace, ServiceAccount } }) =>
      accounts.includes(`${String(Namespace)}/${String(ServiceAccount)}`),
    )
    .map(({ properties }) => String(properties['RoleArn']));
}

const OBJECT_ACTIONS = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'];

const bucketsAllowed: TemplatesRule = {
  id: 'IDENTITY-POLICY-1',
  severity: Severity.ERROR,
  title: 'the role of Loki may list both buckets, and read, write and delete their objects',
  why: 'otherwise S3 answers AccessDenied: chunks stay in ingesters until their disks are full, or nothing is deleted',
  evidence: 'https://github.com/grafana/loki/issues/3718',
  check: (subject) => {
    const { objectStore, region } = subject.environment;
    if (!objectStore) return [];
    return storeRolesIn(new Templates(subject), subject).flatMap(({ role, policies }) =>
      [objectStore.chunkBucket, objectStore.rulerBucket].flatMap((bucket): Finding[] => {
        const arn = `arn:${partitionOf(region)}:s3:::${bucket}`;
        const missing = (actions: string[], resource: string) => {
          const refused = actions.filter((action) => !allows(policies, action, resource));
          return refused.length > 0 ? [`${enumerate(refused)} on ${resource}`] : [];
        };
        const lacking = [...missing(['s3:ListBucket'], arn), ...missing(OBJECT_ACTIONS, `${arn}/*`)];
        if (lacking.length === 0) return [];
        const path = `${role.path} Policies`;
        return [{ path, found: `nothing allows ${lacking.join(', or ')}`, fix: `allow ${lacking.join(', and ')}` }];
      }),
    );
  },
};

const noWildcards: TemplatesRule = {
  id: 'IDENTITY-POLICY-2',
  severity: Severity.ERROR,
  title: 'policies of the role of Loki name actions and buckets without wildcards',
  why: 'an attacker in one pod of Loki can do everything its role allows',
  evidence: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
  check: (subject) => {
    const { objectStore } = subject.environment;
    if (!objectStore) return [];
    const { chunkBucket, rulerBucket } = objectStore;
    return storeRolesIn(new Templates(subject), subject).flatMap(({ policies }) =>
      policies.allowing.flatMap((statement) => [
        ...wide(
          statement,
          'Action',
          /^(\*|[a-z0-9-]+:\*)$/i,
          `name ${enumerate(['s3:ListBucket', ...OBJECT_ACTIONS])}`,
        ),
        ...wide(statement, 'Resource', WIDE_RESOURCE, `name ${chunkBucket} and ${rulerBucket}, or the key of both`),
      ]),
    );
  },
};

/** All resources, or buckets by a pattern. */
const WIDE_RESOURCE = /^(\*|arn:[^:]*:s3:::[^/]*[*?].*)$/;

function wide(statement: Statement, field: 'Action' | 'Resource', pattern: RegExp, fix: string): Finding[] {
  const values = field === 'Action' ? statement.actions : statement.resources;
  const found = values.filter((value) => pattern.test(value));
  if (found.length === 0) return [];
  return [{ path: `${statement.path}.${field}`, found: `${enumerate(found)} is more than Loki needs`, fix }];
}

/** Rules about what the role of Loki may do. */
export const POLICY_RULES: readonly TemplatesRule[] = [bucketsAllowed, noWildcards];
