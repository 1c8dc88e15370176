import { dirname, join } from 'node:path';
import type { Environment } from '../../lib/environment/environment';
import { kindAt } from '../output/paths';
import { StagedFolder } from '../output/staged-folder';

/** Formats in which the resources of AWS are written. */
export const AWS_FORMATS = ['cloudformation', 'terraform'] as const;

/** Format in which the resources of AWS are written. */
export type AwsFormat = (typeof AWS_FORMATS)[number];

/** Name of the file of each format. Terraform reads all files of a folder with this ending. */
const FILES: Readonly<Record<AwsFormat, string>> = {
  cloudformation: 'cloudformation.json',
  terraform: 'loki.tf.json',
};

/** Resources in AWS of an environment, as files. */
export interface AwsFiles {
  /** The environment. */
  readonly environment: Environment;

  /** Number of resources. */
  readonly resources: number;

  /** Contents of its files, by format. */
  readonly contents: readonly (readonly [AwsFormat, object])[];
}

/** File of an environment. */
export const fileOf = (out: string, environment: string, format: AwsFormat): string =>
  join(out, environment, FILES[format]);

/** Text of a file. */
export const textOf = (contents: object): string => `${JSON.stringify(contents, null, 1)}\n`;

/**
 * Prepares the files of environments for `<out>/<environment>/`, where they replace those of an earlier run. Files of
 * others, such as the state of Terraform, stay.
 *
 * @throws InputError if the folder cannot be written to
 */
export function stageAws(out: string, environments: readonly AwsFiles[]): StagedFolder {
  const names = environments.map(({ environment }) => environment.name);
  const staged = new StagedFolder({
    root: out,
    fix: 'name another with --out',
    isOurs: () => false,
    replaces: (path) => names.includes(dirname(path)) && kindAt(join(out, path)) !== 'folder',
  });
  try {
    for (const { environment, contents } of environments) {
      for (const [format, content] of contents) staged.write(fileOf('', environment.name, format), textOf(content));
    }
  } catch (error) {
    staged.discard();
    throw error;
  }
  return staged;
}
