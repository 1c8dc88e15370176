import { parse } from 'yaml';
import { dashboardConfigMaps, dashboardMounts } from '../../../../charts/grafana/deploy/dashboards';

const MADE = [
  { name: 'loki-dashboards-1', folder: 'Loki' },
  { name: 'loki-dashboards-2', folder: 'Loki' },
];

test('a folder in Grafana is one volume with all of its ConfigMaps, and one provider', () => {
  const { volumes, mounts, file = '' } = dashboardMounts(dashboardConfigMaps(MADE, { Shop: ['shop'], Loki: ['more'] }));
  expect(volumes.map(({ projected }) => projected?.sources?.map(({ configMap }) => configMap?.name))).toEqual([
    ['loki-dashboards-1', 'loki-dashboards-2', 'more'],
    ['shop'],
  ]);
  const { providers } = parse(file) as { providers: { folder: string; options: { path: string } }[] };
  expect(providers.map(({ folder, options }) => [folder, options.path])).toEqual([
    ['Loki', mounts[0]?.mountPath],
    ['Shop', mounts[1]?.mountPath],
  ]);
  expect(mounts.map(({ name }) => name)).toEqual(volumes.map(({ name }) => name));
});

test('a dollar in the name of a folder begins no variable', () => {
  const { file = '' } = dashboardMounts([{ name: 'made', folder: 'Costs in $ ${HOME}' }]);
  expect(parse(file)).toMatchObject({ providers: [{ folder: 'Costs in $$ $${HOME}', orgId: 1 }] });
});

test('a ConfigMap that is not there keeps no pod from starting', () => {
  const [volume] = dashboardMounts(dashboardConfigMaps([], { Shop: ['shop'] })).volumes;
  expect(volume?.projected?.sources).toEqual([{ configMap: { name: 'shop', optional: true } }]);
});

test('without dashboards there is nothing', () => {
  expect(dashboardMounts(dashboardConfigMaps([]))).toEqual({ volumes: [], mounts: [] });
});
