import { INGESTER_STEPS, type IngesterStep, ingesterStepOf } from '../../deployed/ingesters';
import { type EnvironmentRule, Severity } from '../rule';

const WORDS: Readonly<Record<IngesterStep, string>> = {
  one: 'one StatefulSet of ingesters',
  zones: 'a StatefulSet of ingesters in each zone',
};

const zonesInSteps: EnvironmentRule = {
  id: 'CHANGE-ZONES-1',
  severity: Severity.ERROR,
  title: 'ingesters do not move between one StatefulSet and zones',
  why: 'the former ingesters end at once, and take lines along that are not in S3 yet',
  evidence: 'https://grafana.com/docs/loki/latest/operations/zone-ingesters/',
  check: ({ environment, deployed }) => {
    const { ingesters: was = 'one' } = deployed?.facts ?? {};
    const is = ingesterStepOf(environment);
    if (!deployed?.facts || !INGESTER_STEPS.includes(was) || was === is) return [];
    return [
      {
        path: `environments.${environment.name}.loki.ingesterZones`,
        found: `${WORDS[is]} would follow ${WORDS[was]}`,
        fix: `write ${was === 'zones'} (docs/how-to/zones.md), or ${deployed.pass} if it was never deployed`,
      },
    ];
  },
};

/** Rules about changes of the StatefulSets of ingesters. */
export const ZONE_RULES: readonly EnvironmentRule[] = [zonesInSteps];
