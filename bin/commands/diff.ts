import { join } from 'node:path';
import { InputError, type Problem, show } from '../../charts/input/problems';
import { checkEnvironment, isAboutChange, type RuleFinding } from '../../lib/checks/check';
import { refuseErrors, renderCharts } from '../../lib/checks/checked-charts';
import { isLocal } from '../../lib/environment/local';
import type { Environment } from '../../lib/environment/environment';
import { recordFile, recordsIn } from '../deployed/records';
import { loggingStackName } from '../deployed/stacks';
import { type AwsChange, awsChanges, formerStacks } from '../diff/aws/changes';
import type { Comparing, Comparison } from '../diff/comparison';
import { compareWithFolder, compareWithLastRun } from '../diff/folder';
import { compareWithRecord } from '../diff/record';
import { diffMarkdown } from '../diff/report/markdown';
import { diffText } from '../diff/report/text';
import { type DiffResult, resultOf } from '../diff/result';
import { compareWithNothing, compareWithStack } from '../diff/stack';
import { loadEnvironments } from '../loading/environments';
import { EXIT_CODES, problemBlock, UsageError } from '../terminal/problems';
import { printWarnings } from '../terminal/report';
import { printJson } from '../terminal/stdout';
import { working } from '../terminal/terminal';
import { Kubectl } from '../wait/kubectl';

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

  /** Revision of the file to compare with. @default - none */
  readonly git?: string;

  /** Folder of manifests, or `cdk.out`, to compare with. @default - none */
  readonly folder?: string;

  /** If true, the other side is the cluster. */
  readonly cluster?: boolean;

  /** If true, the other side is the record. */
  readonly recorded?: boolean;

  /** Context of the kubeconfig. @default - the current one */
  readonly context?: string;

  /** If true, AWS resources are compared as well. */
  readonly aws?: boolean;

  /** If true, the exit code is 3 if something changes. */
  readonly exitCode?: boolean;

  /** If true, a comment of a pull request is printed. */
  readonly markdown?: boolean;

  /** If true, the changes are printed as JSON. */
  readonly json?: boolean;
}

/** Options that name the other side. */
const BASES = { git: '--git', folder: '--folder', cluster: '--cluster', recorded: '--recorded' } as const;

/**
 * Prints what a deploy will change: resources of AWS, objects and fields, what is no longer deployed, and pods that restart.
 *
 * @throws InputError if there is nothing to compare with, or a rule finds an error in the new state
 */
export async function diff(options: DiffOptions): Promise<void> {
  refuseTogether(options);
  const { name, file, record } = options;
  const { result, findings, isPartial } = await working('comparing', async () => {
    const [environment] = (await loadEnvironments(file, [name])) as [Environment];
    if (options.aws) refuseWithoutAws(environment);
    const comparing: Comparing = { ...renderCharts(environment), records: recordsIn(record) };
    const comparison = await comparisonOf(comparing, options);
    try {
      const deployed = comparison.deployed ?? comparing.records(name);
      const { findings } = checkEnvironment({ ...comparing, previous: deployed?.manifests, deployed });
      const ownFindings = findings.filter((finding) => !isAboutChange(finding));
      refuseErrors([{ environment, findings: ownFindings }]);
      const aws = options.aws ? await comparedAws(comparing, comparison) : { notes: [] };
      const { isPartial = false } = comparison;
      return { result: resultOf(comparing, comparison, findings, aws), findings, isPartial };
    } finally {
      comparison.dispose?.();
    }
  });
  // What could not be read may have changed.
  if (options.exitCode && isPartial) process.exitCode = EXIT_CODES.input;
  report(result, findings, options);
}

function report(result: DiffResult, findings: readonly RuleFinding[], options: DiffOptions): void {
  const { problems, changes, aws = [] } = result;
  if (options.exitCode && changes.length + aws.length > 0) process.exitCode = EXIT_CODES.changes;
  if (problems.length > 0) process.exitCode = EXIT_CODES.input;
  printWarnings([{ of: result.environment, findings }]);
  if (options.json) {
    const { base, rollouts, ...rest } = result;
    printJson({ ...rest, comparedWith: base, restarts: rollouts });
    return;
  }
  console.log(options.markdown ? diffMarkdown(result) : diffText(result, process.stdout));
  const blocks = problems.map((problem) => problemBlock('error', problem, process.stderr));
  if (blocks.length > 0) process.stderr.write(`\n${blocks.join('\n')}\n`);
}

/** @throws UsageError if options exclude one another */
function refuseTogether(options: DiffOptions): void {
  const given = Object.entries(BASES).filter(([key]) => options[key as keyof typeof BASES]);
  const problems: Problem[] = [];
  const [first, second] = given.map(([, option]) => option);
  if (first !== undefined && second !== undefined)
    problems.push({ path: second, found: `cannot go with ${first}`, fix: 'name one side to compare with' });
  if (options.context !== undefined && !options.cluster)
    problems.push({ path: '--context', found: 'is for --cluster only', fix: 'add --cluster, or leave it out' });
  if (options.aws && options.recorded) {
    const fix = 'leave out --recorded, or compare with --git REVISION or --folder cdk.out';
    problems.push({ path: '--aws', found: 'cannot go with --recorded: a record has no templates', fix });
  }
  if (options.markdown && options.json)
    problems.push({ path: '--markdown', found: 'cannot go with --json', fix: 'leave out one of them' });
  if (problems.length > 0) throw new UsageError(problems);
}

/** Compares with the side that is named; by default with the first that exists of stack, last run and record. */
async function comparisonOf(comparing: Comparing, options: DiffOptions): Promise<Comparison> {
  const { file, out, record, git, folder, cluster, recorded, context } = options;
  const { name } = comparing.environment;
  const recordPath = recordFile(record, name);
  if (git !== undefined) {
    const { compareWithRevision } = await import('../diff/git.js');
    return compareWithRevision(comparing, file, git);
  }
  if (folder !== undefined) return compareWithFolder(comparing, folder);
  if (cluster) {
    const { compareWithCluster } = await import('../diff/cluster/cluster.js');
    return compareWithCluster(comparing, new Kubectl(context), context !== undefined);
  }
  const ofRecord = () => compareWithRecord(comparing, recordPath);
  if (recorded) {
    const found = ofRecord();
    if (found) return found;
    const fix = `run 'eks-loki render ${name}' before the change, or name the folder of records with --record`;
    throw new InputError([{ path: recordPath, found: 'no record of what was deployed', fix }]);
  }
  const isInAws = !isLocal(comparing.environment.props);
  const found =
    (isInAws ? await compareWithStack(comparing) : undefined) ??
    compareWithLastRun(comparing, out) ??
    ofRecord() ??
    (isInAws ? await compareWithNothing(comparing) : undefined);
  if (found) return found;
  throw new InputError([
    {
      path: join(out, name),
      found: `no manifests of an earlier run, no record, and no deployed stack ${loggingStackName(name)} that these credentials can read`,
      fix: `sign in to AWS, run 'eks-loki render ${name}' before the change, or name what to compare with: --git, --folder or --cluster`,
    },
  ]);
}

/** @throws InputError if an environment has no resources of AWS */
function refuseWithoutAws({ name, props }: Environment): void {
  if (!isLocal(props)) return;
  const found = 'is a local cluster, which has no resources of AWS';
  throw new InputError([{ path: `environments.${name}.cluster.local`, found, fix: 'leave out --aws' }]);
}

/** Changes of resources of AWS. @throws InputError if the other side has no templates, or they cannot be read */
async function comparedAws(
  comparing: Comparing,
  { base, templates }: Comparison,
): Promise<{ readonly aws: readonly AwsChange[]; readonly notes: readonly string[] }> {
  if (!templates) {
    const fix = 'sign in to AWS, or compare with a revision (--git) or with a cdk.out (--folder cdk.out)';
    throw new InputError([{ path: '--aws', found: `${show(base)} has no templates of CloudFormation`, fix }]);
  }
  const { synthesizedTemplates } = await import('../diff/aws/synthesis.js');
  const after = await synthesizedTemplates(comparing);
  const before = await templates(
    comparing.environment,
    after.filter(({ isNested }) => !isNested).map(({ stack }) => stack),
  );
  const left = formerStacks(
    before.filter(({ isNested }) => !isNested),
    after,
  );
  const notes = left.map((stack) => `stack ${stack} is not in the app any more, and stays until it is deleted`);
  return { aws: await awsChanges(before, after), notes };
}
