import { placedFilter } from './placed-filter';
import type { LokiEndpoint } from '../../endpoint/endpoint';
import { atMost, repeats, together } from '../../input/combine';
import type { TextForm } from '../../input/forms';
import { isItemName, ITEM_NAME_WORDS } from '../../input/item-name';
import { isKeyword, KEYWORD_FAULT } from '../language/keywords';
import { covers } from '../../input/patterns';
import { type Problem, show } from '../../input/problems';
import { fields, list, text, type Validator } from '../../input/props';
import { showAll } from '../../input/show';
import { parsedUrl } from '../../input/url';
import type { AlloyDestination, DestinationFilter } from './destination';
import { hasSource, notRunning } from '../sources/name';
import type { AlloySource } from '../sources/source';
import { selection, takes } from './filter';
import { DESTINATION_KINDS, KIND_VALIDATORS } from './kinds';
import { isSameLoki, type LokiDestination, pushUrl } from './remote-loki';

const EXAMPLE = "{ name: 'central', loki: { url: 'https://loki.example.com' } }";

/** Path of the destinations in an environment. */
export const DESTINATIONS = 'alloy.destinations';

/** Names of the library's own components, which no destination may have. */
const RESERVED = ['here', 'loki'];

const NAME: TextForm = {
  example: 'central',
  faultOf: (name) => {
    if (RESERVED.includes(name)) {
      const fix =
        name === 'here' ? "use another, or write { here: { except: … } } for this environment's Loki" : 'use another';
      return { wrong: 'is the name of a destination of the library', fix };
    }
    if (isKeyword(name)) return KEYWORD_FAULT;
    if (isItemName(name)) return undefined;
    return { wrong: 'cannot name a destination', fix: `use ${ITEM_NAME_WORDS}, such as 'central'` };
  },
};

const filter = together<DestinationFilter>(
  fields<DestinationFilter>("{ except: { namespaces: ['shop'] } }", { only: selection, except: selection }),
  emptyFilters,
);

const FIELDS = fields<AlloyDestination>(EXAMPLE, {
  name: text(NAME),
  ...KIND_VALIDATORS,
  here: (path, value) => (value === false ? [] : filter(path, value)),
  only: selection,
  except: selection,
});

const destination = together<AlloyDestination>(FIELDS, (path, given) => [
  ...shapeProblems(path, given),
  ...emptyFilters(path, given),
]);

/** Problems of a filter that takes no line, because `except` covers all of `only`. */
function emptyFilters(path: string, { only, except }: DestinationFilter): Problem[] {
  const listOf = (value: string | readonly string[] | undefined) =>
    typeof value === 'string' ? [value] : (value ?? []);
  const labels = Object.keys(only?.labels ?? {}).map((name) => ({
    at: `labels.${name}`,
    taken: listOf(only?.labels?.[name]),
    left: listOf(Object.hasOwn(except?.labels ?? {}, name) ? except?.labels?.[name] : undefined),
  }));
  const namespaces = { at: 'namespaces', taken: only?.namespaces ?? [], left: except?.namespaces ?? [] };
  return [namespaces, ...labels]
    .filter(({ taken, left }) => taken.length > 0 && taken.every((one) => left.some((other) => covers(other, one))))
    .map(({ at, left }) => ({
      path: `${path}.except.${at}`,
      found: `${showAll(left)} leaves out all lines that only.${at} takes`,
      fix: 'leave one of the two out',
    }));
}

/** Problems of combinations of a destination's fields. */
function shapeProblems(path: string, given: AlloyDestination): Problem[] {
  const kinds = DESTINATION_KINDS.filter((kind) => given[kind] !== undefined);
  if (given.here !== undefined) {
    const others = (['name', 'only', 'except', ...kinds] as const).filter((key) => given[key] !== undefined);
    const fix = 'write { here: { only: …, except: … } } as an item of its own';
    return others.length > 0 ? [{ path, found: `has here and ${others.join(', ')}`, fix }] : [];
  }
  const example = `write one such as ${EXAMPLE}`;
  if (kinds.length !== 1) {
    const found = kinds.length === 0 ? 'names no place' : `names ${kinds.length} places, ${kinds.join(' and ')}`;
    return [{ path, found, fix: kinds.length === 0 ? example : 'make two destinations of them' }];
  }
  return given.name === undefined
    ? [{ path: `${path}.name`, found: 'missing', fix: "write one such as 'central'" }]
    : [];
}

/** Validator of the destinations. */
export const destinations: Validator = together<readonly AlloyDestination[]>(
  atMost(50, 'Alloy sends each line to all of them', list(destination, EXAMPLE)),
  (path, all) => {
    const twice = (key: 'name' | 'here', what: (one: AlloyDestination) => string): Problem[] =>
      repeats(
        all,
        ({ name, here }) => (key !== 'here' ? name : here === undefined ? undefined : key),
        (one, index, first) => ({
          path: `${path}[${index}].${key}`,
          found: what(one),
          fix: `write it once: item ${first} has it`,
        }),
      );
    return [
      ...twice('name', ({ name }) => `${show(name)} occurs twice`),
      ...twice('here', () => 'occurs twice'),
      ...sameTargets(path, all),
    ];
  },
);

/** Properties that may decide on the tenant at a Loki. */
const clientOf = ({ tenant, username, tokenSecret, headers, headerSecrets }: LokiDestination): string =>
  JSON.stringify([tenant, username, tokenSecret, headers, headerSecrets]);

/** Problems of destinations that send the same lines to one tenant of one Loki. Filters may divide the lines. */
function sameTargets(path: string, all: readonly AlloyDestination[]): Problem[] {
  const wholeOf = ({ loki, only, except }: AlloyDestination) =>
    only === undefined && except === undefined ? loki : undefined;
  const isSame = (one: AlloyDestination, other: AlloyDestination): boolean => {
    const [loki, former] = [wholeOf(one), wholeOf(other)];
    return (
      loki !== undefined &&
      former !== undefined &&
      isSameLoki(former.url, pushUrl(loki.url)) &&
      clientOf(former) === clientOf(loki)
    );
  };
  return all.flatMap((one, index) => {
    const first = all.slice(0, index).findIndex((other) => isSame(one, other));
    if (first < 0) return [];
    const found = `${show(one.loki?.url)} gets all lines from item ${first} already`;
    return [{ path: `${path}[${index}].loki.url`, found, fix: 'leave one of the two out' }];
  });
}

/** Properties of a source that destinations need. */
type LineSource = Pick<AlloySource, 'name' | 'endsInLoki'>;

/** Names of the sources whose lines go to destinations. */
const sendingNames = (runs: readonly LineSource[]): string[] =>
  runs.filter(({ endsInLoki }) => !endsInLoki).map(({ name }) => name);

/**
 * Problems of destinations with the sources of all collectors: a filter names a source that does not exist, a destination
 * gets no line, or lines go nowhere.
 */
export function destinationProblems(
  all: readonly AlloyDestination[],
  runs: readonly LineSource[],
  endpoint: LokiEndpoint,
): Problem[] {
  const sources = sendingNames(runs);
  // This environment's Loki also gets the lines of sources that send to it themselves.
  const offered = ({ here }: AlloyDestination) => (here === undefined ? sources : runs.map(({ name }) => name));
  const problems = all.flatMap((one, index) => {
    const path = `${DESTINATIONS}[${index}]`;
    const { path: at, filter = {} } = placedFilter(one, path);
    return [
      ...unknownSources(at, filter, offered(one), runs),
      ...passing(path, one, runs),
      ...sameLoki(path, one, endpoint),
    ];
  });
  if (problems.length > 0) return problems;
  const nowhere = sources.filter((source) => filtersOf(all).every((each) => !takes(each, source)));
  const unused = all.flatMap((one, index) => {
    const path = `${DESTINATIONS}[${index}]`;
    const { filter } = placedFilter(one, path);
    if (!filter || offered(one).some((source) => takes(filter, source))) return [];
    const found = 'gets no line: only and except name the same sources';
    return [{ path, found, fix: 'leave one of them out' }];
  });
  if (nowhere.length === 0) return unused;
  return [
    ...unused,
    {
      path: DESTINATIONS,
      found: `the lines of ${showAll(nowhere)} go nowhere`,
      fix: `let a destination take them, or switch the source${nowhere.length === 1 ? '' : 's'} off`,
    },
  ];
}

/** Problems of sources that send to this Loki themselves, while `here` says that it gets none of their lines. */
function passing(path: string, { here }: AlloyDestination, runs: readonly LineSource[]): Problem[] {
  if (here === undefined) return [];
  return runs
    .filter(({ name, endsInLoki }) => endsInLoki && (here === false || !takes(here, name)))
    .map(({ name }) => ({
      path: `${path}.here`,
      found: `${show(name)} sends its lines to this environment's Loki itself`,
      fix: here === false ? 'switch the source off, or leave here out' : 'let here take them',
    }));
}

/** Filters of all destinations that lines go to, this environment's Loki among them. */
function filtersOf(all: readonly AlloyDestination[]): DestinationFilter[] {
  const here = all.find((one) => one.here !== undefined)?.here ?? {};
  return [...(here === false ? [] : [here]), ...all.filter((one) => one.here === undefined)];
}

/** Problems of sources that do not exist, or whose lines no destination gets. */
function unknownSources(
  path: string,
  { only, except }: DestinationFilter,
  offered: readonly string[],
  runs: readonly LineSource[],
): Problem[] {
  const names = [...new Set(offered)];
  return Object.entries({ only, except }).flatMap(([field, part]) =>
    (part?.sources ?? []).flatMap((name, index): Problem[] => {
      if (hasSource(names, name)) return [];
      const isOwn = runs.some((source) => hasSource([source.name], name));
      const at = `${path}.${field}.sources[${index}]`;
      if (!isOwn) return [{ path: at, ...notRunning(name, names) }];
      const found = `${show(name)} sends its lines to this environment's Loki itself`;
      return [{ path: at, found, fix: `use one of ${names.join(', ')}` }];
    }),
  );
}

/** Problem of a destination that is this environment's own Loki: it would have every line twice. */
function sameLoki(path: string, { loki }: AlloyDestination, endpoint: LokiEndpoint): Problem[] {
  return loki && isSameLoki(withPortOf(loki.url, endpoint.pushUrl), endpoint.pushUrl)
    ? [ownLoki(`${path}.loki.url`, loki.url)]
    : [];
}

/** A URL with the port of another one: the Service of the gateway has one port. */
function withPortOf(url: string, other: string): string {
  const [given, wanted] = [parsedUrl(url), parsedUrl(other)];
  if (!given || !wanted) return url;
  given.port = wanted.port;
  return given.href;
}

/** Problem of a URL that leads to the environment's own Loki. */
const ownLoki = (path: string, url: string): Problem => ({
  path,
  found: `${url} is this environment's own Loki, which gets all lines`,
  fix: 'leave it out, or write { here: … } to filter what it gets',
});

/**
 * Problems of destinations that are the door of this environment's own Loki. Destinations that are invalid by
 * themselves are left out.
 */
export function ownDoor(given: unknown, host: string): Problem[] {
  if (destinations('', given).length > 0) return [];
  const door = pushUrl(`https://${host}`);
  return ((given ?? []) as readonly AlloyDestination[]).flatMap(({ loki }, index) =>
    loki && isSameLoki(loki.url, door) ? [ownLoki(`${DESTINATIONS}[${index}].loki.url`, loki.url)] : [],
  );
}
