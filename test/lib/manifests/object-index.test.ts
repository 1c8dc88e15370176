import type { Manifest } from '../../../lib/manifests/manifest';
import { ObjectIndex } from '../../../lib/manifests/object-index';

const object = (kind: string, name: string, namespace = 'loki'): Manifest => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, namespace },
});

test('names of one kind and namespace are suggested, from many only the first', () => {
  const many = Array.from({ length: 300 }, (_, index) => object('Secret', `secret-${index}`));
  const index = new ObjectIndex([...many, object('ConfigMap', 'config'), object('Secret', 'other', 'shop')]);
  expect(index.someNames('Secret', 'shop')).toEqual(['other']);
  expect(index.someNames('ConfigMap', 'loki')).toEqual(['config']);
  expect(index.someNames('Secret', 'loki')).toEqual(many.slice(0, 200).map(({ metadata }) => metadata.name));
});
