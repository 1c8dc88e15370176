import type { IngesterZones } from '../../../../charts/loki/workloads/migration';
import { ZONE_RULES } from '../../../../lib/checks/loki/ingester-zones';
import { type DeployedFacts, factsOf } from '../../../../lib/planner/deployed/facts';
import { ownLoki } from '../../../../lib/environment/own-loki';
import { INGESTER_STEPS, type IngesterStep } from '../../../../lib/planner/deployed/ingesters';
import { Manifests } from '../../../../lib/manifests/manifests';
import { describeRules, Parts } from '../harness';

const PASS = 'remove deployed/prod.json';
const record = (facts: DeployedFacts | undefined) => ({ facts, manifests: new Manifests([]), pass: PASS });

/** Says that the environment was deployed with its ingesters in another state. */
const was = (ingesters?: IngesterStep) => (parts: Parts) => {
  parts.deployed = record({ ...factsOf(parts.environment), ingesters });
};

/** Findings about an environment with its ingesters in a state. */
function findings(ingesterZones: IngesterZones | undefined, change: (parts: Parts) => unknown): string[] {
  const parts = new Parts('prod');
  const { chartsProps } = parts.environment;
  const environment = {
    ...parts.environment,
    chartsProps: { ...chartsProps, loki: { ...ownLoki(parts.environment).loki, ingesterZones } },
  };
  change(parts);
  return ZONE_RULES.flatMap((rule) => rule.check({ ...parts.subject, environment })).map(
    ({ path, found, fix }) => `${path}: ${found}; ${fix}`,
  );
}

const ZONES: Readonly<Record<IngesterStep, IngesterZones>> = {
  one: false,
  'step 1': { step: 1 },
  'step 2': { step: 2 },
  'step 3': { step: 3 },
  'step 4': { step: 4 },
  'step 5': { step: 5 },
  zones: true,
};

describeRules(ZONE_RULES, [
  {
    rule: 'CHANGE-ZONES-1',
    breaks: was('zones'),
    finds: [
      'environments.prod.loki.ingesterZones: one StatefulSet of ingesters would follow a StatefulSet of ingesters in each zone; write { step: 5 } or true (docs/how-to/zones.md), or remove deployed/prod.json if it was never deployed',
    ],
  },
]);

test('the same ingesters, and one StatefulSet without a record, change nothing', () => {
  expect(findings(false, was())).toEqual([]);
  expect(findings(undefined, () => undefined)).toEqual([]);
  expect(findings(true, () => undefined)).toEqual([]);
});

test('a step may follow the one before, itself, and the one after, but ingesters of zones never end', () => {
  const allowed = INGESTER_STEPS.flatMap((before) =>
    INGESTER_STEPS.filter((is) => findings(ZONES[is], was(before)).length === 0).map((is) => `${before} > ${is}`),
  );
  expect(allowed).toEqual([
    ...['one > one', 'one > step 1'],
    ...['step 1 > one', 'step 1 > step 1', 'step 1 > step 2'],
    ...['step 2 > step 2', 'step 2 > step 3'],
    ...['step 3 > step 2', 'step 3 > step 3', 'step 3 > step 4'],
    ...['step 4 > step 3', 'step 4 > step 4', 'step 4 > step 5'],
    ...['step 5 > step 4', 'step 5 > step 5', 'step 5 > zones'],
    ...['zones > step 5', 'zones > zones'],
  ]);
});

test.each<[IngesterStep, IngesterStep, string]>([
  [
    'one',
    'zones',
    `a StatefulSet of ingesters in each zone would follow one StatefulSet of ingesters; write { step: 1 } or false (docs/how-to/zones.md), or ${PASS} if it was never deployed`,
  ],
  [
    'step 1',
    'step 3',
    `step 3 of the migration to zones would follow step 1 of the migration to zones; write { step: 2 } or { step: 1 } (docs/how-to/zones.md), or ${PASS} if it was never deployed`,
  ],
  [
    'step 2',
    'step 1',
    `step 1 of the migration to zones would follow step 2 of the migration to zones, and end ingesters of the zones with lines that are not in S3 yet; write { step: 2 }, or go back by hand (docs/how-to/zones.md, "Go back"), then ${PASS}`,
  ],
  [
    'step 4',
    'one',
    `one StatefulSet of ingesters would follow step 4 of the migration to zones; write { step: 3 } or { step: 4 } (docs/how-to/zones.md), or ${PASS} if it was never deployed`,
  ],
])('%s to %s is refused with what to write', (before, is, message) => {
  expect(findings(ZONES[is], was(before))).toEqual([`environments.prod.loki.ingesterZones: ${message}`]);
});

test('a step without a record is refused, since nothing says that the one before was deployed', () => {
  expect(findings({ step: 3 }, () => undefined)).toEqual([
    'environments.prod.loki.ingesterZones: step 3 of the migration to zones follows step 2 of the migration to zones, and no record says that this was deployed; name the record, or restore it from version control; to make one, synthesize ingesterZones: false and each step up to what is deployed, without a deploy; where Loki was never deployed write true (docs/how-to/zones.md)',
  ]);
});

test('a record from before there were zones is of one StatefulSet, and one of a later version is unknown', () => {
  const before = (parts: Parts) => {
    parts.deployed = record(undefined);
  };
  expect(findings({ step: 1 }, before)).toEqual([]);
  expect(findings({ step: 2 }, before)).toHaveLength(1);
  expect(findings(true, before)).toEqual([]);
  expect(findings({ step: 4 }, was('step 9' as never))).toEqual([]);
});
