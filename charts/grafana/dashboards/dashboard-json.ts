import type { DashboardFacts } from './context';
import { Series } from './context';
import type { DashboardDefinition } from './definition';
import { placed } from './layout';
import type { DashboardModel, LinkModel, RowModel, VariableModel } from './model';
import type { DashboardName } from './names';
import type { Panel, Query } from './panel';
import { type DatasourceRef, panelFields, targetOf } from './panel-json';
import type { Variable } from './variables';

/** Version of the model. Grafana 10 reads it, and newer versions migrate it. */
const SCHEMA_VERSION = 39;

/** Environment, datasources and related dashboards of a dashboard. */
export interface DashboardPlace {
  /** Name of the environment. */
  readonly environment: string;

  /** Uid of the dashboard. */
  readonly uid: string;

  /** Uid of the datasource of Loki that is selected at first. */
  readonly lokiUid: string;

  /** Uid of the datasource of Prometheus. @default - the user chooses one */
  readonly prometheusUid?: string;

  /** Titles and uids of the dashboards that are made, by name. */
  readonly others: Readonly<Partial<Record<DashboardName, { readonly title: string; readonly uid: string }>>>;
}

/** Datasources of a dashboard, and the interval at which metrics are scraped. */
interface PanelSources {
  readonly datasources: Readonly<Record<Query['from'], DatasourceRef>>;
  readonly scrapeInterval?: string;
}

/** Title of a dashboard. */
export const dashboardTitle = (environment: string, title: string): string => `Loki ${environment} / ${title}`;

/** Tag of the dashboards of an environment. Dashboards of the user may have it too. */
const dashboardTag = (environment: string): string => `loki-${environment}`;

/** A dashboard in the classic model of Grafana. */
export function dashboardJson(definition: DashboardDefinition, facts: DashboardFacts, place: DashboardPlace): object {
  const { environment, uid, prometheusUid } = place;
  const rows = definition.rows(new Series(facts), facts);
  const asked = new Set(rows.flatMap(({ panels }) => panels.flatMap((one) => one.queries.map(({ from }) => from))));
  const sources: PanelSources = {
    datasources: {
      loki: { type: 'loki', uid: '${loki}' },
      prometheus: { type: 'prometheus', uid: prometheusUid ?? '${prometheus}' },
    },
    scrapeInterval: facts.scrapeInterval,
  };
  const model = {
    uid,
    title: dashboardTitle(environment, definition.title),
    description: definition.text,
    tags: [dashboardTag(environment)],
    schemaVersion: SCHEMA_VERSION,
    editable: true,
    graphTooltip: 1,
    timezone: 'browser',
    refresh: '1m',
    time: { from: 'now-3h', to: 'now' },
    annotations: { list: [] },
    links: [linkToAll(environment)],
    templating: {
      list: [
        ...(asked.has('loki') ? [lokiVariable(place)] : []),
        ...(asked.has('prometheus') && prometheusUid === undefined ? [PROMETHEUS_VARIABLE] : []),
        ...(definition.variables ?? []).map((variable) => variableOf(variable, sources.datasources.loki)),
      ],
    },
  } satisfies DashboardModel;
  return { ...model, panels: panelsOf(rows, sources, place) };
}

function panelsOf(
  rows: readonly { readonly title: string; readonly panels: readonly Panel[] }[],
  sources: PanelSources,
  place: DashboardPlace,
): object[] {
  const made: object[] = [];
  let y = 0;
  for (const { title, panels } of rows) {
    const heading = { id: made.length + 1, title, collapsed: false, gridPos: { x: 0, y, w: 24, h: 1 } };
    made.push({ type: 'row', ...heading, panels: [] } satisfies RowModel);
    const { places, bottom } = placed(panels, y + 1);
    for (const [index, panel] of panels.entries()) {
      const { queries, kind } = panel;
      const [first] = queries as readonly [Query, ...Query[]];
      made.push({
        id: made.length + 1,
        ...panelFields(panel),
        datasource: sources.datasources[first.from],
        gridPos: places[index],
        targets: queries.map((query, at) => targetOf(query, kind, at, sources.scrapeInterval)),
        ...linksOf(panel, place),
      });
    }
    y = bottom;
  }
  return made;
}

/** Links to the dashboards that show more, if they are made. */
function linksOf({ more = [] }: Panel, { others }: DashboardPlace): object {
  const links = more.flatMap((name): Partial<LinkModel>[] => {
    const other = others[name];
    return other ? [{ title: other.title, url: `/d/${other.uid}?\${__url_time_range}` }] : [];
  });
  return links.length > 0 ? { links } : {};
}

/** Menu of all dashboards of the environment. */
const linkToAll = (environment: string): LinkModel => ({
  type: 'dashboards',
  title: `Loki ${environment}`,
  icon: 'external link',
  tooltip: '',
  url: '',
  targetBlank: false,
  tags: [dashboardTag(environment)],
  asDropdown: true,
  includeVars: true,
  keepTime: true,
});

/** Variable of the tenant, whose values are the datasources of the environment. */
function lokiVariable({ environment, lokiUid }: DashboardPlace): VariableModel {
  return {
    type: 'datasource',
    name: 'loki',
    label: 'Tenant',
    query: 'loki',
    regex: `/^Loki ${environment.replaceAll('.', '\\.')}( |$)/`,
    current: { text: lokiUid, value: lokiUid },
  };
}

const PROMETHEUS_VARIABLE: VariableModel = {
  type: 'datasource',
  name: 'prometheus',
  label: 'Prometheus',
  query: 'prometheus',
};

function variableOf(variable: Variable, loki: DatasourceRef): VariableModel {
  const { name } = variable;
  if (variable.kind === 'text') {
    const { value } = variable;
    return { type: 'textbox', name, query: value, current: { text: value, value } };
  }
  const all = { includeAll: true, multi: true, current: { text: ['All'], value: ['$__all'] } };
  if (variable.kind === 'list') {
    return { type: 'custom', name, query: variable.values.join(','), allValue: '.*', ...all };
  }
  const { label, of = '', all: allValue } = variable;
  return {
    type: 'query',
    name,
    datasource: loki,
    query: { refId: 'LokiVariableQueryEditor-VariableQuery', type: 1, label, stream: of },
    refresh: 2,
    sort: 1,
    allValue,
    ...all,
  };
}
