import { describeWith } from '../helpers/programs';
import { alloyRig } from './rig/alloy';
import { LOKI_RIG } from './rig/cluster';
import { logcliTests } from './suites/logcli';
import { ownCanaryTests } from './suites/own-canary';
import { smokeTests } from './suites/smoke';

describeWith([...LOKI_RIG, 'alloy'], 'a line from its pod to the reader', () => {
  const running = alloyRig('smoke', { canary: true });

  smokeTests(running);
  describeWith(['loki-canary'], 'the canary', () => ownCanaryTests(running));
  describeWith(['logcli', 'bash', 'curl'], 'logcli', () => logcliTests(() => running().cluster));
});
