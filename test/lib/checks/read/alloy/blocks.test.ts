import { blocksWithin } from '../../../../../lib/checks/read/alloy/blocks';
import { alloyReadings, components } from '../../../../../lib/checks/read/alloy/config';
import { Manifests } from '../../../../../lib/manifests/manifests';
import { alloyObjects } from '../../alloy/setup';
import type { Manifest } from '../../../../../lib/manifests/manifest';

test('blocks within a component are numbered where several have one name, at every depth', () => {
  const files = `loki.process "x" {
    stage.cri { }
    stage.match {
      stage.json { }
      stage.drop { }
      stage.drop { }
    }
    stage.match {
      stage.json { }
    }
  }`;
  const readings = alloyReadings(new Manifests(alloyObjects({ files }) as Manifest[]));
  const [component] = readings.flatMap((reading) => components(reading));
  const paths = component && blocksWithin(component).map(({ path }) => path.replace(`${component.path} `, ''));
  expect(paths).toEqual([
    'stage.cri',
    'stage.match[0]',
    'stage.match[0].stage.json',
    'stage.match[0].stage.drop[0]',
    'stage.match[0].stage.drop[1]',
    'stage.match[1]',
    'stage.match[1].stage.json',
  ]);
});
