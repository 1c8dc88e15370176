import { describeWith } from '../helpers/programs';
import { alloyRig } from './rig/alloy';
import { LOKI_RIG } from './rig/cluster';
import { alloyTests } from './suites/alloy';
import { canaryTests } from './suites/canary';
import { nodeFaultTests } from './suites/node-faults';

describeWith([...LOKI_RIG, 'alloy', 'systemd-journal-remote'], 'Alloy on a node', () => {
  const running = alloyRig('node');

  alloyTests(running);
  describeWith(['loki-canary'], 'a canary', () => canaryTests(running));
  describe('faults', () => nodeFaultTests(running));
});
