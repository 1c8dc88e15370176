import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENVIRONMENTS } from '../helpers/environments';
import { environmentCharts, type EnvironmentProps, resolveEnvironment } from '../../lib/environment/environment';
import { ROOT } from '../helpers/cli';
import { labelsOfSources, type LineLabels } from './alloy-labels';

const PAGE = readFileSync(join(ROOT, 'docs/reference/labels.md'), 'utf8');

/** Labels of a source on the page: the rows of the table below the heading that names it. */
function documented(source: string): LineLabels {
  const section = PAGE.split('\n## ').find((part) => part.split('\n')[0]?.includes(`\`${source}\``)) ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  const cells = rows.map((row) => row.split('|').map((cell) => cell.trim().replaceAll('`', '')));
  const named = (kind: string) => cells.filter(([, , what]) => what === kind).map(([, name]) => name as string);
  return { labels: ['cluster', ...named('label')].sort(), metadata: named('metadata').sort() };
}

/** Values of `job` on the page, with names of the user's in some. Lines of pods are found by namespace and container. */
const JOBS = [...PAGE.matchAll(/^\| `job` +\| label +\| (?:[^`|]*otherwise )?`([^`]+)`/gm)]
  .map(([, job]) => job as string)
  .filter((job) => job !== '<namespace>/<container>')
  .map((job) => new RegExp(`^${job.replace('<name>', '[a-z-]+')}$`));

const FROM = { clientNamespaces: ['shop'] };

/** Every source whose lines Alloy labels itself is on, those that are off by default included. */
const CHARTS = environmentCharts(
  resolveEnvironment('prod', {
    ...ENVIRONMENTS.prod?.props,
    alloy: {
      ...{ cloudInit: { output: true }, hubble: true, files: [{ name: 'app', paths: ['/var/log/app/*.log'] }] },
      ...{ push: FROM, syslog: FROM, firehose: { ...FROM, accessKey: { secretName: 'firehose' } } },
    },
  } as EnvironmentProps),
);
/** Labels that the rendered configurations of all Alloy workloads set. */
const RENDERED = Object.assign(
  {},
  ...CHARTS.manifests()
    .flatMap(({ objects }) => objects as unknown as { kind: string; data?: Record<string, string> }[])
    .flatMap(({ kind, data }) => (kind === 'ConfigMap' ? [data?.['config.alloy'] ?? ''] : []))
    .filter(Boolean)
    .map(labelsOfSources),
) as Record<string, LineLabels>;

/** Attributes that Loki makes labels of. */
const OTLP = CHARTS.loki.config.distributor?.otlp_config?.default_resource_attributes_as_index_labels ?? [];

test('follow what Alloy does with a line', () => {
  const config = `
    loki.source.file "x" { targets = [{ __path__ = "/x" }]
      forward_to = [loki.process.x.receiver] }
    loki.process "x" {
      forward_to = [loki.write.loki.receiver]
      stage.static_labels { values = { job = "x", node = "n" } }
      stage.structured_metadata { values = { node = "node", level = "level" } }
      stage.label_drop { values = ["filename"] }
    }
    loki.write "loki" { external_labels = { cluster = "c" } }`;
  expect(labelsOfSources(config)).toEqual({ x: { labels: ['cluster', 'job'], metadata: ['level', 'node'] } });
});

test('are rendered for every source', () => {
  const names = ['journal', 'audit', 'cloud_init', 'cloud_init_output', 'pods', 'hubble', 'files_app'];
  expect(Object.keys(RENDERED)).toEqual(expect.arrayContaining(names));
});

test.each(Object.keys(RENDERED))('of the source %s are those on the page', (source) => {
  expect(documented(source.replace(/^files_.*/, 'files'))).toEqual(RENDERED[source]);
});

const underscored = (name: string) => name.replaceAll('.', '_');

test('of OTLP are those that Loki is told, and the page names them first', () => {
  const [, section = ''] = PAGE.split('\n## Lines that arrive by OTLP\n');
  const [list = '', rest = ''] = section.split('All other attributes');
  expect([...list.matchAll(/`([a-z0-9]+\.[a-z._]+)`/g)].map(([, name]) => name as string).sort()).toEqual(
    [...OTLP].sort(),
  );
  const [others = ''] = rest.split('```');
  const named = [...others.matchAll(/`([a-z0-9]+\.[a-z.]+)`/g)].map(([, name]) => name as string);
  expect(named).toHaveLength(5);
  expect(named.filter((name) => OTLP.includes(name))).toEqual([]);
});

/** Labels of the node, which a field adds. */
const OF_NODES = ['zone', 'node_pool'];

/** Pages with queries, and the code in them: LogQL, and queries of rules and of the prose. */
const QUERIES = ['reference', 'how-to', ''].flatMap((folder) =>
  readdirSync(join(ROOT, 'docs', folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => {
      const text = readFileSync(join(ROOT, 'docs', folder, name), 'utf8');
      const selectors = [...text.matchAll(/(?<=^|[\s(`'])\{(\w+ ?(?:=~|!~|!=|=)"[^}\n]*)\}/gm)];
      return [name, selectors.map(([, selector]) => selector as string)] as const;
    })
    .filter(([, selectors]) => selectors.length > 0),
);

test('most pages have queries', () => expect(QUERIES.length).toBeGreaterThan(10));

test.each(QUERIES)('the queries on %s use labels and jobs that some source has', (_page, selectors) => {
  const labels = new Set([
    ...Object.values(RENDERED).flatMap((source) => source.labels),
    ...OTLP.map(underscored),
    ...OF_NODES,
  ]);
  const matchers = selectors.flatMap((selector) => [...selector.matchAll(/(\w+)\s*(?:=~|!~|!=|=)"([^"]*)"/g)]);
  expect(matchers.filter(([, name = '']) => !labels.has(name)).map(([matcher]) => matcher)).toEqual([]);
  const jobs = matchers.filter(([, name]) => name === 'job').map(([, , job]) => job as string);
  expect(jobs.filter((job) => !JOBS.some((known) => known.test(job)))).toEqual([]);
});
