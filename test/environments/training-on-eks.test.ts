import { snapshotEnvironment } from '../helpers/snapshot-environment';

describe('training-on-eks', () => {
  snapshotEnvironment('training-on-eks');
});
