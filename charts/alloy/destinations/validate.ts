import type { LokiEndpoint } from '../../endpoint/endpoint';
import type { TextForm } from '../../input/forms';
import { InputError, type Problem, show } from '../../input/problems';
import { fields, list, text, type Validator } from '../../input/props';
import type { AlloyDestination, DestinationFilter } from './destination';
import { hasSource } from '../sources/name';
import { selection, takes } from './filter';
import { DESTINATION_KINDS, KIND_VALIDATORS } from './kinds';
import { isSameLoki } from './remote-loki';

const EXAMPLE = "{ name: 'central', loki: { url: 'https://loki.example.com' } }";

/** Names of components of ours, which no destination may have. */
const RESERVED = ['here', 'loki'];

const NAME: TextForm = {
  example: 'central',
  faultOf: (name) => {
    if (RESERVED.includes(name)) {
      const fix =
        name === 'here' ? "use another, or write { here: { except: … } } for this environment's Loki" : 'use another';
      return { wrong: 'is the name of a destination of the library', fix };
    }
    const fix = "use at most 30 lower-case letters, digits and hyphens, such as 'central'";
    return /^[a-z]([a-z0-9-]{0,28}[a-z0-9])?$/.test(name) ? undefined : { wrong: 'cannot name a destination', fix };
  },
};

const filter = fields<DestinationFilter>("{ except: { namespaces: ['shop'] } }", {
  only: selection,
  except: selection,
});

const FIELDS = fields<AlloyDestination>(EXAMPLE, {
  name: text(NAME),
  ...KIND_VALIDATORS,
  here: (path, value) => (value === false ? [] : filter(path, value)),
  only: selection,
  except: selection,
});

const destination: Validator = (path, value) => {
  const problems = FIELDS(path, value);
  return problems.length > 0 ? problems : shapeProblems(path, value as AlloyDestination);
};

/** Problems of the fields of a destination that go together. */
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
export const destinations: Validator = (path, value) => {
  const problems = list(destination, EXAMPLE)(path, value);
  if (value === undefined || problems.length > 0) return problems;
  const all = value as readonly AlloyDestination[];
  const twice = (key: 'name' | 'here', what: (index: number) => string): Problem[] =>
    all.flatMap((one, index) => {
      const isSame = (other: AlloyDestination) =>
        key === 'here' ? other.here !== undefined && one.here !== undefined : other.name === one.name;
      const first = one[key] === undefined ? -1 : all.findIndex(isSame);
      return first < 0 || first === index
        ? []
        : [{ path: `${path}[${index}].${key}`, found: what(index), fix: `write it once: item ${first} has it` }];
    });
  return [
    ...twice('name', (index) => `${show(all[index]?.name)} occurs twice`),
    ...twice('here', () => 'occurs twice'),
  ];
};

/** Names of sources, by the way of their lines. */
export interface LineSources {
  /** All sources. */
  readonly names: readonly string[];

  /** Those whose lines go to this environment's Loki past all destinations. */
  readonly past: readonly string[];
}

/**
 * Checks destinations against the sources of all collectors.
 *
 * @throws InputError if a filter names a source that does not exist, no line reaches a destination, or lines reach none
 */
export function checkDestinations(
  all: readonly AlloyDestination[] = [],
  { names: sources, past }: LineSources,
  endpoint: LokiEndpoint,
): void {
  const problems = all.flatMap((one, index) => {
    const path = `alloy.destinations[${index}]`;
    const at = one.here === undefined ? path : `${path}.here`;
    const own = one.here === undefined ? one : one.here || {};
    return [...unknownSources(at, own, sources), ...sameLoki(path, one, endpoint), ...passing(path, one, past)];
  });
  if (problems.length > 0) throw new InputError(problems);
  const nowhere = sources.filter((source) => filtersOf(all).every((each) => !takes(each, source)));
  const unused = all.flatMap((one, index) => {
    const own = one.here === undefined ? one : one.here || undefined;
    if (!own || sources.some((source) => takes(own, source))) return [];
    const found = 'gets no line: only and except name the same sources';
    return [{ path: `alloy.destinations[${index}]`, found, fix: 'leave one of them out' }];
  });
  const lost = nowhere.map((source) => ({
    path: 'alloy.destinations',
    found: `the lines of ${source} go nowhere`,
    fix: 'let a destination take them, or switch the source off',
  }));
  if (unused.length + lost.length > 0) throw new InputError([...unused, ...lost]);
}

/** Problems of sources whose lines pass no destination, and that a destination asks for or this Loki is not to get. */
function passing(path: string, { here, only }: AlloyDestination, past: readonly string[]): Problem[] {
  if (here !== undefined) {
    return past
      .filter((source) => here === false || !takes(here, source))
      .map((source) => ({
        path: `${path}.here`,
        found: `lines of ${source} go to this environment's Loki alone, past all destinations`,
        fix: here === false ? 'switch the source off, or leave here out' : 'let here take them',
      }));
  }
  return (only?.sources ?? []).flatMap((name, index) =>
    past.some((source) => hasSource([name], source))
      ? [
          {
            path: `${path}.only.sources[${index}]`,
            found: `lines of ${show(name)} go to this environment's Loki alone, past all destinations`,
            fix: 'leave it out',
          },
        ]
      : [],
  );
}

/** Filters of all destinations that lines go to, this environment's Loki among them. */
function filtersOf(all: readonly AlloyDestination[]): DestinationFilter[] {
  const here = all.find((one) => one.here !== undefined)?.here ?? {};
  return [...(here === false ? [] : [here]), ...all.filter((one) => one.here === undefined)];
}

function unknownSources(path: string, { only, except }: DestinationFilter, sources: readonly string[]): Problem[] {
  return Object.entries({ only, except }).flatMap(([field, part]) =>
    (part?.sources ?? []).flatMap((name, index) =>
      hasSource(sources, name)
        ? []
        : [
            {
              path: `${path}.${field}.sources[${index}]`,
              found: `no source has the name ${show(name)}`,
              fix: `use one of ${[...new Set(sources)].join(', ')}`,
            },
          ],
    ),
  );
}

/** Problem of a destination that is this environment's own Loki: it would have every line twice. */
function sameLoki(path: string, { loki }: AlloyDestination, endpoint: LokiEndpoint): Problem[] {
  if (!loki || !isSameLoki(loki.url, endpoint.pushUrl)) return [];
  const fix = 'leave it out, or write { here: … } to filter what it gets';
  return [{ path: `${path}.loki.url`, found: `${loki.url} is this environment's own Loki, which gets all lines`, fix }];
}
