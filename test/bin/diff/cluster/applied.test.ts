import { appliedOver, managerOf, withoutServerSide } from '../../../../bin/diff/cluster/applied';
import { LAST_APPLIED } from '../../../../lib/manifests/server-side';
import { object } from '../../../lib/manifests/builders';

const spec = (fields: object) => object('Deployment', 'a', { spec: fields });
/** A live object that was applied once. */
const live = (fields: object, applied?: object) => ({
  ...spec(fields),
  metadata: {
    ...{ name: 'a', namespace: 'loki' },
    ...(applied && { annotations: { [LAST_APPLIED]: JSON.stringify(spec(applied)) } }),
  },
});
const merged = (was: object, wanted: object, applied?: object) => appliedOver(live(was, applied), spec(wanted))['spec'];

test.each<[string, object, object, object | undefined, object]>([
  ['defaults of the server stay', { a: 1, byDefault: 2 }, { a: 1 }, { a: 1 }, { a: 1, byDefault: 2 }],
  ['a field that was applied and is not wanted goes', { a: 1, b: 2 }, { a: 1 }, { a: 1, b: 2 }, { a: 1 }],
  ['without a last apply it stays', { a: 1, b: 2 }, { a: 1 }, undefined, { a: 1, b: 2 }],
  ['of an object that goes, additions of others stay', { a: { x: 1, y: 2 } }, {}, { a: { x: 1 } }, { a: { y: 2 } }],
  ['an object that goes leaves nothing else', { a: { x: 1 } }, {}, { a: { x: 1 } }, {}],
  ['a field that is null is not wanted', { a: 1 }, { a: null }, { a: 1 }, { a: 1 }],
  [
    'a quantity in another form is the same',
    { resources: { limits: { cpu: '1', memory: '1Gi' } } },
    { resources: { limits: { cpu: '1000m', memory: '1024Mi' } } },
    undefined,
    { resources: { limits: { cpu: '1', memory: '1Gi' } } },
  ],
  [
    'another quantity is not',
    { resources: { limits: { memory: '1Gi' } } },
    { resources: { limits: { memory: '1025Mi' } } },
    undefined,
    { resources: { limits: { memory: '1025Mi' } } },
  ],
  [
    'a text that looks like a quantity is a text',
    { args: ['1000'], env: [{ name: 'A', value: '1000' }], size: '1Gi' },
    { args: ['1k'], env: [{ name: 'A', value: '1k' }], size: '1024Mi' },
    undefined,
    { args: ['1k'], env: [{ name: 'A', value: '1k' }], size: '1024Mi' },
  ],
  ['a port may be a text', { targetPort: 80 }, { targetPort: '80' }, undefined, { targetPort: 80 }],
  [
    'items of lists are merged by their names, and those that are not wanted go',
    { list: [{ name: 'a', byDefault: 1 }, { name: 'b' }] },
    { list: [{ name: 'c' }, { name: 'a' }] },
    undefined,
    { list: [{ name: 'c' }, { name: 'a', byDefault: 1 }] },
  ],
  [
    'items without a name by their places',
    { list: [{ x: 1, y: 2 }] },
    { list: [{ x: 3 }] },
    undefined,
    { list: [{ x: 3, y: 2 }] },
  ],
])('%s', (_what, was, wanted, applied, result) => {
  expect(merged(was, wanted, applied)).toEqual(result);
});

test('what the server and controllers write is not a part of an object', () => {
  const one = {
    ...object('Deployment', 'a', { status: { replicas: 1 }, spec: { replicas: 1 } }),
    metadata: {
      ...{ name: 'a', namespace: 'loki', uid: 'u', generation: 2, ownerReferences: [], labels: { app: 'a' } },
      annotations: { [LAST_APPLIED]: '{}', 'deployment.kubernetes.io/revision': '3', team: 'logs' },
    },
  };
  expect(withoutServerSide(one)).toEqual({
    ...{ apiVersion: 'v1', kind: 'Deployment', spec: { replicas: 1 } },
    metadata: { name: 'a', namespace: 'loki', labels: { app: 'a' }, annotations: { team: 'logs' } },
  });
  expect(withoutServerSide(live({}, {})).metadata).toEqual({ name: 'a', namespace: 'loki' });
});

test('an object that kubectl applied as the CDK does has no manager, whoever applied it before', () => {
  const managedFields = [{ manager: 'flux', operation: 'Apply' }];
  const applied = live({}, {});
  expect(managerOf({ ...applied, metadata: { ...applied.metadata, managedFields } as never })).toBeUndefined();
  expect(managerOf({ ...spec({}), metadata: { name: 'a', managedFields } as never })).toBe('flux');
});
