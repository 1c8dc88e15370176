import { readFileSync } from 'node:fs';
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

test('the queries on the page use labels that some source has', () => {
  const labels = new Set([...Object.values(RENDERED).flatMap((source) => source.labels), ...OTLP.map(underscored)]);
  const selectors = [...PAGE.matchAll(/^\{([^}]+)\}/gm)].map(([, selector]) => selector as string);
  expect(selectors.length).toBeGreaterThan(5);
  const used = selectors.flatMap((selector) =>
    [...selector.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, name]) => name as string),
  );
  expect(used.filter((name) => !labels.has(name))).toEqual([]);
});
