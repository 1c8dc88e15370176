import { InputError, type Problem, show } from '../../charts/input/problems';
import { existingProblem } from '../../lib/app/aws/existing';
import { terraformDocument } from '../../lib/app/aws/terraform/document';
import type { RuleFinding } from '../../lib/checks/check';
import { refuseErrors } from '../../lib/checks/checked-charts';
import { cdkContext } from '../cdk-context';
import { MANIFESTS_FOLDER } from '../defaults';
import { hasCdk } from '../loading/cdk';
import { installCommand } from '../missing-package.cjs';
import { checkedEach } from '../loading/checked-charts';
import { loadEnvironments } from '../loading/environments';
import { AWS_FORMATS, type AwsFormat, type AwsFiles, fileOf, stageAws } from '../aws/write';
import { differentFolders } from '../output/paths';
import { inTemporaryFolder } from '../output/temporary';
import { replaceUnlessEnded } from '../output/replace';
import { afterAws } from '../terminal/next-steps';
import { UsageError } from '../terminal/problems';
import { printWarnings } from '../terminal/report';
import { printJson } from '../terminal/stdout';
import { table, working } from '../terminal/terminal';

/** Arguments of `eks-loki aws`. */
export interface AwsOptions {
  /** Environments; all if empty. */
  readonly names: readonly string[];

  /** File with the environments. */
  readonly file: string;

  /** Folder to write to. */
  readonly out: string;

  /** Folder of the records of what was deployed. */
  readonly record: string;

  /** The one format to write. @default - all of them */
  readonly only?: string;

  /** If true, the result is printed as JSON. */
  readonly json?: boolean;
}

/**
 * Writes what AWS must have for the manifests of `render`: a template of CloudFormation, and the same for Terraform. If
 * something is wrong, the files of an earlier run stay as they are.
 *
 * @throws UsageError if the format is unknown; InputError if an environment is invalid or the AWS CDK is not installed
 */
export async function aws({ names, file, out, record, only, json }: AwsOptions): Promise<void> {
  const formats = formatsOf(only);
  if (!hasCdk()) {
    const fix = `install it with '${installCommand('aws-cdk-lib')}': the resources are its constructs`;
    throw new InputError([{ path: 'aws-cdk-lib', found: 'is not installed', fix }]);
  }
  differentFolders({ '--out': out, '--record': record });
  const warnings: { readonly of: string; readonly findings: readonly RuleFinding[] }[] = [];
  const made = await working('synthesizing', async () => {
    const environments = await loadEnvironments(file, names);
    const problems = environments.flatMap((environment) => existingProblem(environment) ?? []);
    if (problems.length > 0) throw new InputError(problems);
    const checked = [...checkedEach(environments, MANIFESTS_FOLDER, record)];
    refuseErrors(checked);
    const { awsTemplate } = await import('../../lib/app/aws/template.js');
    const context = cdkContext();
    return inTemporaryFolder('eks-loki-aws-', (outdir) =>
      eachOrRefuse(checked, (each): AwsFiles => {
        const { environment } = each;
        const { template, warnings: findings } = awsTemplate(each, { outdir, context });
        warnings.push({ of: environment.name, findings: [...each.findings, ...findings] });
        const contents: Readonly<Record<AwsFormat, () => object>> = {
          cloudformation: () => template,
          terraform: () => terraformDocument(template, environment),
        };
        const resources = Object.keys(template.Resources).length;
        return { environment, resources, contents: formats.map((format) => [format, contents[format]()]) };
      }),
    );
  });
  printWarnings(warnings);
  await replaceUnlessEnded([stageAws(out, made)]);
  const written = made.map(({ environment: { name }, resources }) => ({
    environment: name,
    resources,
    files: formats.map((format) => fileOf(out, name, format)),
  }));
  if (json) {
    printJson(written);
    return;
  }
  const rows = written.flatMap(({ environment, resources, files }) =>
    files.map((file, index) => (index === 0 ? [environment, String(resources), file] : ['', '', file])),
  );
  console.log(table([['ENVIRONMENT', 'RESOURCES', 'FILES'], ...rows]));
  console.log(`\n${afterAws(made, out, process.stdout)}`);
}

/** Makes the result of each item. @throws InputError if some are refused, with the problems of all */
function eachOrRefuse<T, R>(items: readonly T[], work: (item: T) => R): R[] {
  const problems: Problem[] = [];
  const results = items.flatMap((item) => {
    try {
      return [work(item)];
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems.push(...error.problems);
      return [];
    }
  });
  if (problems.length > 0) throw new InputError(problems);
  return results;
}

function formatsOf(only: string | undefined): readonly AwsFormat[] {
  if (only === undefined) return AWS_FORMATS;
  const format = AWS_FORMATS.find((each) => each === only);
  if (format) return [format];
  const found = `${show(only)} is not one of ${AWS_FORMATS.join(', ')}`;
  throw new UsageError([{ path: '--only', found, fix: 'write one of them, or leave it out for both' }]);
}
