import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Imported, importAll } from '../../../lib/import/import';
import { parseValues, type ReadInput } from '../../../lib/import/input/text';
import { remembered } from '../../helpers/remembered';

/** Fixtures that are values of charts. */
export const VALUES = readdirSync(__dirname).filter((name) => name.endsWith('.yaml') && name !== 'loki-terraform.yaml');

/** Text of a fixture. */
export const fixture = (name: string): string => readFileSync(join(__dirname, name), 'utf8');

/** A fixture, read. */
export const read = (name: string): ReadInput => parseValues(fixture(name), name);

/** Import of a text of values. */
export function imported(text: string, options: Partial<Parameters<typeof importAll>[0]> = {}): Imported {
  return importAll({ files: [parseValues(text, 'values.yaml')], module: 'cdk-eks-loki/environments', ...options });
}

/** Import of a fixture, which is made once per process. */
export const importedFixture = (name: string): Imported =>
  remembered(`import of ${name}`, () => imported(fixture(name)));

/** Outcome of a key. */
export const keyOf = ({ keys }: Imported, path: string) => {
  const found = keys.filter((key) => key.path === path);
  if (found.length !== 1) throw new Error(`${path} is accounted for ${found.length} times`);
  return found[0] as (typeof found)[number];
};
