import { serverSideManager } from '../../../lib/manifests/server-side';
import { object } from './builders';

const managed = (...managedFields: object[]) => object('Service', 'a', { metadata: { name: 'a', managedFields } });

test('the manager of an apply owns an object, and not who updates or scales it', () => {
  const update = { manager: 'kubectl', operation: 'Update' };
  const scale = { manager: 'hpa', operation: 'Apply', subresource: 'scale' };
  expect(serverSideManager(managed(update, scale))).toBeUndefined();
  expect(serverSideManager(managed(update, scale, { manager: 'flux', operation: 'Apply' }))).toBe('flux');
  expect(serverSideManager(object('Service', 'a'))).toBeUndefined();
});
