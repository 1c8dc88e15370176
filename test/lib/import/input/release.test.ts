import { gzipSync } from 'node:zlib';
import { InputError } from '../../../../charts/input/problems';
import { releaseOf } from '../../../../lib/import/input/release';
import { needsRendered } from '../../../../lib/import/input/needs-rendered';
import { helmSecret } from '../helm-secret';

test('the newest release that is deployed is read', () => {
  const secrets = [
    helmSecret({ version: 3, status: 'superseded' }),
    helmSecret({ version: 9 }),
    helmSecret({ version: 10, status: 'failed' }),
  ];
  expect(releaseOf(secrets, 'r')).toMatchObject({
    name: 'loki',
    namespace: 'monitoring',
    chart: 'loki',
    chartName: 'loki 6.49.0',
    values: { revision: 9 },
  });
});

test.each([
  ['no data', {}],
  ['no release', { data: { release: Buffer.from('x').toString('base64') } }],
  ['no object', { data: { release: Buffer.from(gzipSync('[]').toString('base64')).toString('base64') } }],
])('%s is refused', (_what, secret) => {
  expect(() => releaseOf([{ metadata: {}, ...secret }], 'release loki')).toThrow(InputError);
});

test('what is rendered is read if the values do not say what runs', () => {
  const schema = { loki: { schemaConfig: { configs: [{ from: '2024-04-01' }] } } };
  expect(needsRendered(schema, 'loki')).toBe(false);
  expect(needsRendered({ loki: {} }, 'loki')).toBe(true);
  expect(needsRendered({ ...schema, a: '{{ .Values.b }}' }, 'loki')).toBe(true);
  expect(needsRendered({}, 'promtail')).toBe(false);
  expect(needsRendered({ x: 1 }, undefined)).toBe(true);
});
