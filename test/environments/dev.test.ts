import { snapshotEnvironment } from '../helpers/snapshot-environment';

describe('dev', () => {
  snapshotEnvironment('dev');
});
