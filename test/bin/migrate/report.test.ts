import { outcomeOf, outcomeText } from '../../../bin/migrate/report';
import type { MigrationPlan } from '../../../bin/migrate/plan';
import type { IngesterZones } from '../../../charts/loki/workloads/migration';
import { resolveEnvironment } from '../../../lib/environment/environment';

const FILE = 'bin/environments.ts';

/** Outcome and text of a plan, with what is written in the file. */
function reported(ingesterZones: IngesterZones, plan: Partial<MigrationPlan> & Pick<MigrationPlan, 'cluster'>) {
  const environment = resolveEnvironment('prod', {
    ...{ account: '111122223333', region: 'us-east-1', volume: '2 TB/day', cluster: { create: {} } },
    loki: { ingesterZones },
  });
  const outcome = outcomeOf(environment, FILE, { reasons: [], commands: [], ...plan });
  return { ...outcome, text: outcomeText(outcome).split('\n') };
}

test('a step that may be deployed: the change of the file, and the commands', () => {
  const { text, mayStart, change } = reported({ step: 2 }, { cluster: 'step 2', next: 'step 3' });
  expect([mayStart, change]).toEqual([true, `${FILE}: environments.prod.loki.ingesterZones: { step: 3 }`]);
  expect(text).toEqual([
    'prod: the cluster has step 2 of 5, the file step 2 of 5',
    'next: step 3 of 5, which may be deployed',
    `write in ${FILE}: environments.prod.loki.ingesterZones: { step: 3 }`,
    'Then run:',
    "  npx cdk deploy 'prod/**'",
    '  npx eks-loki wait prod',
  ]);
});

test('a file that has the step already needs no change', () => {
  expect(reported({ step: 3 }, { cluster: 'step 2', next: 'step 3' }).change).toBeNull();
  expect(reported(false, { cluster: 'one', next: 'step 1' }).change).toContain('ingesterZones: { step: 1 }');
});

test('the last deploy is followed by a restart zone after zone', () => {
  const { commands, change } = reported({ step: 5 }, { cluster: 'step 5', next: 'zones' });
  expect(change).toContain('ingesterZones: true');
  expect(commands).toEqual(["npx cdk deploy 'prod/**'", 'npx eks-loki wait prod', 'npx eks-loki roll prod']);
});

test('a step that may not be deployed: the reasons, and nothing to write', () => {
  const plan = { next: 'step 4', reasons: ['loki-ingester-0 is LEAVING in the ring'] } as const;
  const { text, mayStart, change } = reported({ step: 4 }, { cluster: 'step 3', ...plan });
  expect([mayStart, change]).toEqual([false, null]);
  expect(text).toEqual([
    'prod: the cluster has step 3 of 5, the file step 4 of 5',
    'next: step 4 of 5, not yet:',
    '  - loki-ingester-0 is LEAVING in the ring',
  ]);
});

test('the end: all are in zones, or not complete', () => {
  const commands = ['kubectl -n loki delete persistentvolumeclaims data-loki-ingester-0'];
  expect(reported(true, { cluster: 'zones', commands })).toMatchObject({
    ...{ next: null, done: true, mayStart: false, change: null },
    text: [
      'prod: the cluster has a StatefulSet in each zone, the file a StatefulSet in each zone',
      'all ingesters are in zones',
      'Then run:',
      `  ${commands[0]}`,
    ],
  });
  const late = reported({ step: 5 }, { cluster: 'zones', reasons: ['a is not in the ring'] });
  expect(late).toMatchObject({ done: false, change: expect.stringContaining('ingesterZones: true') });
  expect(late.text[1]).toBe('ingesters in zones are not complete:');
});
