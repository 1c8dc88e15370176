import { Importing } from '../../../../../lib/import/importing';
import { readOwnExpose } from '../../../../../lib/import/manifests/own/expose';
import type { Manifest } from '../../../../../lib/manifests/manifest';

const DOOR = { metadata: { name: 'loki-gateway-external' } };

/** Objects of doors with a part in another form, as after an edit by hand. */
const ODD: readonly (readonly [string, readonly object[]])[] = [
  ['hosts of a route', [{ ...DOOR, kind: 'HTTPRoute', spec: { hostnames: 5 } }]],
  [
    'certificates of a class',
    [
      { ...DOOR, kind: 'Ingress' },
      { ...DOOR, kind: 'IngressClassParams', spec: { certificateARNs: {} } },
    ],
  ],
  ['ranges of a Service', [{ ...DOOR, kind: 'Service', spec: { loadBalancerSourceRanges: 'all' } }]],
];

test.each(ODD)('a door is read as far as it has the form: %s', (_part, objects) => {
  const importing = new Importing(undefined);
  readOwnExpose(
    importing,
    objects.map((one) => ({ apiVersion: 'v1', ...one }) as Manifest),
  );
  expect(importing.draft.has(['expose', 'host'])).toBe(false);
  expect(importing.draft.has(['expose', 'certificateArn'])).toBe(false);
});
