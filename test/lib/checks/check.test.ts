import { checkManifests } from '../../../lib';
import { Manifests } from '../../../lib/manifests/manifests';

test('values that are not manifests are refused, with what to write instead', () => {
  const refused = (subject: unknown) => () => checkManifests(subject as never);
  expect(refused(undefined)).toThrow(
    'checkManifests.manifests: missing; write checkManifests({ manifests: new Manifests(…) })',
  );
  expect(refused({ manifests: 'k8s.out' })).toThrow('checkManifests.manifests: k8s.out is not Manifests; write');
  expect(refused(new Manifests([]))).toThrow('checkManifests.manifests: missing');
  expect(checkManifests({ manifests: new Manifests([]) }).findings).toEqual([]);
});
