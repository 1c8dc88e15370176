import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Puts what a file of environments imports into a folder, where npm would: it only gives the environments their type. */
export function linkEntries(folder: string): void {
  const own = join(folder, 'node_modules/cdk-eks-loki');
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, 'package.json'), '{ "exports": { "./environments": "./environments.js" } }');
  writeFileSync(join(own, 'environments.js'), 'exports.defineEnvironments = (environments) => environments;');
}
