import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, workFolder } from './cli';
import { linkEntries } from './installed';

/** Folder of the environments to copy. */
export const ENVIRONMENT_EXAMPLES = join(ROOT, 'examples/environments');

/** Example whose resources in AWS are beside it, by the files that `eks-loki aws` writes. */
export const AWS_EXAMPLE = {
  name: 'argo-cd',
  files: { 'cloudformation.json': 'argo-cd.cloudformation.json', 'loki.tf.json': 'argo-cd.tf.json' },
} as const;

/** A project with an example as its file of environments, with a change of its text. */
export function projectOf(name: string, change: (text: string) => string = (text) => text): string {
  const folder = workFolder();
  linkEntries(folder);
  mkdirSync(join(folder, 'bin'));
  const text = readFileSync(join(ENVIRONMENT_EXAMPLES, `${name}.ts`), 'utf8');
  writeFileSync(join(folder, 'bin/environments.ts'), change(text));
  return folder;
}
