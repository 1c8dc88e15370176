import { ZONE_RULES } from '../../../../lib/checks/loki/ingester-zones';
import { factsOf } from '../../../../lib/deployed/facts';
import type { IngesterStep } from '../../../../lib/deployed/ingesters';
import { Manifests } from '../../../../lib/manifests/manifests';
import { describeRules, Parts } from '../harness';

/** Says that the environment was deployed with its ingesters in another state. */
const was = (ingesters?: IngesterStep) => (parts: Parts) => {
  const facts = { ...factsOf(parts.environment), ingesters };
  parts.deployed = { facts, manifests: new Manifests([]), pass: 'remove deployed/prod.json' };
};

const findings = (change: (parts: Parts) => unknown): string[] => {
  const parts = new Parts('prod');
  change(parts);
  return parts.findings.filter((line) => line.startsWith('CHANGE-ZONES-1'));
};

describeRules(ZONE_RULES, [
  {
    rule: 'CHANGE-ZONES-1',
    breaks: was('zones'),
    finds: [
      'environments.prod.loki.ingesterZones: one StatefulSet of ingesters would follow a StatefulSet of ingesters in each zone; write true (docs/how-to/zones.md), or remove deployed/prod.json if it was never deployed',
    ],
  },
]);

test('the same ingesters, and an environment without a record, change nothing', () => {
  expect(findings(was())).toEqual([]);
  expect(findings(() => undefined)).toEqual([]);
});
