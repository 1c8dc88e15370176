import { isWritten } from '../../../../charts/loki/config/keys/owned';
import { InputError } from '../../../../charts/input/problems';
import { environmentCharts, resolveEnvironment } from '../../../environment/environment';
import type { EnvironmentProps } from '../../../environment/props';
import { validateEnvironments } from '../../../environment/validate';
import { title, type Manifest } from '../../../manifests/manifest';
import { isRecord } from '../../../manifests/shape';
import { complete } from '../../complete';
import type { Written } from '../../written';
import type { Importing } from '../../importing';
import type { Places } from '../../places';
import { configOf, isSame, withoutName } from '../../settle';
import { Account } from '../../tree/account';
import { hasHidden, SECRET } from '../../tree/hidden';
import { type Outcome } from '../../tree/outcome';
import { pathKey } from '../../tree/path';
import { hideSecrets } from '../../tree/secrets';
import { readOwnAlloy } from './alloy';
import { readOwnGrafana } from './grafana';
import { readOwnImages } from './images';
import { readOwnMetadata } from './metadata';
import { readOwnNetwork } from './network';
import { readOwnUsers } from './users';
import { readOwnWorkloads } from './workloads';
import { readOwnDashboards } from './dashboards';
import { readOwnDestinations } from './destinations';
import { readOwnFiles } from './files';
import { readOwnNodeLabels } from './node-labels';
import { readOwnSources } from './sources';
import { readOwnExpose } from './expose';
import { readOwnFields } from './fields';
import { readOwnMonitoring } from './monitoring';
import { readOwnReceivers } from './receivers';
import { readOwnProcessing } from './processing';
import { isOwn, withoutDelivery } from './labels';
import { configTexts, type ConfigText } from '../texts';

/** Outcome of what the environment renders again as it was. */
const RENDERED: Outcome = { class: 'taken', note: 'the environment renders it again' };

/** Outcome of what it does not. */
const OTHER: Outcome = {
  class: 'decision',
  note: 'differs from what the environment renders: a field that manifests do not show has to be written again',
};

/** Outcome of what the environment renders beside the objects that were read. */
const MORE: Outcome = {
  class: 'decision',
  note: 'is not among the objects, and the environment renders it: a field that manifests do not show leaves it out',
};

/** Outcome of what another program renders. */
const FOREIGN: Outcome = { class: 'impossible', note: 'no object of this library: import its folder on its own' };

/** Takes objects over that this library rendered: the fields that they show. */
export function importOwnManifests(importing: Importing, objects: readonly Manifest[]): void {
  const texts = configTexts(objects.filter(isOwn));
  readOwnFields(importing, objects, texts);
  readOwnSources(importing, texts);
  readOwnAlloy(importing, texts);
  readOwnFiles(importing, objects, texts);
  readOwnNodeLabels(importing, texts);
  readOwnDestinations(importing, objects, texts);
  readOwnReceivers(importing, objects, texts);
  readOwnExpose(importing, objects);
  readOwnMetadata(importing, objects);
  readOwnUsers(importing, objects);
  readOwnGrafana(importing, objects);
  complete(importing);
  // What is refused now would keep all that follows from being compared.
  leaveOutRefused(importing);
  const rendering = renderingOf(importing);
  const render = (): readonly Manifest[] => rendering() ?? [];
  readOwnMonitoring(importing, objects, render);
  readOwnDashboards(importing, objects, render);
  readOwnProcessing(importing, texts, () => configTexts(render()));
  readOwnImages(importing, objects, render());
  readOwnWorkloads(importing, objects, render());
  readOwnConfig(importing, texts, rendering());
  readOwnNetwork(importing, objects, render());
  leaveOutRefused(importing);
  accountFor(importing, objects, texts, rendering());
}

/** Reads what Loki's configuration has that fields do not say. */
function readOwnConfig(
  importing: Importing,
  texts: readonly ConfigText[],
  objects: readonly Manifest[] | undefined,
): void {
  const { draft } = importing;
  const loki = texts.find(({ kind }) => kind === 'loki');
  if (!loki) return;
  const shown = hideSecrets(loki.value, { keepsTemplates: true });
  const rendered = objects && configOf(objects);
  if (rendered === undefined) return;
  const walk = (value: unknown, ours: unknown, path: readonly string[]): void => {
    if (isWritten(path)) {
      // An environment refuses it: a field that manifests do not show writes it.
      if (canonical(value) !== canonical(ours)) importing.decide(['loki'], `${path.join('.')} ${OTHER.note}`);
      return;
    }
    if (isRecord(value) && (isRecord(ours) || ours === undefined) && Object.keys(value).length > 0) {
      const keys = new Set([...Object.keys(value), ...Object.keys(ours ?? {})]);
      for (const key of keys) walk(value[key], isRecord(ours) ? ours[key] : undefined, [...path, key]);
    } else if (value === undefined) draft.set(['loki', 'config', ...path], null);
    else if (!isSame(value, ours)) {
      const visible = valueAt(shown, path);
      if (hasHidden(visible)) importing.decide(['loki', 'config', ...path], SECRET.outcome.note);
      else draft.set(['loki', 'config', ...path], value);
    }
  };
  walk(loki.value, rendered, []);
}

const valueAt = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, key) => (isRecord(inner) ? inner[key] : undefined), value);

/** Leaves out what is refused, as fields that manifests show in part are, and says so. */
function leaveOutRefused(importing: Importing): void {
  const { draft } = importing;
  const gone = new Set<string>();
  for (;;) {
    const problems = validateEnvironments({ [draft.name]: draft.toObject() as unknown as EnvironmentProps });
    const { places } = draft;
    const found = problems.flatMap((problem) => ({
      problem,
      // What is filled in again stays.
      ...fieldsAt(places, withoutName(problem.path), ({ path }) => !gone.has(pathKey(path))),
    }));
    if (found.every(({ fields }) => fields.length === 0)) return;
    for (const { problem, fields, keys } of found) {
      for (const { path } of fields) {
        gone.add(pathKey(path));
        draft.remove(path);
      }
      if (fields.length > 0)
        importing.decide(keys, `${problem.found}: manifests do not show all of it, so write it again`);
    }
    complete(importing);
  }
}

/** The fields that a path is in, or the blocks around it, with the path of these. */
function fieldsAt(
  places: Places,
  place: string,
  isFound: (field: Written) => boolean,
): { readonly fields: readonly Written[]; readonly keys: string[] } {
  const all = place.match(/[^.[\]]+|\[[^\]]*\]/g) ?? [];
  for (let length = all.length; length > 0; length--) {
    const keys = all.slice(0, length);
    const text = keys.map((key, index) => (index === 0 || key.startsWith('[') ? key : `.${key}`)).join('');
    const fields = places.at(text, isFound);
    if (fields.length > 0) return { fields, keys: keys.filter((key) => !key.startsWith('[')) };
  }
  return { fields: [], keys: [] };
}

/** Compares each object with what the environment renders. */
function accountFor(
  importing: Importing,
  objects: readonly Manifest[],
  texts: readonly ConfigText[],
  rendered: readonly Manifest[] | undefined,
): void {
  const texted = new Map((rendered ?? []).map((object) => [title(object), canonical(object)]));
  const isSameObject = (object: Manifest): boolean => texted.get(title(object)) === canonical(withoutDelivery(object));
  for (const { name, value, text, object } of texts) {
    const account = new Account(`${name} `, hideSecrets(value ?? { text }, { keepsTemplates: true }));
    importing.accounts.push(account);
    account.root.mark(isSameObject(object) ? RENDERED : OTHER);
  }
  const others = objects.filter((object) => !texts.some((text) => text.object === object));
  const present = new Set(objects.map(title));
  const more = [...texted.keys()].filter((name) => !present.has(name));
  const account = new Account('', Object.fromEntries([...others.map(title), ...more].map((name) => [name, 'object'])));
  importing.accounts.push(account);
  for (const object of others) {
    const outcome = isSameObject(object) ? RENDERED : isOwn(object) ? OTHER : FOREIGN;
    account.root.at(title(object)).mark(outcome);
  }
  for (const name of more) account.root.at(name).mark(MORE);
}

/** Renders the environment so far, once for each state of it; undefined if it is refused. */
function renderingOf({ draft }: Importing): () => readonly Manifest[] | undefined {
  let [rendered, state]: [readonly Manifest[] | undefined, string | undefined] = [undefined, undefined];
  return () => {
    const props = draft.toObject();
    const now = JSON.stringify([draft.name, props]);
    if (now !== state) {
      state = now;
      rendered = attempt(() => {
        const charts = environmentCharts(resolveEnvironment(draft.name, props as unknown as EnvironmentProps));
        return charts.manifests().flatMap(({ objects }) => objects) as unknown as Manifest[];
      });
    }
    return rendered;
  };
}

/** Text of a value whose keys have no order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    isRecord(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}

/** Result of work that refuses some environments; undefined if it does. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}
