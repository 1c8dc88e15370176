import { parsedJson } from '../../../lib/manifests/json';
import { at, isText, records, text } from '../../../lib/manifests/shape';
import type { Asked } from './asked';
import type { ApiReader } from './reader';

/** A kind of objects that the API server has. */
interface Resource {
  readonly group: string;
  readonly version: string;

  /** Names by which kubectl knows it, in lower case. */
  readonly names: readonly string[];

  /** Its name in paths. */
  readonly plural: string;

  readonly isNamespaced: boolean;
}

/** Form of the answer that has all kinds at once (GA in Kubernetes 1.30). */
const DISCOVERY = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/** All kinds of the API server, those of a preferred version first; undefined if it does not tell. */
export async function readResources(reader: ApiReader): Promise<readonly Resource[] | undefined> {
  const answers = await Promise.all(['/api', '/apis'].map((path) => reader.get(path, { accept: DISCOVERY })));
  const lists = answers.map((answer) => (answer.status === 200 ? parsedJson(answer.text) : undefined));
  if (!lists.every((list) => at(list, 'kind') === 'APIGroupDiscoveryList')) return undefined;
  return lists.flatMap((list) => records(at(list, 'items')).flatMap(resourcesOf));
}

function resourcesOf(group: object): Resource[] {
  return records(at(group, 'versions')).flatMap((version) =>
    records(at(version, 'resources')).map((resource) => {
      const names = [at(resource, 'resource'), at(resource, 'singularResource'), at(resource, 'responseKind.kind')];
      const short = at(resource, 'shortNames');
      return {
        group: text(at(group, 'metadata.name')) ?? '',
        version: text(at(version, 'version')) ?? '',
        names: [...names, ...(Array.isArray(short) ? (short as unknown[]) : [])]
          .filter(isText)
          .map((name) => name.toLowerCase()),
        plural: text(at(resource, 'resource')) ?? '',
        isNamespaced: at(resource, 'scope') === 'Namespaced',
      };
    }),
  );
}

/** Finds a kind as kubectl does: by a name, which may have a version and a group, or a group alone. */
function resourceNamed(written: string, resources: readonly Resource[]): Resource | undefined {
  const [name = '', ...rest] = written.toLowerCase().split('.');
  const where = rest.join('.');
  return resources.find(
    ({ names, group, version }) =>
      names.includes(name) && (where === '' || where === group || where === `${version}.${group}`),
  );
}

/** Paths of what a command asks for; undefined if it cannot be said, so that kubectl has to. */
export function pathsOf(asked: Asked, resources: readonly Resource[]): readonly string[] | undefined {
  const { kinds, names, namespace, isEverywhere, parameters } = asked;
  if (names.length > 0 && (kinds.length > 1 || isEverywhere || Object.keys(parameters).length > 0)) return undefined;
  const folders = kinds.map((kind) => {
    const resource = resourceNamed(kind, resources);
    if (!resource || (resource.isNamespaced && namespace === undefined && !isEverywhere)) return undefined;
    const { group, version, plural, isNamespaced } = resource;
    const api = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
    const place = isNamespaced && !isEverywhere ? `/namespaces/${encodeURIComponent(namespace ?? '')}` : '';
    return `${api}${place}/${plural}`;
  });
  if (!folders.every((folder) => folder !== undefined)) return undefined;
  if (names.length > 0) return names.map((name) => `${folders[0]}/${encodeURIComponent(name)}`);
  const query = new URLSearchParams({ ...parameters, limit: PAGE }).toString();
  return folders.map((folder) => `${folder}?${query}`);
}

/** Objects of a page, as many as kubectl asks for at once. */
const PAGE = '500';
