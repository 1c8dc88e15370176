import { snapshotEnvironment } from '../helpers/snapshot-environment';

describe('prod', () => {
  snapshotEnvironment('prod');
});
