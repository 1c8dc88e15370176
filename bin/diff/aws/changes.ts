import type { ResourceDifference, ResourceImpact } from '@aws-cdk/cloudformation-diff';
import { fieldChanges, type FieldChange } from '../../../lib/manifests/field-changes';
import { at, record, text } from '../../../lib/manifests/shape';
import { MANIFEST_TYPE } from '../../../lib/planner/deployed/record';
import type { Fate } from '../../../lib/planner/changes/losses';
import type { StackTemplate, Template } from './templates';

/** Effects of CloudFormation on a resource, in the order in which changes are reported. */
const AWS_EFFECTS = ['replaced', 'may be replaced', 'deleted', 'let go', 'updated', 'created'] as const;

/** Effect of CloudFormation on a resource. A resource that is let go leaves the stack and still exists. */
type AwsEffect = (typeof AWS_EFFECTS)[number];

/** Change of an AWS resource. */
export interface AwsChange {
  /** Name of its stack. */
  readonly stack: string;

  /** Its logical id. */
  readonly id: string;

  /** Its type: `AWS::S3::Bucket`. */
  readonly type: string;

  /** Effect of CloudFormation on it. */
  readonly effect: AwsEffect;

  /** Fate of the data of the former one. @default - it has no data, or is kept */
  readonly data?: Fate;

  /** Properties that change; empty for a resource that is created, deleted or let go. */
  readonly fields: readonly FieldChange[];

  /** Properties whose change replaces it. @default - none */
  readonly because?: readonly string[];
}

/** Types of resources that hold data, or the key to it. */
const WITH_DATA =
  /^AWS::(S3::Bucket|KMS::Key|SecretsManager::Secret|MSK::|RDS::DB(Cluster|Instance)|EFS::FileSystem|EC2::Volume|Logs::LogGroup|APS::Workspace|DynamoDB::|EKS::Cluster$)/;

/** Types that only carry objects and templates, which are compared by themselves. */
const CARRIERS = [MANIFEST_TYPE, 'AWS::CloudFormation::Stack', 'AWS::CDK::Metadata'];

/** Changes of AWS resources, replacements first. The CDK's library knows which properties replace a resource. */
export async function awsChanges(
  before: readonly StackTemplate[],
  after: readonly StackTemplate[],
): Promise<AwsChange[]> {
  const { fullDiff } = await import('@aws-cdk/cloudformation-diff');
  const changes: AwsChange[] = [];
  for (const { stack, template } of after.filter(({ isNested }) => !isNested)) {
    const former = before.find((one) => one.stack === stack && !one.isNested)?.template ?? {};
    fullDiff(copyOf(former), copyOf(template)).resources.forEachDifference((id, difference) => {
      changes.push(...(changeOf(stack, id, difference, former, template) ?? []));
    });
  }
  const rank = ({ effect }: AwsChange) => AWS_EFFECTS.indexOf(effect);
  return changes.sort((a, b) => rank(a) - rank(b));
}

/** Stacks that only the former templates have: no deploy deletes a stack that leaves the app. */
export function formerStacks(before: readonly StackTemplate[], after: readonly StackTemplate[]): string[] {
  const present = new Set(after.map(({ stack }) => stack));
  return [...new Set(before.map(({ stack }) => stack))].filter((stack) => !present.has(stack));
}

/** The library changes what it is given. */
const copyOf = (template: Template): Record<string, unknown> => structuredClone(template);

const resourceOf = (template: Template, id: string): Readonly<Record<string, unknown>> =>
  record(record(template['Resources'])[id]);

/** A change, or none if only objects in a resource or its metadata change. */
function changeOf(
  stack: string,
  id: string,
  difference: ResourceDifference,
  former: Template,
  present: Template,
): AwsChange[] | undefined {
  const [was, is] = [resourceOf(former, id), resourceOf(present, id)];
  const type = text(at(difference.isRemoval ? was : is, 'Type')) ?? 'a resource without type';
  if (CARRIERS.includes(type)) return undefined;
  const effect = effectOf(difference.changeImpact);
  if (!effect) return undefined;
  const fields = difference.isUpdate ? fieldChanges(partsOf(was), partsOf(is)) : [];
  if (difference.isUpdate && fields.length === 0) return undefined;
  const because = Object.entries(difference.propertyUpdates)
    .filter(([, { changeImpact }]) => ['WILL_REPLACE', 'MAY_REPLACE'].includes(String(changeImpact)))
    .map(([property]) => property);
  const fate = WITH_DATA.test(type) ? fateOf(effect, was) : undefined;
  return [{ stack, id, type, effect, ...(fate && { data: fate }), fields, ...(because.length > 0 && { because }) }];
}

/** Properties of a resource, and its policies of deletion and replacement. AWS ignores its metadata. */
function partsOf({ Properties, DeletionPolicy, UpdateReplacePolicy }: Readonly<Record<string, unknown>>) {
  return { ...record(Properties), DeletionPolicy, UpdateReplacePolicy };
}

const EFFECTS: Readonly<Partial<Record<ResourceImpact, AwsEffect>>> = Object.freeze({
  WILL_REPLACE: 'replaced',
  MAY_REPLACE: 'may be replaced',
  WILL_DESTROY: 'deleted',
  WILL_ORPHAN: 'let go',
  WILL_UPDATE: 'updated',
  WILL_CREATE: 'created',
  WILL_IMPORT: 'created',
}) as Readonly<Partial<Record<ResourceImpact, AwsEffect>>>;

const effectOf = (impact: ResourceImpact): AwsEffect | undefined => EFFECTS[impact];

/** Fate of the data of a resource, by the policies of the template that is deployed. */
function fateOf(effect: AwsEffect, was: Readonly<Record<string, unknown>>): Fate | undefined {
  if (effect === 'let go') return 'stays';
  if (effect === 'deleted') return 'deleted';
  if (effect !== 'replaced' && effect !== 'may be replaced') return undefined;
  return /^(Retain|Snapshot)/.test(String(was['UpdateReplacePolicy'])) ? 'stays' : 'deleted';
}
