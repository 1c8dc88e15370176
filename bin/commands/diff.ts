import { join } from 'node:path';
import { PART_LABEL } from '../../charts/kubernetes/parts';
import { InputError } from '../../charts/problems';
import { visible } from '../../charts/show';
import { checkCharts, type CheckedCharts, refuseErrors } from '../../lib/checks/checked-charts';
import { recordOfTemplate } from '../../lib/deployed/record';
import { changesBetween, type ObjectChange } from '../../lib/manifests/changes';
import { Manifests } from '../../lib/manifests/manifests';
import { manifestsBeforeRecords, recordsIn } from '../deployed/records';
import { askCloudFormation, loggingStackName } from '../deployed/stacks';
import { loadEnvironments } from '../load-environments';
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

/** Compares with the deployed stack. Later parts of long lists are in nested stacks and are left out. */
async function withStack({ environment, manifests }: CheckedCharts): Promise<Comparison | undefined> {
  const stack = loggingStackName(environment.name);
  const template = await askCloudFormation(stack, environment.region);
  const deployed = template === undefined ? undefined : recordOfTemplate(template, '')?.manifests;
  if (!deployed) return undefined;
  const present = manifests.objects.filter(({ metadata }) => metadata.labels?.[PART_LABEL] === undefined);
  return { base: `the deployed stack ${stack}`, changes: changesBetween(deployed, new Manifests(present)) };
}

function withFolder({ environment: { name }, files, manifests }: CheckedCharts, out: string): Comparison {
  const former = previousManifests(out, name, files);
  if (former) return { base: `${join(out, name)} of the last run`, changes: changesBetween(former, manifests) };
  const found = `no manifests of an earlier run, and no deployed stack ${loggingStackName(name)} that these credentials can read`;
  const fix = `sign in to AWS, or run 'eks-loki render ${name}' before the change`;
  throw new InputError([{ path: join(out, name), found, fix }]);
}
