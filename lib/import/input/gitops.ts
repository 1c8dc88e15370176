import { InputError, type Problem } from '../../../charts/input/problems';
import { at, type Block, isRecord, records, text as textOf } from '../../manifests/shape';
import { parseYaml } from '../../manifests/yaml/parse';
import { parseValues, type ReadInput } from './text';

/** Where a kind has what it deploys, and what to do if the values are not there. */
interface Deployer {
  readonly place: string;
  readonly fix: string;
}

// Argo CD renders charts itself: Helm knows no release of them.
const ARGO_FIX = 'name the files that its valueFiles name, or a file with what helm template prints with its settings';

/** Kinds of Argo CD and Flux that deploy a chart. */
const KINDS: Readonly<Record<string, Deployer>> = {
  'helm.toolkit.fluxcd.io HelmRelease': {
    place: 'spec',
    fix: 'write the values that its valuesFrom names into a file and name it, or import its release with --release',
  },
  'argoproj.io Application': { place: 'spec', fix: ARGO_FIX },
  'argoproj.io ApplicationSet': { place: 'spec.template.spec', fix: ARGO_FIX },
};

const LOSES = 'is not read: name a file with its values too, before this one, which wins';
const WINS = 'is not read: write it into a file of values, and name that file after this one';

/** Settings beside the values that are not read, and what to do about each. */
const UNREAD: Readonly<Record<string, string>> = {
  valuesFrom: LOSES,
  valueFiles: LOSES,
  parameters: WINS,
  fileParameters: WINS,
};

/**
 * Values of charts that objects of Argo CD and Flux have in them; undefined for a text without such objects.
 *
 * @throws InputError if one has no values in it, or they are no values, with the problems of all
 */
export function valuesInObjects(text: string, file: string): ReadInput[] | undefined {
  const { documents, problem } = parseYaml(text, { asKubectl: true });
  if (problem) return undefined;
  const objects = documents.flatMap((document) => (isList(document) ? records(document['items']) : [document]));
  const found = objects.filter(isRecord).flatMap((object) => {
    const deployer = deployerOf(object);
    if (!deployer) return [];
    const words = [file, textOf(object['kind']), textOf(at(object, 'metadata.name'))];
    return [{ name: words.filter(Boolean).join(' '), spec: at(object, deployer.place), fix: deployer.fix }];
  });
  if (found.length === 0) return undefined;
  const problems: Problem[] = [];
  const inputs = found.flatMap(({ name, spec, fix }): ReadInput[] => {
    try {
      const read = valuesOf(spec, name);
      if (read.length === 0) problems.push({ path: name, found: 'has no values in it', fix });
      return read;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems.push(...error.problems);
      return [];
    }
  });
  if (problems.length > 0) throw new InputError(problems);
  return inputs;
}

/** True for an object of Argo CD or Flux that deploys a chart with values of its own. */
export function hasValues(object: Block): boolean {
  const deployer = deployerOf(object);
  return (
    deployer !== undefined && holdersOf(at(object, deployer.place)).some((holder) => valueOf(holder) !== undefined)
  );
}

/** Output of `kubectl get` for several objects. */
const isList = (document: unknown): document is Block =>
  isRecord(document) && (textOf(document['kind']) ?? '').endsWith('List');

const deployerOf = (object: Block): Deployer | undefined => {
  const [group = ''] = (textOf(object['apiVersion']) ?? '').split('/');
  return KINDS[`${group} ${textOf(object['kind']) ?? ''}`];
};

/** Places that may have values: a release of Flux itself, and each source of Argo CD, which reads `source` only without `sources`. */
function holdersOf(spec: unknown): Block[] {
  const sources = records(at(spec, 'sources'));
  const helms = sources.length > 0 ? sources.map(({ helm }) => helm) : [at(spec, 'source.helm')];
  return [spec, ...helms].filter(isRecord);
}

/** Values as an object or a text. Argo CD does not read `values` beside `valuesObject`. */
function valueOf({ valuesObject, values }: Block): Block | string | undefined {
  const value = valuesObject ?? values;
  if (typeof value === 'string') return value;
  return isRecord(value) && Object.keys(value).length > 0 ? value : undefined;
}

/** Values of one object. */
function valuesOf(spec: unknown, name: string): ReadInput[] {
  return holdersOf(spec).flatMap((holder): ReadInput[] => {
    const value = valueOf(holder);
    if (value === undefined) return [];
    const input = typeof value === 'string' ? parseValues(value, name) : { file: name, value, lost: [] };
    const unread = Object.entries(UNREAD).flatMap(([path, note]) =>
      Array.isArray(holder[path]) && holder[path].length > 0 ? [{ path, note }] : [],
    );
    return [unread.length > 0 ? { ...input, unread } : input];
  });
}
