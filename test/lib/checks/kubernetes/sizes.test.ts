import { checkManifests } from '../../../../lib/checks/check';
import { Manifests } from '../../../../lib/manifests/manifests';
import { SIZE_RULES } from '../../../../lib/checks/kubernetes/sizes';
import { describeRules } from '../harness';

const MIB = 1024 * 1024;

describeRules(SIZE_RULES, [
  {
    rule: 'K8S-SIZE-1',
    breaks: (parts) => {
      const metadata = { name: 'large', namespace: 'apps' };
      parts.objects.push({ apiVersion: 'v1', kind: 'ConfigMap', metadata, binaryData: { a: 'eHh4'.repeat(400_000) } });
    },
    finds: [
      'ConfigMap apps/large data: 1200000 bytes is more than the 1048576 that the API server accepts; split it into several objects',
    ],
    also: ['DELIVERY-OBJECT-1'],
  },
]);

test('1 MiB of decoded data is accepted, and one byte more is not', () => {
  const found = (kind: string, fields: object) =>
    checkManifests({
      manifests: new Manifests([{ apiVersion: 'v1', kind, metadata: { name: 'large', namespace: 'apps' }, ...fields }]),
    }).findings.filter(({ rule }) => rule.id === 'K8S-SIZE-1').length;
  const text = (bytes: number) => 'x'.repeat(bytes);
  const encoded = (bytes: number) => Buffer.from(text(bytes)).toString('base64');
  expect(found('ConfigMap', { data: { a: text(MIB - 1), b: 'x' } })).toBe(0);
  expect(found('ConfigMap', { data: { a: text(MIB - 1), b: '\u00e4' } })).toBe(1);
  expect(found('Secret', { data: { a: encoded(MIB) } })).toBe(0);
  expect(found('Secret', { data: { a: encoded(MIB) }, stringData: { b: 'x' } })).toBe(1);
});
