import { join } from 'node:path';
import { InputError } from '../../charts/input/problems';
import { visible } from '../../charts/input/show';
import { checkCharts, type CheckedCharts, refuseErrors } from '../../lib/checks/checked-charts';
import { nestedStackOf } from '../../lib/delivery/manifest-pieces';
import { changesBetween, type ObjectChange } from '../../lib/manifests/changes';
import { title } from '../../lib/manifests/manifest';
import { Manifests } from '../../lib/manifests/manifests';
import { manifestsBeforeRecords, recordsIn } from '../deployed/records';
import { type DeployedObjects, deployedObjects, loggingStackName } from '../deployed/stacks';
import { loadEnvironments } from '../loading/environments';
import { previousManifests } from '../manifests/previous';
import { changesText } from '../terminal/changes';
import { printWarnings } from '../terminal/report';
import { printJson } from '../terminal/stdout';
import { widthOf, working } from '../terminal/terminal';

/** Arguments of `eks-loki diff`. */
export interface DiffOptions {
  /** Environment to compare. */
  readonly name: string;

  /** File with the environments. */
  readonly file: string;

  /** Folder of an earlier run, to compare with if the deployed stack cannot be read. */
  readonly out: string;

  /** Folder of the records of what was deployed. */
  readonly record: string;

  /** If true, the changes are printed as JSON. */
  readonly json?: boolean;
}

/**
 * Prints what a deploy will change: objects, fields, and pods that start anew.
 *
 * @throws InputError if there is nothing to compare with, or a rule finds an error
 */
export async function diff({ name, file, out, record, json }: DiffOptions): Promise<void> {
  const { checked, base, changes } = await working('comparing', async () => {
    const environments = await loadEnvironments(file, [name]);
    const [checked] = checkCharts(environments, manifestsBeforeRecords(record, out), recordsIn(record)) as [
      CheckedCharts,
    ];
    refuseErrors([checked]);
    const compared = (await withStack(checked)) ?? withFolder(checked, out);
    return { checked, ...compared };
  });
  printWarnings([{ of: name, findings: checked.findings }]);
  if (json) {
    printJson({ environment: name, comparedWith: base, changes });
    return;
  }
  const count = (kind: ObjectChange['kind']) => changes.filter((one) => one.kind === kind).length;
  if (changes.length > 0) console.log(`${changesText(changes, widthOf(process.stdout))}\n`);
  console.log(
    `${count('added')} added, ${count('changed')} changed, ${count('removed')} removed, compared with ${visible(base)}`,
  );
}

interface Comparison {
  /** Name of the other side, in words. */
  readonly base: string;

  readonly changes: readonly ObjectChange[];
}

/** Compares with the deployed stack, and with its nested stacks if the credentials can read them. */
async function withStack(checked: CheckedCharts): Promise<Comparison | undefined> {
  const { name, region } = checked.environment;
  const deployed = await deployedObjects(loggingStackName(name), region);
  return deployed && stackComparison(loggingStackName(name), deployed, checked.manifests);
}

/** Changes of what a stack delivers: objects of nested stacks come last, each with the name of its stack. */
export function stackComparison(
  stack: string,
  { objects, hasNested }: DeployedObjects,
  { objects: present }: Manifests,
): Comparison {
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

function withFolder({ environment: { name }, files, manifests }: CheckedCharts, out: string): Comparison {
  const former = previousManifests(out, name, files);
  if (former) return { base: `${join(out, name)} of the last run`, changes: changesBetween(former, manifests) };
  const found = `no manifests of an earlier run, and no deployed stack ${loggingStackName(name)} that these credentials can read`;
  const fix = `sign in to AWS, or run 'eks-loki render ${name}' before the change`;
  throw new InputError([{ path: join(out, name), found, fix }]);
}
