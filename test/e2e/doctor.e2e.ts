import { describeWith } from '../helpers/programs';
import { alloyRig } from './rig/alloy';
import { LOKI_RIG } from './rig/cluster';
import { doctorTests } from './suites/doctor';

describeWith([...LOKI_RIG, 'alloy'], 'eks-loki doctor', () => {
  doctorTests(
    alloyRig(
      'doctor',
      // The rig has one collector, and a node without a journal.
      { alloy: { events: false, journal: false } },
      // Small enough to be filled by a test.
      { claimBytes: { ingester: 256 * 1024 * 1024 } },
    ),
  );
});
