import { alloyReadings, components } from '../../../../../lib/checks/read/alloy/config';
import { Manifests } from '../../../../../lib/manifests/manifests';
import { alloyObjects } from '../../alloy/setup';
import { type Manifest } from '../../../../../lib/manifests/manifest';

test('files and components are found, with their paths and ids', () => {
  const files = { 'a.river': 'logging { }', 'b.txt': '\tloki.write "x" {\n}', 'c.yaml': 'a: b', 'd.alloy': '"', e: 1 };
  const readings = alloyReadings(new Manifests(alloyObjects({ files }) as Manifest[]));
  expect(readings.map(({ path, workloads }) => [path, workloads.length])).toEqual([
    ['ConfigMap monitoring/collector a.river', 1],
    ['ConfigMap monitoring/collector b.txt', 1],
    ['ConfigMap monitoring/collector d.alloy', 1],
  ]);
  const [logging, write] = readings.flatMap((reading) => components(reading));
  expect(logging).toMatchObject({
    name: 'logging',
    id: 'logging',
    path: 'ConfigMap monitoring/collector a.river logging',
  });
  expect(write).toMatchObject({ name: 'loki.write', label: 'x', id: 'loki.write.x', scope: '' });
});
