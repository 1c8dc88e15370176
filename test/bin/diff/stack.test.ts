import { compareWithNothing, compareWithStack } from '../../../bin/diff/stack';
import { renderCharts } from '../../../lib/checks/checked-charts';
import { resolveEnvironment } from '../../../lib/environment/environment';
import { MANIFEST_TYPE, RECORD_METADATA, type DeployedRecord } from '../../../lib/planner/deployed/record';
import { factsOf } from '../../../lib/planner/deployed/facts';
import { Manifests } from '../../../lib/manifests/manifests';

const environment = resolveEnvironment('dev', {
  ...{ account: '111122223333', region: 'us-east-1', cluster: { create: {} } },
});
const rendered = renderCharts(environment);
const { objects } = rendered.manifests;
const facts = factsOf(environment);

/** Side to compare, with a record. */
const comparing = (record?: DeployedRecord) => ({ ...rendered, records: () => record });

/** Reader of a stack that delivers some objects. */
const stackOf = (delivered: readonly object[], metadata: object = {}) => {
  const Properties = { Manifest: JSON.stringify(delivered) };
  const template = JSON.stringify({ Metadata: metadata, Resources: { Piece: { Type: MANIFEST_TYPE, Properties } } });
  return () => Promise.resolve({ template, objects: delivered as never, hasNested: true });
};

test('what the stack delivers is compared, and rules about changes get its facts and objects', async () => {
  const found = await compareWithStack(comparing(), stackOf(objects.slice(1), { [RECORD_METADATA]: facts }));
  expect(found).toMatchObject({
    base: 'the deployed stack dev-Logging',
    changes: [{ kind: 'added' }],
    deployed: { facts, pass: 'deploy it with -c record=none' },
  });
  expect(found?.deployed?.manifests.objects).toHaveLength(objects.length - 1);
});

test('facts of a stack that has none are those of the record, as is the way past it', async () => {
  const record = { facts: { ...facts, region: 'eu-west-1' }, manifests: new Manifests([]), pass: 'remove it' };
  const found = await compareWithStack(comparing(record), stackOf(objects));
  expect(found?.deployed).toMatchObject({ facts: { region: 'eu-west-1' }, pass: 'remove it' });
  expect(found?.deployed?.manifests.objects).toHaveLength(objects.length);
});

test('a stack that cannot be read is not a side, and one that was never deployed is an empty one', async () => {
  expect(await compareWithStack(comparing(), () => Promise.resolve(undefined))).toBeUndefined();
  expect(await compareWithNothing(comparing(), () => Promise.resolve({ error: 'denied' }))).toBeUndefined();
  expect(await compareWithNothing(comparing(), () => Promise.resolve({ text: '{}' }))).toBeUndefined();
  const found = await compareWithNothing(comparing(), () => Promise.resolve({}));
  expect(found?.base).toBe('nothing: the stack dev-Logging was never deployed');
  expect(found?.changes.map(({ kind }) => kind)).toEqual(objects.map(() => 'added'));
});
