import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../../charts/input/problems';
import type { Environment } from '../../../lib/environment/environment';
import type { Manifest } from '../../../lib/manifests/manifest';
import { at, isRecord, record, text } from '../../../lib/manifests/shape';
import { objectsOfTemplate } from '../../../lib/planner/deployed/record';
import { THROTTLED, throttledHere } from '../../../lib/live/throttling';
import { parsedJson } from '../../../lib/manifests/json';
import { deployedTemplate } from '../../deployed/stacks';
import { unreadable } from '../../manifests/find';
import { isFile } from '../../output/paths';

/** Template of CloudFormation. */
export type Template = Readonly<Record<string, unknown>>;

/** Template of one stack. */
export interface StackTemplate {
  /** Name of the stack: `prod-Storage`. */
  readonly stack: string;

  /** Its template. */
  readonly template: Template;

  /** True if the stack is part of another: it delivers objects only. */
  readonly isNested: boolean;
}

/** Names of files of the CDK. */
const FILES = { mark: 'cdk.out', manifest: 'manifest.json' };

/** Fix for a folder with files that cannot be read. */
const SYNTHESIZE = 'synthesize it again';

/** True if the CDK wrote a folder. */
export const isAssembly = (folder: string): boolean =>
  isFile(join(folder, FILES.mark)) && isFile(join(folder, FILES.manifest));

/**
 * Templates of an environment in a folder that the CDK wrote.
 *
 * @throws InputError if the environment is not in it, or a file cannot be read
 */
export function assemblyTemplates(folder: string, name: string): StackTemplate[] {
  const inner = join(folder, `assembly-${name}`);
  if (!isAssembly(inner)) {
    const fix = `name the cdk.out of a run that synthesized ${name}`;
    throw new InputError([{ path: '--folder', found: `${folder} has no environment ${name}`, fix }]);
  }
  return templatesIn(inner);
}

/** Templates of the stacks in an assembly, each followed by those of its nested stacks. */
export function templatesIn(assembly: string): StackTemplate[] {
  const read = (file: string): Template => jsonFile(join(assembly, file));
  const artifacts = Object.values(record(read(FILES.manifest)['artifacts'])).filter(
    (artifact) => at(artifact, 'type') === 'aws:cloudformation:stack',
  );
  return artifacts.flatMap((artifact) => {
    const file = text(at(artifact, 'properties.templateFile')) ?? '';
    const stack = text(at(artifact, 'properties.stackName')) ?? file;
    const template = read(file);
    const nested = nestedFiles(template).filter((each) => isFile(join(assembly, each)));
    return [
      { stack, template, isNested: false },
      ...nested.map((each) => ({ stack, template: read(each), isNested: true })),
    ];
  });
}

/** Object in a file of the CDK. @throws InputError if it cannot be read, since it would count as empty */
function jsonFile(path: string): Template {
  let value: unknown;
  try {
    value = parsedJson(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new InputError([{ ...unreadable(path, error), fix: SYNTHESIZE }]);
  }
  const isTemplate = isRecord(value) && Object.values(record(value['Resources'])).every(isRecord);
  if (isTemplate) return value as Template;
  throw new InputError([{ path, found: 'cannot be read as JSON that the CDK wrote', fix: SYNTHESIZE }]);
}

/** Files of the templates of nested stacks, as the CDK names them in the metadata of their resources. */
const nestedFiles = (template: Template): string[] =>
  Object.values(record(template['Resources'])).flatMap((resource) => {
    const path = isRecord(resource) ? record(resource['Metadata'])['aws:asset:path'] : undefined;
    return at(resource, 'Type') === 'AWS::CloudFormation::Stack' && typeof path === 'string' ? [path] : [];
  });

/** Objects that templates deliver. */
export const objectsOfTemplates = (templates: readonly StackTemplate[]): Manifest[] =>
  templates.flatMap(({ template }) => objectsOfTemplate(JSON.stringify(template)));

/**
 * Templates of the deployed stacks with some names. Those that were never deployed are left out.
 *
 * @throws InputError if the credentials cannot read one
 */
export async function deployedTemplates(
  { name, region }: Pick<Environment, 'name' | 'region'>,
  stacks: readonly string[],
): Promise<StackTemplate[]> {
  const found = await Promise.all(
    stacks.map(async (stack) => ({ stack, answer: await deployedTemplate(stack, region) })),
  );
  const problems = found.flatMap(({ stack, answer }) =>
    'error' in answer
      ? [
          {
            path: `stack ${stack}`,
            found: `its template cannot be read: ${answer.error}`,
            fix:
              (THROTTLED.test(answer.error)
                ? throttledHere('CloudFormation')
                : 'sign in as a role that may call cloudformation:GetTemplate') +
              ', or compare AWS resources with a former cdk.out ' +
              `or revision: --folder cdk.out --aws, --git REVISION --aws (environment ${name})`,
          },
        ]
      : [],
  );
  if (problems.length > 0) throw new InputError(problems);
  return found.flatMap(({ stack, answer }) =>
    'text' in answer ? [{ stack, template: record(parsedJson(answer.text)), isNested: false }] : [],
  );
}
