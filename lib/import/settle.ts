import { CONFIG_KEYS, type ConfigBlock, keysOf, ROOT_BLOCK } from '../../charts/loki/config/keys/keys';
import { InputError, type Problem } from '../../charts/input/problems';
import { componentKey } from '../../charts/loki/sizes/size';
import type { ManifestFile } from '../../charts/logging/charts';
import { checkCharts } from '../checks/checked-charts';
import { errorsOf, problemOf, warningsOf, type RuleFinding } from '../checks/check';
import { environmentCharts, resolveEnvironment } from '../environment/environment';
import type { EnvironmentProps } from '../environment/props';
import { validateEnvironments } from '../environment/validate';
import type { Manifest } from '../manifests/manifest';
import { at, isRecord, record } from '../manifests/shape';
import { yamlValue } from '../manifests/yaml/parse';
import { culpritsOf } from './culprits';
import type { Written } from './written';
import { secondsOf } from './durations';
import type { Importing } from './importing';
import { type Key, pathText } from './tree/path';

/** Result of checking an environment that was imported. */
export interface Settled {
  /** Problems of what was not imported, or cannot be left out. */
  readonly problems: readonly Problem[];

  /** Warnings of rules. */
  readonly warnings: readonly RuleFinding[];

  /** Configuration of its Loki. @default - none, since its charts refuse it */
  readonly config?: unknown;
}

/** Rounds after which all that stands beside a refused field goes with it: each round validates the environment. */
const FINE_ROUNDS = 25;

/** Keys in the path of a block that is all of a part: `alloy`, `loki.schema`. */
const LEAST_DEEP = 2;

/**
 * Validates the environment as `check` does. What was imported and is refused is left out, and its keys say why. `complete`
 * fills in what is then missing. Each round leaves out at least one field, so there is a last one.
 */
export function settle(importing: Importing, complete: () => void): Settled {
  const judged = judge(importing);
  for (let round = 0; ; round++) {
    complete();
    const judgement = judged();
    if (leaveOut(importing, judgement.problems, round >= FINE_ROUNDS)) continue;
    const { problems } = judgement;
    // What goes for one may have been the reason of others.
    if (!problems.some((one) => leaveOutCulprits(importing, one, problems, judged))) return judgement;
  }
}

/** Result for the environment, or for what it would be without some fields. */
type Judge = (without?: ReadonlySet<Written>) => Settled;

/** Results that are remembered: one of the last trials is what the environment is then. */
const REMEMBERED = 8;

function judge({ draft }: Importing): Judge {
  const known = new Map<string, Settled>();
  return (without) => {
    const props = draft.toObject(without) as unknown as EnvironmentProps;
    const text = JSON.stringify(props);
    const result = known.get(text) ?? judged(draft.name, props);
    known.set(text, result);
    const [oldest] = known.keys();
    if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest);
    return result;
  };
}

function judged(name: string, props: EnvironmentProps): Settled {
  const input = validateEnvironments({ [name]: props });
  if (input.length > 0) return { problems: input, warnings: [] };
  try {
    const [checked] = checkCharts([resolveEnvironment(name, props)]);
    const findings = checked?.findings ?? [];
    const owner = `environments.${name}`;
    return {
      problems: errorsOf(findings).map((finding) => problemOf(finding, owner)),
      warnings: warningsOf(findings),
      config: checked && configOf(objectsOf(checked.files)),
    };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { problems: error.problems, warnings: [] };
  }
}

/**
 * Leaves out the fields that problems are about. All are found before one goes, since the paths of the others change with it.
 *
 * @returns false if nothing that was imported is concerned
 */
function leaveOut({ draft }: Importing, problems: readonly Problem[], withAround: boolean): boolean {
  const { places } = draft;
  const found = problems.flatMap((problem) => {
    const own = withoutName(problem.path);
    const fields = placesOf(problem.path, own).map((place) => places.at(place, isImported));
    return beyond(problem, own, fields.find((one) => one.length > 0) ?? []).map((field) => ({ field, problem }));
  });
  for (const { field, problem } of found) {
    const isInBlock = field.path.length > LEAST_DEEP;
    const around = withAround && isInBlock ? draft.below(field.path.slice(0, -1)).filter(isImported) : [];
    for (const node of draft.remove(field.path)) node.refuse(wordsOf(problem));
    for (const { path } of around)
      for (const node of draft.remove(path)) node.refuse(`left out with ${pathText(field.path)}, which is refused`);
  }
  return found.length > 0;
}

/** Fields of the items that a list has beyond those that fit; all of the fields if the problem is not the length of a list. */
function beyond({ most }: Problem, own: string, fields: readonly Written[]): readonly Written[] {
  if (most === undefined) return fields;
  const outer = own.match(/\[\d+\]/g)?.length ?? 0;
  const indexOf = ({ path }: Written): Key | undefined => path.filter((key) => typeof key === 'number')[outer];
  const fitting = new Set([...new Set(fields.map(indexOf))].slice(0, most));
  const rest = fields.filter((field) => !fitting.has(indexOf(field)));
  return rest.length > 0 ? rest : fields;
}

/** Leaves out what of Alloy makes a problem whose path is in its rendered configuration. @returns false if nothing does */
function leaveOutCulprits(
  { draft }: Importing,
  problem: Problem,
  problems: readonly Problem[],
  judged: Judge,
): boolean {
  const fields = draft.below(['alloy']).filter(isImported);
  const culprits = culpritsOf(problem, problems, fields, (without) => judged(without).problems);
  for (const { path } of culprits) for (const node of draft.remove(path)) node.refuse(wordsOf(problem));
  return culprits.length > 0;
}

const wordsOf = ({ found, fix }: Problem): string => (fix === '' ? found : `${found}; ${fix}`);

/** True for what came from the input: what was filled in is filled in again. */
const isImported = ({ origins }: Written): boolean => origins.length > 0;

/** Path of a problem within its environment. */
export const withoutName = (path: string): string => path.replace(/^environments\.(?:[\w-]+|\["[^"]*"\])\.?/, '');

/** Fields that a finding about an object may come from. */
function placesOf(path: string, own: string): string[] {
  const key = /config\.yaml ([\w.]+)/.exec(path)?.[1];
  if (key === 'common.replication_factor') return ['loki.sizes.ingester.replicas'];
  if (key !== undefined) return [`loki.config.${key}`];
  const [, name, rest = ''] = /^(?:StatefulSet|Deployment) \S+\/loki-([a-z-]+) (.*)$/.exec(path) ?? [];
  if (name === undefined) return [own];
  const field = /volumeClaimTemplates/.test(rest)
    ? 'volume'
    : /replicas/.test(rest)
      ? 'replicas'
      : /memory/.test(rest)
        ? 'memory'
        : /cpu/.test(rest)
          ? 'cpu'
          : undefined;
  return [`loki.sizes.${componentKey(name)}${field === undefined ? '' : `.${field}`}`];
}

/** Loki's configuration of an environment. */
function ownConfig(name: string, props: EnvironmentProps): unknown {
  return configOf(objectsOf(environmentCharts(resolveEnvironment(name, props)).manifests()));
}

const objectsOf = (files: readonly ManifestFile[]): readonly Manifest[] =>
  files.flatMap((file) => file.objects) as unknown as Manifest[];

/** Loki's configuration in manifests. */
export function configOf(objects: readonly Manifest[]): unknown {
  const map = objects.find((one) => one.kind === 'ConfigMap' && at(one, 'metadata.name') === 'loki');
  const text = record(map && at(map, 'data'))['config.yaml'];
  return typeof text === 'string' ? yamlValue(text) : undefined;
}

/**
 * Leaves out what the configuration is without it: what is written here, or Loki's own default. Objects of this library stay as they
 * are, since another text of the configuration would restart their pods.
 */
export function dropDefaults({ draft, former }: Importing): void {
  if (former.isOwn === true) return;
  const { config, ...loki } = (draft.toObject()['loki'] ?? {}) as Record<string, unknown>;
  if (config === undefined) return;
  const props = { ...draft.toObject(), loki } as unknown as EnvironmentProps;
  let ours: unknown;
  try {
    ours = ownConfig(draft.name, props);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return;
  }
  for (const { path, value, origins } of draft.below(['loki', 'config'])) {
    const keys = path.slice(2).map(String);
    const here = keys.reduce<unknown>((inner, key) => (isRecord(inner) ? inner[key] : undefined), ours);
    const isOurs = here !== undefined && isSame(here, value);
    if (!isOurs && (here !== undefined || !isSame(defaultOf(keys), value))) continue;
    draft.remove(path);
    for (const node of origins) node.keep(isOurs ? 'as it is here without a field' : 'the default of Loki');
  }
}

/** Default of Loki at a path; undefined if it is unknown. */
function defaultOf(keys: readonly string[]): unknown {
  let block: ConfigBlock = keysOf(ROOT_BLOCK);
  for (const [index, name] of keys.entries()) {
    const key = Object.hasOwn(block, name) ? block[name] : undefined;
    if (index === keys.length - 1 || !key) return key?.default;
    const inner = /^@(\w+)$/.exec(key.type)?.[1];
    if (inner === undefined || !Object.hasOwn(CONFIG_KEYS.blocks, inner)) return undefined;
    block = keysOf(inner);
  }
  return undefined;
}

/** True if two values of a configuration mean the same: fields have no order, and a number may be a text. */
export function isSame(one: unknown, other: unknown): boolean {
  if (one === undefined || other === undefined) return false;
  if (isRecord(one) || isRecord(other)) {
    if (!isRecord(one) || !isRecord(other) || Object.keys(one).length !== Object.keys(other).length) return false;
    return Object.entries(one).every(([key, value]) => Object.hasOwn(other, key) && isSame(value, other[key]));
  }
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((item, index) => isSame(item, other[index]));
  // A list of texts may be one text with commas.
  if ([one, other].some((value) => Array.isArray(value) && value.some((item) => typeof item === 'object')))
    return false;
  if (String(one) === String(other)) return true;
  const [a, b] = [secondsOf(durationOf(one)), secondsOf(durationOf(other))];
  return a !== undefined && a === b;
}

const durationOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : value === 0 ? '0' : undefined;
