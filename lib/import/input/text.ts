import { InputError, type Problem } from '../../../charts/input/problems';
import { duplicateKeys } from '../../manifests/yaml/duplicates';
import { parseYaml } from '../../manifests/yaml/parse';
import { isRecord } from '../../manifests/shape';
import type { ChartName } from '../charts/keys';
import type { FormerRelease } from '../release';
import { type Path, pathText } from '../tree/path';
import type { Unread } from './gitops/deployed';

/** Largest input in bytes. The values of a chart with all of their comments are a tenth of it. */
export const MAX_BYTES = 5_000_000;

/** Most values of an input. */
const MAX_VALUES = 50_000;

/** A key whose value is lost, since its mapping repeats the key. */
interface LostKey {
  /** Its path. */
  readonly path: string;

  /** Line of the key that counts, from 1. */
  readonly lastLine: number;
}

/** A file that was read. */
export interface ReadInput {
  /** Name of the file. */
  readonly file: string;

  /** Its value. */
  readonly value: Readonly<Record<string, unknown>>;

  /** Keys that it has twice. */
  readonly lost: readonly LostKey[];

  /** Chart of the values, if the file names it. @default - recognized by their keys */
  readonly chart?: ChartName;

  /** Release that it is deployed as. @default - unknown */
  readonly release?: FormerRelease;

  /** Settings beside the values that change them, and are not read, by their paths. @default - nothing */
  readonly unread?: readonly Unread[];

  /** Problem, unless another file has its values. @default - it has values */
  readonly missing?: Problem;
}

/** Files of Terraform, whose values come from variables and resources. */
const TERRAFORM = /\.(tf|tfvars|hcl)$/;

const IS_TERRAFORM: Omit<Problem, 'path'> = {
  found: 'is of Terraform, whose values come from its variables and resources',
  fix: 'take those that run: helm get values RELEASE --namespace NAMESPACE --output yaml > values.yaml, or --release',
};

const JINJA = { found: 'is a template of Jinja', fix: 'render it first' };

/** Problems of templates, by a mark of their engine outside quotes. */
const TEMPLATES: readonly (readonly [mark: RegExp, problem: Omit<Problem, 'path'>])[] = [
  [
    /%\{\s*(if|for|else|endif|endfor)\b/,
    { found: 'is a template of Terraform', fix: 'run terraform, and take what it prints' },
  ],
  [
    /^releases:\s*$(?=[^]*\{\{)/m,
    { found: 'is a helmfile with templates', fix: 'run helmfile write-values, and name the file of each release' },
  ],
  [/\{%-?\s*\w+/, JINJA],
  // Variables of Jinja and Ansible begin without a dot, unlike those of Helm.
  [/^(?![^]*\{\{-?\s*([.$]|(if|range|with|include|template|define|end)\b))[^]*\{\{\s*[a-zA-Z_]/, JINJA],
  [
    /^\s*(\{\{|[\w.-]+:\s*\{\{|-\s*\{\{)/m,
    { found: 'is a template of Helm', fix: 'run helm template or helm get values, and take what they print' },
  ],
];

/**
 * Values of a file, as Helm reads them.
 *
 * @throws InputError if it is not YAML, or is a template, binary or too large
 */
export function parseValues(text: string, file: string): ReadInput {
  const refuse = (problem: Omit<Problem, 'path'>, line?: number) =>
    new InputError([{ path: line === undefined ? file : `${file}:${line}`, ...problem }]);
  if (text.length > MAX_BYTES) throw refuse(sizeProblem(text.length));
  if (text.includes('\0')) throw refuse(BINARY);
  if (TERRAFORM.test(file)) throw refuse(IS_TERRAFORM);
  const { documents, problem } = parseYaml(text, { asKubectl: true });
  if (problem) {
    const template = TEMPLATES.find(([mark]) => mark.test(text));
    if (template) throw refuse(template[1]);
    const found = `not YAML: ${problem.message}`;
    throw refuse({ found, fix: 'correct it, or name another file' }, problem.line);
  }
  // A template of Terraform may be YAML as it stands.
  const [terraform] = TEMPLATES;
  if (terraform?.[0].test(text)) throw refuse(terraform[1]);
  const values = documents.filter((document) => document !== null && document !== undefined);
  const [value] = values;
  if (values.length > 1) {
    throw refuse({
      found: `has ${values.length} documents, and values are one`,
      fix: 'name the folder that it is in if it has manifests, or the one document in a file of its own',
    });
  }
  if (!isRecord(value) || Object.keys(value).length === 0) {
    throw refuse({
      found: value === undefined ? 'is empty' : 'has no keys',
      fix: 'name a file with the values of a chart',
    });
  }
  checkedSize(value, file);
  const lost = duplicateKeys(text).flatMap(({ lost: ways, lastLine }) =>
    ways.map((way) => ({ path: pathText(way as Path), lastLine })),
  );
  return { file, value, lost };
}

/**
 * Values that are not too many to read.
 *
 * @throws InputError if they are
 */
export function checkedSize(values: Readonly<Record<string, unknown>>, file: string): typeof values {
  const count = countOf(values);
  if (count > MAX_VALUES) throw new InputError([{ path: file, ...tooLarge(`${count} values`) }]);
  return values;
}

/** Problem of a file of a size. */
export const sizeProblem = (bytes: number): Omit<Problem, 'path'> => tooLarge(`${Math.ceil(bytes / 1e6)} MB`);

const tooLarge = (size: string): Omit<Problem, 'path'> => ({
  found: `is too large (${size})`,
  fix: `name values of at most ${MAX_BYTES / 1e6} MB and ${MAX_VALUES} keys: leave out those of other charts`,
});

/** Problem of a file that holds no text. */
const BINARY: Omit<Problem, 'path'> = {
  found: 'is binary',
  fix: 'name a file of YAML; a packed chart is unpacked with tar first',
};

function countOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((sum, inner) => sum + countOf(inner), 1);
}
