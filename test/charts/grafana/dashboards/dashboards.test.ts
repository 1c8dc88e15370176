import { DASHBOARD_SOURCES, type DashboardFacts } from '../../../../charts/grafana/dashboards/context';
import { chosenDashboards, DASHBOARDS, madeDashboards } from '../../../../charts/grafana/dashboards/dashboards';
import { DASHBOARD_NAMES, dashboardUid } from '../../../../charts/grafana/dashboards/names';
import { objectAt, panelsOf, type Part, targetsOf, variablesOf } from '../../../../charts/grafana/dashboards/own/model';
import { MAX_DASHBOARD_BYTES, ownDashboard } from '../../../../charts/grafana/dashboards/own/validate';
import { INVENTORY } from '../../../../charts/monitoring/keep';
import { dashboardQueries, queryFault } from '../../../../lib/environment/dashboards/queries';
import { filledQueries } from '../../../../lib/environment/dashboards/variables';
import { promql } from '../../../../lib/environment/queries/promql';

const FACTS: DashboardFacts = {
  ...{ clusterName: 'blue', lokiNamespace: 'logs', alloyNamespace: 'agents', scrapeInterval: '60s' },
  ...{ hasCanary: true, hasKafka: true, sources: DASHBOARD_SOURCES },
};
const PLACE = { environment: 'prod', tenant: 'shop' };

const parse = (json: string) => JSON.parse(json) as Part;
const made = (facts = FACTS, settings = {}) => madeDashboards(facts, settings, PLACE);
const ALL = made().map(({ uid, json }) => [uid, parse(json)] as const);

/** Labels that scraping gives to every series, and the cluster on them. */
const SCRAPED = ['cluster', 'namespace', 'job', 'pod', 'container', 'instance', 'le'];

/** Metrics of others, and of scraping, with their labels. */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  up: [],
  kubelet_volume_stats_available_bytes: ['persistentvolumeclaim'],
  kubelet_volume_stats_capacity_bytes: ['persistentvolumeclaim'],
};

/** Labels that an expression makes itself. */
const MADE = ['tenant'];

describe('the dashboards', () => {
  test('are ten, with uids that depend on environment and name alone', () => {
    expect(made().map(({ uid }) => uid)).toEqual(DASHBOARD_NAMES.map((name) => `loki-prod_${name}`));
    expect(dashboardUid('a-very-long-name-of-an-environment-of-ours', 'pipeline')).toMatch(/^[a-z0-9_-]{40}$/);
  });

  test.each(ALL)('%s is one that a user may bring: ids, refIds, units and size', (_uid, model) => {
    expect(ownDashboard('', model)).toEqual([]);
    expect(JSON.stringify(model).length).toBeLessThan(MAX_DASHBOARD_BYTES);
    expect(model).toMatchObject({ schemaVersion: 39, annotations: { list: [] } });
  });

  test.each(ALL)('%s numbers its panels and queries, and no title occurs twice', (_uid, model) => {
    const panels = panelsOf('', model);
    expect(panels.map(({ part }) => part['id'])).toEqual(panels.map((_, index) => index + 1));
    for (const panel of panels.filter(({ part }) => part['type'] !== 'row')) {
      const targets = targetsOf(panel);
      expect(targets.map(({ part }) => part['refId'])).toEqual(['A', 'B', 'C'].slice(0, targets.length));
      expect(targets.length).toBeGreaterThan(0);
    }
    const titles = panels.filter(({ part }) => part['type'] !== 'row').map(({ part }) => part['title']);
    expect(titles).toEqual([...new Set(titles)]);
  });

  test.each(ALL)('%s says in words what a panel tells, and what it shows if nothing is there', (_uid, model) => {
    for (const { part } of panelsOf('', model).filter((panel) => panel.part['type'] !== 'row')) {
      expect(part['description']).toMatch(/^[A-Za-z0-9].*\.$/);
      const { noValue } = objectAt(objectAt(part['fieldConfig'])['defaults']);
      expect(noValue).toBe(part['type'] === 'stat' ? '0' : 'none');
    }
  });

  test.each(ALL)('%s has panels that do not overlap, in rows without gaps', (_uid, model) => {
    const taken = new Set<string>();
    for (const { part } of panelsOf('', model)) {
      const { x, y, w, h } = part['gridPos'] as Record<'x' | 'y' | 'w' | 'h', number>;
      expect(x + w).toBeLessThanOrEqual(24);
      for (let column = x; column < x + w; column++) {
        for (let row = y; row < y + h; row++) {
          expect(taken.has(`${column},${row}`)).toBe(false);
          taken.add(`${column},${row}`);
        }
      }
    }
  });

  test.each(ALL)('%s asks only datasources of its variables, one in each panel', (_uid, model) => {
    const names = variablesOf(model).map(({ name }) => name);
    for (const panel of panelsOf('', model).filter(({ part }) => part['type'] !== 'row')) {
      const { uid } = objectAt(panel.part['datasource']) as { uid: string };
      expect(names).toContain(uid.slice(2, -1));
      expect(targetsOf(panel).every(({ part }) => !('datasource' in part))).toBe(true);
    }
  });

  test('are written on one line without quotes that YAML would escape', () => {
    for (const { json } of made()) expect(json).toMatch(/^[ -&(-~]+$/);
  });
});

const QUERIES = ALL.flatMap(([uid, model]) =>
  dashboardQueries(uid, model, {}).map(({ path, ...query }) => [path, query] as const),
);

describe('queries', () => {
  test('are of both languages', () => {
    expect(QUERIES.filter(([, { language }]) => language === 'logql').length).toBeGreaterThan(40);
    expect(QUERIES.filter(([, { language }]) => language === 'promql').length).toBeGreaterThan(90);
  });

  test('are right, as the grammars of Grafana and Prometheus see them', () => {
    const wrong = QUERIES.map(([path, { language, expr }]) => [path, expr, queryFault(language, expr)]);
    expect(wrong.filter(([, , fault]) => fault !== undefined)).toEqual([]);
  });

  test('of metrics read names and labels that exist, of this cluster', () => {
    const labelsOf = (metric: string) => [...SCRAPED, ...(OTHERS[metric] ?? INVENTORY[metric]?.labels ?? [])];
    for (const [path, { language, expr }] of QUERIES) {
      if (language !== 'promql') continue;
      const { metrics, labels } = promql(filledQueries(expr)[0] ?? '');
      const unknown = metrics.filter((metric) => !(metric in OTHERS) && !(metric in INVENTORY));
      expect([path, unknown]).toEqual([path, []]);
      const known = [...MADE, ...metrics.flatMap(labelsOf)];
      expect([path, labels.filter((label) => !known.includes(label))]).toEqual([path, []]);
      if (!/kubelet_/.test(expr)) expect(expr.split('cluster="blue"').length).toBeGreaterThan(metrics.length);
    }
  });

  test('use rates over the window that Grafana makes of the interval of scrapes', () => {
    for (const [path, { language, expr }] of QUERIES) {
      if (language === 'promql') expect([path, /\[\d/.test(expr)]).toEqual([path, false]);
    }
    const targets = ALL.flatMap(([, model]) => panelsOf('', model).flatMap(targetsOf));
    const intervals = targets.flatMap(({ part }) => ('interval' in part ? [part['interval']] : []));
    expect(new Set(intervals)).toEqual(new Set(['60s']));
  });

  test('name jobs in the namespaces of the setup', () => {
    const text = QUERIES.flatMap(([, { language, expr }]) => (language === 'promql' ? [expr] : [])).join('\n');
    const namespaces = [...text.matchAll(/job=~?"([a-z]+)\//g)].map(([, namespace]) => namespace);
    expect(new Set(namespaces)).toEqual(new Set(['logs', 'agents']));
  });
});

describe('choice', () => {
  const bare: DashboardFacts = { clusterName: 'blue', lokiNamespace: 'loki', alloyNamespace: 'alloy' };

  test.each([
    ['nothing but pods', bare, {}, 'logs'],
    ['a journal', { ...bare, sources: ['journal'] as const }, {}, 'logs nodes'],
    ['events and flows', { ...bare, sources: ['events', 'hubble'] as const }, {}, 'logs events flows'],
    ['metrics', { ...bare, scrapeInterval: '30s' }, {}, 'logs pipeline write read storage tenants agents'],
    [
      'some left out',
      { ...bare, scrapeInterval: '30s' },
      { without: ['read', 'logs'] },
      'pipeline write storage tenants agents',
    ],
    ['those that are named, whatever there is', bare, { only: ['read', 'flows'] }, 'flows read'],
  ] as const)('with %s', (_case, facts, settings, expected) => {
    expect(chosenDashboards(facts, settings).join(' ')).toBe(expected);
  });

  test('links lead to dashboards that are made', () => {
    const text = made(FACTS, { without: ['write', 'agents'] })
      .map(({ json }) => json)
      .join('');
    expect(text).toContain('/d/loki-prod_tenants?');
    expect(text).not.toMatch(/loki-prod_(write|agents)/);
  });

  test.each([
    ['logs', 'Bytes per second', 'storage'],
    ['pipeline', 'Read by agents', 'agents'],
    ['pipeline', 'Sent by agents', 'agents'],
    ['pipeline', 'Received by Loki', 'write'],
    ['pipeline', 'Dropped by agents', 'agents'],
    ['pipeline', 'Discarded by Loki', 'tenants'],
    ['pipeline', 'Time of a push', 'write'],
    ['write', 'Lines by tenant', 'tenants'],
    ['write', 'Bytes by tenant', 'tenants'],
    ['write', 'Streams in memory', 'tenants'],
    ['write', 'Flushes that failed', 'storage'],
    ['read', 'S3 as queriers see it: time', 'storage'],
    ['tenants', 'Discarded lines', 'pipeline'],
    ['tenants', 'Queries of a tenant', 'read'],
    ['agents', 'Time of a push, by agent', 'pipeline'],
    ['agents', 'Pushes that are refused', 'pipeline'],
  ])('%s: %s leads to %s', (dashboard, title, other) => {
    const [, model = {}] = ALL.find(([uid]) => uid === `loki-prod_${dashboard}`) ?? [];
    const panel = panelsOf('', model).find(({ part }) => part['title'] === title);
    expect(panel?.part['links']).toEqual([
      expect.objectContaining({ url: `/d/loki-prod_${other}?\${__url_time_range}` }),
    ]);
  });

  test('Kafka adds its panels', () => {
    const [json = ''] = made(FACTS, { only: ['pipeline'] }).map((one) => one.json);
    const [without = ''] = made({ ...FACTS, hasKafka: false }, { only: ['pipeline'] }).map((one) => one.json);
    const titles = (text: string) => panelsOf('', parse(text)).map(({ part }) => String(part['title']));
    expect(titles(json).filter((title) => !titles(without).includes(title))).toEqual([
      'Kafka',
      'Out of Kafka, by consumer',
      'Into Kafka, less out of it',
      'Waiting in Kafka',
      'Waiting for Kafka',
    ]);
    // What consumers send is sent to Loki too.
    const sent = (text: string) =>
      panelsOf('', parse(text)).find(({ part }) => part['title'] === 'Sent by agents')?.part['targets'];
    expect(JSON.stringify(sent(json))).toContain('otelcol.exporter.otlphttp.kafka_consumer');
    expect(JSON.stringify(sent(without))).not.toContain('otelcol');
  });

  test('a canary adds its panels', () => {
    const titles = (facts: DashboardFacts) =>
      panelsOf('', parse(made(facts, { only: ['pipeline'] })[0]?.json ?? '')).map(({ part }) => String(part['title']));
    expect(titles(FACTS).filter((title) => /anary/.test(title))).toHaveLength(3);
    expect(titles({ ...FACTS, hasCanary: false }).filter((title) => /anary/.test(title))).toEqual([]);
  });
});

describe('datasources', () => {
  const variables = (settings: object) =>
    variablesOf(parse(made(FACTS, { only: ['pipeline'], ...settings })[0]?.json ?? ''));

  test('the tenant is chosen among those of the environment, and begins with the first', () => {
    const [loki] = variables({});
    expect(loki).toMatchObject({
      name: 'loki',
      type: 'datasource',
      query: 'loki',
      current: { value: 'loki-prod_shop' },
    });
    const regex = new RegExp(String(loki?.['regex']).slice(1, -1));
    expect(
      ['Loki prod', 'Loki prod shop', 'Loki prod (team)', 'Loki prod-eu', 'Loki dev'].map((name) => regex.test(name)),
    ).toEqual([true, true, true, false, false]);
  });

  test('Prometheus is chosen too, unless its uid is given', () => {
    expect(variables({}).map(({ name }) => name)).toEqual(['loki', 'prometheus']);
    expect(variables({ prometheus: 'amp' }).map(({ name }) => name)).toEqual(['loki']);
    expect(made(FACTS, { only: ['write'], prometheus: 'amp' })[0]?.json).toContain('"uid":"amp"');
  });
});

test('dashboards of the user follow, without the number that another Grafana gave them', () => {
  const own = { id: 7, uid: 'shop', title: 'Shop', panels: [{ type: 'text' }] };
  expect(made(FACTS, { only: ['logs'], own: [own] }).at(-1)).toEqual({
    uid: 'shop',
    group: 'own',
    json: '{"uid":"shop","title":"Shop","panels":[{"type":"text"}]}',
  });
});

test('those of one subject fit into one ConfigMap, escapes included', () => {
  const size = (group: string) =>
    made()
      .filter((one) => one.group === group)
      .reduce((sum, { json }) => sum + JSON.stringify(JSON.stringify(json)).length, 0);
  for (const group of new Set(Object.values(DASHBOARDS).map((one) => one.group)))
    expect(size(group)).toBeLessThan(100_000);
});
