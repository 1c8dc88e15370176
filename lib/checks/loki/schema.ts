import { type Manifests, orRemoveStaleFolder } from '../../manifests/manifests';
import { type Loki, readLoki } from '../read/loki/loki';
import { isRecord, asList, at, type Block, isText } from '../../manifests/shape';
import { type Finding, type ManifestsRule, Severity } from '../rule';
import { everyLoki, isLoki37 } from './every-loki';
import { seconds } from '../read/loki/duration';
import { show } from '../../../charts/input/problems';
import { SECONDS_PER_DAY } from '../../../charts/input/seconds';
import { today } from '../../environment/today';

const SCHEMA_DOCS = 'https://grafana.com/docs/loki/latest/operations/storage/schema/';
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** A period of the schema, and its path. */
interface Period {
  /** Path of the period. */
  readonly path: string;

  /** Its first day; undefined if invalid. */
  readonly from: string | undefined;

  /** Block of the period. */
  readonly block: Block;
}

function periods({ path, config }: Loki): Period[] {
  return asList(at(config, 'schema_config.configs')).flatMap((block, index) => {
    if (!isRecord(block)) return [];
    const from = isText(block['from']) && DAY.test(block['from']) ? block['from'] : undefined;
    return [{ path: `${path} schema_config.configs[${index}]`, from, block }];
  });
}

/** Current period; the first if none has begun. */
function active(all: readonly Period[]): Period | undefined {
  return all.filter(({ from }) => from !== undefined && from <= today()).at(-1) ?? all[0];
}

const isNewest = ({ block }: Period): boolean => block['store'] === 'tsdb' && block['schema'] === 'v13';
const kindOf = ({ block }: Period): string => `${show(block['store'])} ${show(block['schema'])}`;

/** Reasons why Loki rejects a period. */
function refused(loki: Loki, { path, block }: Period): Finding[] {
  const period = at(block, 'index.period');
  return [
    ...(block['store'] === 'tsdb' && seconds(period ?? 0) !== undefined && seconds(period ?? 0) !== SECONDS_PER_DAY
      ? [{ path: `${path}.index.period`, found: `${show(period)} is not the 24h that tsdb requires`, fix: 'use 24h' }]
      : []),
    ...(!isLoki37(loki) || ['v9', 'v10', 'v11', 'v12', 'v13'].includes(String(block['schema']))
      ? []
      : [{ path: `${path}.schema`, found: `${show(block['schema'])} is not a schema of loki 3.7`, fix: 'use v13' }]),
  ];
}

/** Reasons why Loki rejects the current period with structured metadata, which is on by default. */
function refusedMetadata(loki: Loki, all: readonly Period[]): Finding[] {
  const now = active(all);
  if (!now || isNewest(now) || refused(loki, now).length > 0) return [];
  if (!isLoki37(loki) || at(loki.config, 'limits_config.allow_structured_metadata') === false) return [];
  return [
    {
      path: now.path,
      found: `${kindOf(now)} cannot store structured metadata, which is enabled`,
      fix: 'deploy it once a period with tsdb and v13 has begun, or set limits_config.allow_structured_metadata: false if no agent sends structured metadata',
    },
  ];
}

function notBegun([first]: readonly Period[]): Finding[] {
  if (!first?.from || first.from <= today()) return [];
  const path = `${first.path}.from`;
  return [{ path, found: `${first.from} is in the future`, fix: 'use a past date, such as 2024-04-01' }];
}

function disordered(all: readonly Period[]): Finding[] {
  return all.flatMap(({ path, from }, index) => {
    const before = all[index - 1]?.from;
    if (!from || !before || from > before) return [];
    return [
      {
        path: `${path}.from`,
        found: `${from} is not after ${before}`,
        fix: 'order the periods by date, each with its own',
      },
    ];
  });
}

function isRefused(loki: Loki, all: readonly Period[]): boolean {
  const findings = [
    ...all.flatMap((one) => refused(loki, one)),
    ...refusedMetadata(loki, all),
    ...notBegun(all),
    ...disordered(all),
  ];
  return findings.length > 0;
}

const newestSchema: ManifestsRule = {
  id: 'LOKI-SCHEMA-1',
  severity: Severity.WARNING,
  title: 'the newest schema period uses tsdb and v13',
  why: 'older schemas are slower, store no structured metadata, and get no new features',
  evidence: SCHEMA_DOCS,
  check: everyLoki((loki) => {
    const all = periods(loki);
    const last = all.at(-1);
    if (!last || isNewest(last) || refused(loki, last).length > 0 || refusedMetadata(loki, all).length > 0) return [];
    return [
      {
        path: last.path,
        found: `${kindOf(last)} is not the newest schema`,
        fix: `${isLoki37(loki) ? '' : 'update to Loki 3, and '}add a period with tsdb and v13 that begins in the future`,
      },
    ];
  }),
};

const schemaPeriods: ManifestsRule = {
  id: 'LOKI-SCHEMA-2',
  severity: Severity.ERROR,
  title: 'every schema period has a known version and, with tsdb, an index period of 24h',
  why: 'Loki does not start otherwise',
  evidence: 'https://github.com/grafana/loki/blob/v3.7.6/pkg/storage/config/schema_config.go',
  check: everyLoki((loki) => periods(loki).flatMap((one) => refused(loki, one))),
};

const schemaHasBegun: ManifestsRule = {
  id: 'LOKI-SCHEMA-3',
  severity: Severity.ERROR,
  title: 'the first schema period has begun',
  why: 'there is no schema for current lines, so none are stored',
  evidence: 'https://github.com/grafana/loki/issues/12453',
  check: everyLoki((loki) => notBegun(periods(loki))),
};

const schemaOrder: ManifestsRule = {
  id: 'LOKI-SCHEMA-4',
  severity: Severity.ERROR,
  title: 'each schema period begins after the previous one',
  why: 'Loki does not start otherwise',
  evidence: 'https://github.com/grafana/loki/blob/v3.7.6/pkg/storage/config/schema_config.go',
  check: everyLoki((loki) => disordered(periods(loki))),
};

/** Fields of a period that decide where and how its lines are stored. */
function meaning({ block }: Period): string {
  const { store, object_store, schema } = block;
  const prefix = at(block, 'index.path_prefix') ?? 'index/';
  return JSON.stringify([store, object_store, schema, at(block, 'index.prefix'), prefix]);
}

/** The same Loki in the earlier manifests: the one with that path, or the only one. */
function before(loki: Loki, manifests: Manifests, previous: Manifests | undefined): Loki | undefined {
  const olds = previous?.read(readLoki).lokis ?? [];
  const isOnly = olds.length === 1 && manifests.read(readLoki).lokis.length === 1;
  return olds.find(({ path }) => path === loki.path) ?? (isOnly ? olds[0] : undefined);
}

const schemaIsAppended: ManifestsRule = {
  id: 'LOKI-SCHEMA-5',
  severity: Severity.ERROR,
  title: 'a schema period that has begun does not change, and a new one begins in the future',
  why: 'lines are read with the schema they were written with: with another one they cannot be found',
  evidence: SCHEMA_DOCS,
  check: everyLoki((loki, { manifests, previous }) => {
    const old = before(loki, manifests, previous);
    const had = old ? periods(old) : [];
    const has = periods(loki);
    // A schema that Loki rejects has findings of its own.
    if (had.length === 0 || isRefused(loki, has)) return [];
    const gone = had.flatMap((was): Finding[] => {
      const { from } = was;
      if (!from || from > today()) return [];
      const now = has.find((period) => period.from === from);
      if (now && meaning(now) === meaning(was)) return [];
      return [
        {
          path: now?.path ?? `${loki.path} schema_config.configs`,
          found: `the period from ${from} has begun and was ${now ? 'changed' : 'removed'}`,
          fix: `restore it, and add a period that begins in the future${orRemoveStaleFolder(previous)}`,
        },
      ];
    });
    const late = has.flatMap(({ path, from }): Finding[] => {
      if (!from || from > today() || had.some((period) => period.from === from)) return [];
      const found = `${from} is not in the future, and lines of that day are stored with another schema`;
      return [{ path: `${path}.from`, found, fix: `use a future date${orRemoveStaleFolder(previous)}` }];
    });
    return [...gone, ...late];
  }),
};

const structuredMetadata: ManifestsRule = {
  id: 'LOKI-SCHEMA-6',
  severity: Severity.ERROR,
  title: 'with structured metadata, the current schema period uses tsdb and v13',
  why: 'Loki does not start otherwise, and structured metadata is on by default',
  evidence: 'https://github.com/grafana/loki/issues/10698',
  check: everyLoki((loki) => refusedMetadata(loki, periods(loki))),
};

/** Rules about the schema. */
export const SCHEMA_RULES: readonly ManifestsRule[] = [
  newestSchema,
  schemaPeriods,
  schemaHasBegun,
  schemaOrder,
  schemaIsAppended,
  structuredMetadata,
];
