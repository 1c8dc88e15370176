import { settledNodes } from '../../../../../../lib/live/doctor/hops/node/settled';
import { View } from '../../../../../../lib/live/doctor/view';
import { healthySnapshot } from '../../../../../helpers/healthy-snapshot';

/** Names of settled nodes, of nodes that were made at some times before noon. */
function names(...times: (string | undefined)[]): string[] {
  const draft = healthySnapshot();
  draft.nodes = times.map((time, index) => ({
    metadata: { name: `node-${index}`, ...(time === undefined ? {} : { creationTimestamp: `2026-11-21T${time}Z` }) },
    spec: {},
  }));
  return settledNodes(new View(draft)).map(({ metadata }) => metadata.name);
}

test('nodes of the last minutes are left out while there are others', () => {
  expect(names('10:00:00', '11:56:00', undefined)).toEqual(['node-0', 'node-2']);
  expect(names('11:54:59', '11:55:01')).toEqual(['node-0']);
});

test('of a cluster that has just been made, all nodes count', () => {
  expect(names('11:58:00', '11:59:00')).toEqual(['node-0', 'node-1']);
});
