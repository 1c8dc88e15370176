import { foldersOf, setOrigin } from '../../../lib/manifests/origins';

const object = (name: string) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });

test('the folders of objects are those of their files, without duplicates', () => {
  const [one, two, made] = [object('a'), object('b'), object('c')];
  setOrigin(one, 'out/dev/a.yaml');
  setOrigin(two, 'out/dev/b.yaml');
  expect(foldersOf([one, two, made])).toEqual(['out/dev']);
  expect(foldersOf([made])).toEqual([]);
});
