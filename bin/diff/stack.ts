import { nestedStackOf } from '../../lib/delivery/manifest-pieces';
import { changesBetween } from '../../lib/manifests/changes';
import { title } from '../../lib/manifests/manifest';
import { Manifests } from '../../lib/manifests/manifests';
import { recordOfTemplate } from '../../lib/planner/deployed/record';
import { NO_RECORDS } from '../defaults';
import { type DeployedObjects, deployedObjects, deployedTemplate, loggingStackName } from '../deployed/stacks';
import { deployedTemplates } from './aws/templates';
import type { Comparing, Comparison } from './comparison';

/**
 * Compares with the deployed stack, and with its nested stacks if the credentials can read them; undefined if they cannot
 * read the stack itself.
 */
export async function compareWithStack(
  { environment: { name, region }, manifests, records }: Comparing,
  read: typeof deployedObjects = deployedObjects,
): Promise<Comparison | undefined> {
  const stack = loggingStackName(name);
  const deployed = await read(stack, region);
  if (!deployed) return undefined;
  const record = records(name);
  const ofStack = recordOfTemplate(deployed.template, record?.pass ?? `deploy it with -c record=${NO_RECORDS}`);
  const before = new Manifests(deployed.objects);
  return {
    ...stackComparison(stack, deployed, manifests),
    before,
    deployed: ofStack && { ...record, ...ofStack, facts: ofStack.facts ?? record?.facts, manifests: before },
    templates: deployedTemplates,
  };
}

/** Compares with nothing, if CloudFormation says that the stack was never deployed; undefined if it does not answer. */
export async function compareWithNothing(
  { environment: { name, region }, manifests }: Comparing,
  read: typeof deployedTemplate = deployedTemplate,
): Promise<Comparison | undefined> {
  const stack = loggingStackName(name);
  const answer = await read(stack, region);
  if ('text' in answer || 'error' in answer) return undefined;
  const before = new Manifests([]);
  const base = `nothing: the stack ${stack} was never deployed`;
  return { base, before, changes: changesBetween(before, manifests), templates: deployedTemplates };
}

/** Changes of the objects that a stack delivers. Those of nested stacks come last, each with the name of its stack. */
export function stackComparison(
  stack: string,
  { objects, hasNested }: Pick<DeployedObjects, 'objects' | 'hasNested'>,
  { objects: present }: Manifests,
): Pick<Comparison, 'base' | 'changes'> {
  const [former, next] = [objects, present].map((all) => all.filter((each) => hasNested || !nestedStackOf(each)));
  const stacks = new Map([...objects, ...present].map((each) => [title(each), nestedStackOf(each)]));
  const changes = changesBetween(new Manifests(former ?? []), new Manifests(next ?? [])).map((change) => {
    const nested = stacks.get(change.object);
    return nested === undefined ? change : { ...change, stack: nested };
  });
  const left = hasNested ? '' : ', without its nested stacks, which these credentials cannot read';
  return {
    base: `the deployed stack ${stack}${left}`,
    changes: changes.sort((a, b) => (a.stack ?? '').localeCompare(b.stack ?? '')),
  };
}
