import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { partitionOf } from '../../lib/environment/aws/partition';
import type { Environment } from '../../lib/environment/environment';
import { textLiteral } from '../../lib/environment/typescript/text';

/** Folder of the example, which the package contains. */
const EXAMPLE = join(__dirname, '../../examples/deploy-workflow');

/** Roles of the workflow: a template of CloudFormation. */
export const ROLES_FILE = '.github/deploy-roles.yaml';

const read = (file: string): string => readFileSync(join(EXAMPLE, file), 'utf8');

/** A text with one piece replaced. @throws Error if the example no longer has the piece exactly once */
function replaceOnce(text: string, piece: RegExp, by: string): string {
  const parts = text.split(piece);
  if (parts.length !== 2) throw new Error(`the example of a workflow has ${parts.length - 1} of ${String(piece)}`);
  return parts.join(by);
}

/** Files that deploy an environment from GitHub Actions, by path: those of the example, for this environment alone. */
export function workflowFiles(environment: Environment): Readonly<Record<string, string>> {
  const caller = '.github/workflows/deploy.yml';
  const called = '.github/workflows/deploy-environment.yml';
  return {
    [caller]: deployWorkflow(read(caller), environment),
    [called]: read(called),
    [ROLES_FILE]: read('roles.yaml'),
  };
}

/** The example's workflow for one environment instead of two. */
export function deployWorkflow(example: string, { name, clusterName, account, region }: Environment): string {
  const header = `# Deploys bin/environments.ts: a pull request is rendered, checked and compared with what is deployed; main is
# deployed. Its roles are those of ${ROLES_FILE}: create a stack of that template first.
`;
  let text = replaceOnce(example, /^(?:# .*\n)+(?=name: Deploy\n)/, header);
  text = replaceOnce(text, / {10}- environment: prod\n(?: {12}.*\n)+/, '');
  text = replaceOnce(text, /\n {2}prod:\n(?: {4}.*\n)+/, '');
  // Environments may have the name of another job.
  text = replaceOnce(text, /^ {2}dev:$/m, '  deploy:');
  const values: Readonly<Record<string, string>> = { environment: name, cluster: clusterName, region };
  text = text.replace(
    /^( +(?:- )?)(environment|cluster|region): [\w-]+$/gm,
    (_line, before: string, key: string) => `${before}${key}: ${textLiteral(values[key] as string)}`,
  );
  return text.replace(
    /^( +role: )arn:aws:iam::\d{12}:role\/(github-logging-(?:diff|deploy)-)dev$/gm,
    `$1arn:${partitionOf(region)}:iam::${account}:role/$2${name}`,
  );
}
