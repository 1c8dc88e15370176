import { INDEX_PERIOD } from '../../../charts/loki/config/retention';
import type { Limits, Loki } from '../read/loki/loki';
import { record, asList, at } from '../../manifests/shape';
import { type Finding, type ManifestsRule, Severity } from '../rule';
import { everyLoki, isLoki37 } from './every-loki';
import { flag } from '../../manifests/flags';
import { seconds } from '../read/loki/duration';
import { show } from '../../../charts/input/problems';

const DAY = INDEX_PERIOD.toSeconds();
const RETENTION_DOCS = 'https://grafana.com/docs/loki/latest/operations/storage/retention/';

/** Retention period and its key. */
interface Period {
  /** Its key below the limits. */
  readonly key: string;

  /** The duration. */
  readonly value: unknown;
}

function streams({ own }: Limits): Period[] {
  return asList(own['retention_stream']).map((stream, index) => ({
    key: `retention_stream[${index}].period`,
    value: record(stream)['period'],
  }));
}

const retentionIsADay: ManifestsRule = {
  id: 'LOKI-RETENTION-1',
  severity: Severity.ERROR,
  title: 'retention is at least a day, or for ever',
  why: 'index tables span a day, and Loki does not start with a shorter period of a stream',
  evidence: RETENTION_DOCS,
  check: everyLoki(({ limits }) =>
    limits.flatMap((one): Finding[] => {
      const everything = seconds(one.own['retention_period']);
      const short = `is shorter than the ${INDEX_PERIOD.toHours()}h index period`;
      return [
        ...(everything !== undefined && everything > 0 && everything < DAY
          ? [
              {
                path: `${one.path}.retention_period`,
                found: `${show(one.own['retention_period'])} ${short}`,
                fix: 'use at least 24h, or 0s to keep lines for ever',
              },
            ]
          : []),
        ...streams(one)
          .filter(({ value }) => (seconds(value) ?? DAY) < DAY)
          .map(({ key, value }) => ({
            path: `${one.path}.${key}`,
            found: `${show(value)} ${short}`,
            fix: 'use at least 24h',
          })),
      ];
    }),
  ),
};

function isOn({ config, pods }: Loki): boolean {
  return (
    at(config, 'compactor.retention_enabled') === true ||
    pods.some(({ container }) => flag(container, 'compactor.retention-enabled') === 'true')
  );
}

const retentionDeletes: ManifestsRule = {
  id: 'LOKI-RETENTION-2',
  severity: Severity.ERROR,
  title: 'where a retention period is set, the compactor deletes',
  why: 'otherwise the retention period has no effect, and the bucket grows for ever',
  evidence: RETENTION_DOCS,
  check: everyLoki((loki) => {
    if (isOn(loki) || at(loki.config, 'table_manager.retention_deletes_enabled') === true) return [];
    const [set] = loki.limits.flatMap((one) =>
      [{ key: 'retention_period', value: one.own['retention_period'] }, ...streams(one)].filter(
        ({ value }) => (seconds(value) ?? 0) > 0,
      ),
    );
    if (!set) return [];
    const enabled = show(at(loki.config, 'compactor.retention_enabled'));
    return [
      {
        path: `${loki.path} compactor.retention_enabled`,
        found: `${enabled}, so a ${set.key} of ${show(set.value)} deletes nothing`,
        fix: 'use true, with a delete_request_store',
      },
    ];
  }),
};

const deleteRequestStore: ManifestsRule = {
  id: 'LOKI-RETENTION-3',
  severity: Severity.ERROR,
  title: 'a compactor that deletes has a delete_request_store',
  why: 'Loki does not start without it',
  evidence: 'https://github.com/grafana/loki/blob/v3.7.6/pkg/compactor/config.go',
  check: everyLoki((loki) => {
    const isGiven = loki.pods.some(({ container }) => flag(container, 'compactor.delete-request-store'));
    // Loki 2 takes the shared_store of the compactor, or the object store of the schema.
    if (!isLoki37(loki) || !isOn(loki) || isGiven || at(loki.config, 'compactor.delete_request_store')) return [];
    const store = record(asList(at(loki.config, 'schema_config.configs')).at(-1))['object_store'];
    return [
      {
        path: `${loki.path} compactor.delete_request_store`,
        found: 'missing, but retention_enabled needs it',
        fix: `use the object_store of the schema, ${typeof store === 'string' ? store : 's3'}`,
      },
    ];
  }),
};

function longest(limits: Limits): Period | undefined {
  const { own, all } = limits;
  const inherited = own['retention_stream'] === undefined ? streams({ ...limits, own: all }) : streams(limits);
  const [first] = [{ key: 'retention_period', value: all['retention_period'] }, ...inherited].sort(
    (a, b) => (seconds(b.value) ?? 0) - (seconds(a.value) ?? 0),
  );
  return first;
}

const lookback: ManifestsRule = {
  id: 'LOKI-RETENTION-4',
  severity: Severity.WARNING,
  title: 'max_query_lookback is at least the retention period',
  why: 'lines older than max_query_lookback are stored and paid for, but no query finds them',
  evidence: 'https://github.com/grafana/loki/issues/14056',
  check: everyLoki(({ limits }) =>
    limits.flatMap((one): Finding[] => {
      const lookback = seconds(one.all['max_query_lookback']) ?? 0;
      const kept = longest(one);
      if (lookback === 0 || !kept || (seconds(kept.value) ?? 0) <= lookback) return [];
      // If a tenant inherits both, the finding is about the defaults.
      if (!['max_query_lookback', kept.key.replace(/\[.*/, '')].some((key) => key in one.own)) return [];
      const [back, period] = [show(one.all['max_query_lookback']), show(kept.value)];
      if ('max_query_lookback' in one.own) {
        return [
          {
            path: `${one.path}.max_query_lookback`,
            found: `${back} is shorter than the ${kept.key} of ${period}`,
            fix: `use ${period}`,
          },
        ];
      }
      return [
        {
          path: `${one.path}.${kept.key}`,
          found: `${period} is longer than the max_query_lookback of ${back}, which holds here too`,
          fix: `set max_query_lookback: ${period} beside it`,
        },
      ];
    }),
  ),
};

/** Rules about retention. */
export const RETENTION_RULES: readonly ManifestsRule[] = [
  retentionIsADay,
  retentionDeletes,
  deleteRequestStore,
  lookback,
];
