import { parse } from 'yaml';
import { checkManifests } from '../../../../lib/checks/check';
import { Manifests } from '../../../../lib/manifests/manifests';
import type { RuleGroup, TenantRules } from '../../../../charts/loki/rules/props';
import { conventions } from '../../../kubernetes/conventions';
import { validateManifests } from '../../../kubernetes/validate';
import { makeCharts, objectsOf } from '../../../helpers/charts';

const EXPR = 'sum(rate({app="shop"} |= "error" [5m])) > 1';
const GROUP: RuleGroup = {
  name: 'shop',
  interval: '1m',
  rules: [
    { alert: 'Errors', expr: EXPR, for: '5m', labels: { severity: 'page' }, annotations: { summary: '{{ $value }}' } },
    { record: 'shop:errors:rate5m', expr: 'sum(rate({app="shop"}[5m]))' },
  ],
};
const render = (rules: TenantRules, more: Parameters<typeof makeCharts>[0] = {}) => {
  const objects = objectsOf(
    makeCharts({ tenants: ['platform', 'apps', "o'p(s)"], storageClassName: 'gp3', rules, ...more }),
  );
  const find = (kind: string, name: string) =>
    objects.find((object) => object.kind === kind && object.metadata.name === name);
  const config = parse(find('ConfigMap', 'loki')?.['data']['config.yaml']);
  return { objects, find, config, pod: find('StatefulSet', 'loki-ruler')?.['spec'].template };
};

describe('rules as files', () => {
  const { objects, find, config, pod } = render(
    { apps: [GROUP], "o'p(s)": [GROUP] },
    { ruler: { grafanaUrl: 'https://grafana.example.com/g', remoteWrite: { url: 'http://prometheus.m:9090/w' } } },
  );
  const data = find('ConfigMap', 'loki-rules')?.['data'] as Record<string, string>;

  test('are valid objects without findings', () => {
    expect(validateManifests(objects, '1.36')).toEqual([]);
    expect(checkManifests({ manifests: new Manifests(objects as never) }).findings).toEqual([]);
    expect(
      conventions(objects, ['Secret loki/loki-credentials', 'Secret alloy/loki-credentials', 'StorageClass gp3']),
    ).toEqual([]);
  });

  test('are in a folder for each tenant below the root of the volume, which only the ruler has', () => {
    expect(config.ruler_storage).toEqual({ backend: 'local', local: { directory: '/etc/loki/rules/tenants' } });
    const [source] = pod.spec.volumes.find(({ name }: { name: string }) => name === 'rules').projected.sources;
    expect(source.configMap.items.map(({ path }: { path: string }) => path)).toEqual([
      'tenants/apps/rules.yaml',
      "tenants/o'p(s)/rules.yaml",
    ]);
    expect(source.configMap.items.map(({ key }: { key: string }) => key)).toEqual(Object.keys(data));
    const mounted = objects.filter((object) =>
      object.spec?.template?.spec?.volumes?.some(({ name }: { name: string }) => name === 'rules'),
    );
    expect(mounted.map(({ metadata }) => metadata.name)).toEqual(['loki-ruler']);
  });

  test('have the tenant as a label, and alerts a link to their query in its datasource', () => {
    const [{ rules }] = parse(data['apps.yaml'] as string).groups;
    expect(rules[1]).toEqual({ ...GROUP.rules[1], labels: { tenant: 'apps' } });
    expect(rules[0]).toMatchObject({
      labels: { tenant: 'apps', severity: 'page' },
      annotations: { summary: '{{ $value }}' },
    });
    const url = new URL(rules[0].annotations.explore);
    expect(url.origin + url.pathname).toBe('https://grafana.example.com/g/explore');
    const { rule } = JSON.parse(url.searchParams.get('panes') as string);
    expect([rule.datasource, rule.queries[0].expr]).toEqual(['loki-test_apps', EXPR]);
    // Braces would be a template of the alert.
    expect(rules[0].annotations.explore).not.toMatch(/[{}]/);
  });

  test('open the network of the ruler to the receiver of samples', () => {
    expect(config.ruler.external_url).toBe('https://grafana.example.com/g');
    expect(find('NetworkPolicy', 'loki-ruler')?.['spec'].egress).toEqual([
      { ports: [{ port: 9090, protocol: 'TCP' }] },
    ]);
  });

  test('that change do not restart the ruler', () => {
    const other = render(
      { apps: [{ ...GROUP, interval: '2m' }], "o'p(s)": [GROUP] },
      { ruler: { grafanaUrl: 'https://grafana.example.com/g', remoteWrite: { url: 'http://prometheus.m:9090/w' } } },
    );
    expect(other.pod.metadata.annotations).toEqual(pod.metadata.annotations);
    expect(other.find('ConfigMap', 'loki-rules')).not.toEqual(find('ConfigMap', 'loki-rules'));
  });
});

test('many rules are in several ConfigMaps, each small enough for kubectl', () => {
  const groups = Array.from({ length: 700 }, (_, index) => ({ ...GROUP, name: `g${index}` }));
  const { objects, pod } = render({ apps: groups });
  const maps = objects.filter(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name.startsWith('loki-rules'));
  expect(maps.length).toBeGreaterThan(1);
  expect(maps.map(({ data }) => JSON.stringify(data)).join()).not.toMatch(/: [&*]/);
  for (const map of maps) expect(JSON.stringify(map).length).toBeLessThan(200_000);
  const { sources } = pod.spec.volumes.find(({ name }: { name: string }) => name === 'rules').projected;
  const paths = sources.map(({ configMap }: { configMap: { items: { path: string }[] } }) => configMap.items[0]?.path);
  expect(paths.slice(0, 2)).toEqual(['tenants/apps/rules.yaml', 'tenants/apps/rules-2.yaml']);
  const names = maps.flatMap((map) =>
    Object.values(map['data'] as Record<string, string>).flatMap((text) =>
      (parse(text).groups as RuleGroup[]).map(({ name }) => name),
    ),
  );
  expect(names).toEqual(groups.map(({ name }) => name));
});

test('rules of a tenant that does not exist are refused by the chart itself', () => {
  expect(() => render({ app: [GROUP] })).toThrow('rules.app: app is not one of the tenants');
});
