import { isDeepStrictEqual } from 'node:util';
import { InputError, type Problem } from '../../charts/input/problems';
import type { RuleFinding } from '../checks/check';
import { importAlloyChart } from './charts/alloy';
import { importK8sMonitoring } from './charts/k8s-monitoring/k8s-monitoring';
import { CHART_DEFAULTS } from './charts/defaults';
import type { ChartName } from './charts/keys';
import { markUnknown } from './charts/unknown';
import { importLokiChart } from './charts/loki';
import { importLokiDistributed, importLokiOfStack } from './charts/loki-distributed';
import { importLokiStack } from './charts/loki-stack';
import { importPromtailChart } from './charts/promtail';
import { addEffects, addSources, complete } from './complete';
import { type Effect, Importing } from './importing';
import { expand } from './input/expand';
import { chartsIn } from './input/kind';
import { merged } from './input/merge';
import type { ReadInput } from './input/text';
import { type Manifest } from '../manifests/manifest';
import { importManifests, type ManifestsInput } from './manifests/manifests';
import { formerPromtail, formerWorkloads } from './plan/workloads';
import { type PlanStep, planOf } from './plan/plan';
import type { FormerRelease } from './release';
import { dropDefaults, settle } from './settle';
import { Account, type Accounted } from './tree/account';
import { type Path, pathText } from './tree/path';
import { environmentsFile, ordered } from './write/environments-file';

/** Inputs of an import. */
export interface ImportInputs {
  /** Files with values of charts. */
  readonly files: readonly ReadInput[];

  /** Objects of a rendered folder or of a release, and configurations in files. @default - none */
  readonly manifests?: ManifestsInput;

  /** Name of the environment. @default - `imported`, or as its own objects say */
  readonly name?: string;

  /** Chart of the values. @default - recognized by their keys */
  readonly kind?: ChartName;

  /** Release that runs, about which more is known. @default - none */
  readonly release?: Required<Pick<FormerRelease, 'name' | 'namespace'>> & {
    readonly account?: string;
    readonly region?: string;
    readonly cluster?: string;

    /** Objects that the release rendered. @default - unknown */
    readonly objects?: readonly Manifest[];
  };

  /** Module that the file imports `defineEnvironments` from. */
  readonly module: string;
}

/** Result of an import. */
export interface Imported {
  /** Name of the environment. */
  readonly name: string;

  /** The environment. */
  readonly environment: Readonly<Record<string, unknown>>;

  /** File of environments. */
  readonly text: string;

  /** Outcome of each key. */
  readonly keys: readonly Accounted[];

  /** Open decisions, by field. */
  readonly decisions: readonly { readonly field: string; readonly text: string }[];

  /** Differences that no key of the input mentions. */
  readonly effects: readonly Effect[];

  /** Problems of the environment. */
  readonly problems: readonly Problem[];

  /** Warnings about it. */
  readonly warnings: readonly RuleFinding[];

  /** Steps from the former installation to this one. */
  readonly plan: readonly PlanStep[];

  /** Charts that were read. */
  readonly charts: readonly string[];
}

/**
 * Makes an environment from chart values or rendered objects. Reads and changes no file.
 *
 * @throws InputError if an input is of no chart that is known, or not about logs
 */
export function importAll(inputs: ImportInputs): Imported {
  const importing = new Importing(inputs.name);
  addRelease(importing, inputs.release);
  const lost: Accounted[] = inputs.files.flatMap(({ file, lost: keys }) =>
    keys.map(({ path, lastLine }) => ({
      path: inputs.files.length > 1 ? `${file}: ${path}` : path,
      class: 'ignored' as const,
      note: `line ${lastLine} has the key again, and Helm takes the last`,
    })),
  );
  for (const { unread = [] } of inputs.files) {
    lost.push(
      ...unread.map(({ path, note, isOther }) => ({
        path,
        note,
        class: isOther ? ('impossible' as const) : ('decision' as const),
      })),
    );
  }
  if (inputs.manifests && !importManifests(importing, inputs.manifests) && inputs.files.length === 0) {
    const found = 'has no configuration of Loki, Promtail or Alloy, and no Loki that runs';
    const fix = inputs.release
      ? 'name the release of Loki or of an agent: helm list shows them'
      : 'name a folder with their ConfigMaps, Secrets and StatefulSets, such as helm template prints them';
    throw new InputError([{ path: inputs.manifests.name, found, fix }]);
  }
  for (const { chart, values, prefix, overridden, release } of partsOf(inputs)) {
    lost.push(...overridden);
    addReleaseOf(importing, chart, release);
    importChart(importing, chart, values, prefix);
  }
  complete(importing);
  dropDefaults(importing);
  const { problems, warnings, config } = settle(importing, () => complete(importing));
  addEffects(importing, config);
  addSources(importing);
  const { draft, decisions, effects, former } = importing;
  return {
    name: draft.name,
    environment: ordered(draft.toObject()),
    text: environmentsFile({ draft, module: inputs.module, from: namesOf(inputs) }),
    keys: [...importing.accounts.flatMap((account) => account.accounted), ...lost],
    decisions,
    effects: effects.filter((effect, index) => effects.findIndex((one) => isDeepStrictEqual(one, effect)) === index),
    problems,
    warnings,
    plan: planOf(importing),
    charts: [...former.charts],
  };
}

const namesOf = ({ files, manifests, release }: ImportInputs): string[] => [
  ...(release ? [`the release ${release.name}`] : files.map(({ file }) => file)),
  ...(manifests && !release ? [manifests.name] : []),
];

function addRelease({ draft, former }: Importing, release: ImportInputs['release']): void {
  if (!release) return;
  const { name, namespace, objects } = release;
  former.release = { name, namespace };
  if (objects) {
    former.workloads = formerWorkloads(objects);
    former.promtail = formerPromtail(objects);
  }
  if (release.account !== undefined) draft.set(['account'], release.account);
  if (release.region !== undefined) draft.set(['region'], release.region);
  if (release.cluster !== undefined) draft.set(['cluster', 'existing', 'name'], release.cluster);
}

/** Remembers the release of a chart, of Loki or of an agent. One release may have both. */
function addReleaseOf({ former }: Importing, chart: ChartName, release: FormerRelease | undefined): void {
  if (!release) return;
  const isLoki = chart.startsWith('loki');
  if (isLoki) former.release = { ...former.release, ...defined(release) };
  if (!isLoki || chart === 'loki-stack') former.agentRelease ??= release;
}

/** Fields that have a value. */
const defined = <T extends object>(value: T): Partial<T> =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Partial<T>;

/** Values of one chart from all files. */
interface Part {
  readonly chart: ChartName;
  readonly values: Readonly<Record<string, unknown>>;
  readonly prefix: string;
  readonly overridden: readonly Accounted[];
  readonly release?: FormerRelease;
}

/** Outcome of values that Helm passes to every subchart. */
const OF_ALL_CHARTS =
  'of all charts in it: registry, imagePullSecrets, clusterDomain, labels and workloads say it here';

/** The charts of all files. Files of the same chart are merged, as by several options of Helm. */
function partsOf({ files, kind }: ImportInputs): Part[] {
  const found = files.flatMap(({ file, value, chart: known, release }) => {
    const charts = chartsIn(value, file, kind ?? known);
    const own = new Set(charts.flatMap(({ at }) => at.slice(0, 1)));
    const around = Object.keys(value).filter((key) => own.size > 0 && !own.has(key));
    return charts.map((one, index) => ({
      ...one,
      file,
      release,
      around: index === 0 ? around.map((key) => ({ key, value: value[key] })) : [],
    }));
  });
  const charts = [...new Set(found.map(({ chart }) => chart))];
  return charts.map((chart): Part => {
    const all = found.filter((one) => one.chart === chart);
    const [first, ...others] = all as [(typeof all)[number], ...typeof all];
    const name = (file: string, at: Path): string =>
      `${files.length > 1 ? `${file}: ` : ''}${at.length > 0 ? `${pathText(at)}.` : ''}`;
    let values = first.values;
    const overridden: Accounted[] = [];
    for (const { values: later, file } of others) {
      const result = merged(values, later);
      values = result.values;
      overridden.push(
        ...result.lost.map((path) => ({
          path: `${name(first.file, first.at)}${pathText(path)}`,
          class: 'ignored' as const,
          note: `${file} sets it again, and that value counts`,
        })),
      );
    }
    const around = all.flatMap(({ around: keys, file }) =>
      keys.flatMap(({ key, value }) =>
        new Account(`${name(file, [])}${key}`, { '': value }).paths.map((path): Accounted => ({
          path: `${name(file, [])}${key}${path.replace(/^\[""\]/, '')}`,
          ...(key === 'global'
            ? { class: 'differs', note: OF_ALL_CHARTS }
            : { class: 'impossible', note: 'of the parent chart, or of an unknown chart' }),
        })),
      ),
    );
    return {
      chart,
      values,
      prefix: others.length > 0 ? '' : name(first.file, first.at),
      overridden: [...overridden, ...around],
      release: all.find((one) => one.release)?.release,
    };
  });
}

/** Converts the values of one chart. */
function importChart(
  importing: Importing,
  chart: ChartName,
  values: Readonly<Record<string, unknown>>,
  prefix: string,
): void {
  const { values: expanded, content } = expand(chart, values);
  const account = new Account(prefix, expanded);
  importing.accounts.push(account);
  importing.former.charts.add(chart);
  markUnknown(account, chart);
  importing.former.defaults ??= CHART_DEFAULTS[chart];
  const { root } = account;
  switch (chart) {
    case 'loki':
      importLokiChart(importing, root);
      break;
    case 'loki-distributed':
      importLokiDistributed(importing, root);
      break;
    case 'loki-stack':
      importLokiStack(importing, root);
      break;
    case 'loki-2':
      importLokiOfStack(importing, root);
      break;
    case 'promtail':
      importPromtailChart(importing, root);
      break;
    case 'alloy':
      importAlloyChart(importing, root, content);
      break;
    case 'k8s-monitoring':
      importK8sMonitoring(importing, root);
  }
  for (const node of account.unknown) node.differs('set here as the part needs it; customize changes any object');
}
