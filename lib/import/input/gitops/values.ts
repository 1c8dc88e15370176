import { InputError, type Problem } from '../../../../charts/input/problems';
import { type Block, isRecord, records, text as textOf } from '../../../manifests/shape';
import { parseYaml } from '../../../manifests/yaml/parse';
import { type ChartName, chartNamed } from '../../charts/keys';
import { merged } from '../merge';
import { checkedSize, parseValues, type ReadInput } from '../text';
import { argoReleases } from './argo-cd';
import type { Deployed } from './deployed';
import { fluxReleases } from './flux';
import { helmfileReleases } from './helmfile';
import { k3sReleases } from './k3s';
import { kustomizeReleases } from './kustomize';

/** Programs that deploy charts, each with a function that finds its charts in documents. */
const DEPLOYERS = [fluxReleases, argoReleases, k3sReleases, helmfileReleases, kustomizeReleases];

const deployedBy = (documents: readonly Block[]): Deployed[] => DEPLOYERS.flatMap((releases) => releases(documents));

/**
 * Charts that objects and files of GitOps tools deploy, with their values; undefined for a text without any. If values
 * are elsewhere, `missing` says so.
 *
 * @throws InputError if values have a wrong form, with the problems of all
 */
export function valuesInObjects(text: string, file: string): ReadInput[] | undefined {
  const { documents, problem } = parseYaml(text, { asKubectl: true });
  if (problem) return undefined;
  const objects = documents.flatMap((document) => (isList(document) ? records(document['items']) : [document]));
  const all = deployedBy(objects.filter(isRecord));
  if (all.length === 0) return undefined;
  // A GitOps file may also have charts that are not about logs.
  const known = all.filter((one) => chartOf(one) !== undefined);
  const read = known.length > 0 ? all.filter(({ chart }) => chart === undefined || isKnown(chart)) : all;
  const problems: Problem[] = [];
  const inputs = read.flatMap((one): ReadInput[] => {
    try {
      return inputsOf(one, `${file} ${one.words}`);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems.push(...error.problems);
      return [];
    }
  });
  if (problems.length > 0) throw new InputError(problems);
  const others = all
    .filter((one) => !read.includes(one))
    .map(({ words, chart = '' }) => ({
      path: `${file} ${words}`,
      note: `of the chart ${chart}, which is not read`,
      isOther: true,
    }));
  const [first, ...more] = inputs;
  if (!first || others.length === 0) return inputs;
  return [{ ...first, unread: [...(first.unread ?? []), ...others] }, ...more];
}

/** True for an object that deploys a chart with values of its own. */
export const hasValues = (object: Block): boolean => deployedBy([object]).some(({ values }) => values.length > 0);

/** Output of `kubectl get` for several objects. */
const isList = (document: unknown): document is Block =>
  isRecord(document) && (textOf(document['kind']) ?? '').endsWith('List');

/** Last part of the path of a chart: `loki` of `grafana/loki`. */
const nameOf = (chart: string): string => chart.replace(/\/+$/, '').replace(/^.*\//, '');

const isKnown = (chart: string): boolean => chartNamed(nameOf(chart)) !== undefined;

/** Chart of the values; undefined for one that is not known. */
const chartOf = ({ chart, version }: Deployed): ChartName | undefined =>
  chart === undefined ? undefined : chartNamed(nameOf(chart), version);

/** Values of one chart. */
function inputsOf(deployed: Deployed, file: string): ReadInput[] {
  const { values, set = [], unread, release, fix } = deployed;
  const chart = chartOf(deployed);
  const known = { release, ...(chart === undefined ? {} : { chart }) };
  const noted = unread.map(({ path, note }) => ({ path: `${file}: ${path}`, note }));
  if (values.length + set.length === 0) {
    const missing = { path: file, found: 'has no values in it', fix };
    return [{ file, value: {}, lost: [], ...known, unread: noted, missing }];
  }
  // Single keys alone do not say which chart they are of.
  const maps = values.length > 0 ? values : [{}];
  const read = maps.map((value) =>
    typeof value === 'string' ? parseValues(value, file) : { file, value: checkedSize(value as Block, file), lost: [] },
  );
  const last = read.at(-1) as ReadInput;
  const whole = set.reduce((all, one) => merged(all, one).values, last.value);
  return [...read.slice(0, -1), { ...last, value: whole }].map((input, index) => ({
    ...input,
    ...known,
    ...(index === 0 && noted.length > 0 ? { unread: noted } : {}),
  }));
}
