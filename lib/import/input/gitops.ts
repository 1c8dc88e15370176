import { InputError, type Problem } from '../../../charts/input/problems';
import { at, isRecord, records, text as textOf } from '../../manifests/shape';
import { parseYaml } from '../../manifests/yaml/parse';
import { parseValues, type ReadInput } from './text';

/** Kinds of Argo CD and Flux that deploy a chart, and the place of what they deploy. */
const KINDS: Readonly<Record<string, string>> = {
  'helm.toolkit.fluxcd.io HelmRelease': 'spec',
  'argoproj.io Application': 'spec',
  'argoproj.io ApplicationSet': 'spec.template.spec',
};

/**
 * Values of charts that objects of Argo CD and Flux have in them; undefined for a text without such objects.
 *
 * @throws InputError if one has no values in it, or they are no values, with the problems of all
 */
export function valuesInObjects(text: string, file: string): ReadInput[] | undefined {
  const { documents, problem } = parseYaml(text, { asKubectl: true });
  if (problem) return undefined;
  const found = documents.filter(isRecord).flatMap((document) => {
    const kind = textOf(document['kind']) ?? '';
    const place = KINDS[`${(textOf(document['apiVersion']) ?? '').split('/')[0] ?? ''} ${kind}`];
    if (place === undefined) return [];
    return [{ name: `${file} ${kind} ${textOf(at(document, 'metadata.name')) ?? ''}`, spec: at(document, place) }];
  });
  if (found.length === 0) return undefined;
  const problems: Problem[] = [];
  const inputs = found.flatMap(({ name, spec }): ReadInput[] => {
    try {
      return valuesOf(spec, name);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems.push(...error.problems);
      return [];
    }
  });
  if (problems.length > 0) throw new InputError(problems);
  return inputs;
}

/** Values of one object: of a release of Flux, or of the sources of Argo CD. */
function valuesOf(spec: unknown, name: string): ReadInput[] {
  const helms = [at(spec, 'source.helm'), ...records(at(spec, 'sources')).map((source) => source['helm'])];
  const all = [at(spec, 'values'), ...helms.flatMap((helm) => [at(helm, 'valuesObject'), at(helm, 'values')])];
  const inputs = all.flatMap((value): ReadInput[] => {
    if (typeof value === 'string') return [parseValues(value, name)];
    return isRecord(value) && Object.keys(value).length > 0 ? [{ file: name, value, lost: [] }] : [];
  });
  if (inputs.length > 0) return inputs;
  const fix = 'name the files that its valueFiles or valuesFrom name, or import its release with --release';
  throw new InputError([{ path: name, found: 'has no values in it', fix }]);
}
