import { checkManifests } from '../../../lib';
import { Manifests } from '../../../lib/manifests/manifests';

test('manifests that are none are refused, with the way to write them', () => {
  const refused = (subject: unknown) => () => checkManifests(subject as never);
  expect(refused(undefined)).toThrow(
    'checkManifests.manifests: missing; write checkManifests({ manifests: new Manifests(…) })',
  );
  expect(refused({ manifests: 'k8s.out' })).toThrow('checkManifests.manifests: k8s.out is not Manifests; write');
  expect(refused(new Manifests([]))).toThrow('checkManifests.manifests: missing');
  expect(checkManifests({ manifests: new Manifests([]) }).findings).toEqual([]);
});
