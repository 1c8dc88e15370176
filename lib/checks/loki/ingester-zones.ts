import { INGESTER_STEPS, type IngesterStep, ingesterStepOf, ingesterZonesOf } from '../../planner/deployed/ingesters';
import { type EnvironmentRule, Severity } from '../rule';

const WORDS: Readonly<Record<string, string>> = {
  one: 'one StatefulSet of ingesters',
  zones: 'a StatefulSet of ingesters in each zone',
};

const wordsOf = (step: IngesterStep): string => WORDS[step] ?? `${step} of the migration to zones`;

/** How-to of the migration. */
const HOW_TO = 'docs/how-to/zones.md';

/** First states with lines in ingesters of zones. They cannot lead back to a state without these ingesters. */
const [FIRST_WITH_ZONES, LAST_WITHOUT] = (['step 2', 'step 1'] as const).map((step) =>
  INGESTER_STEPS.indexOf(step),
) as [number, number];

/** Values that may follow a state: the same, the next, and the one before unless that removes ingesters with lines. */
function followers(was: number): IngesterStep[] {
  const before = was === FIRST_WITH_ZONES ? [] : [was - 1];
  return [was + 1, was, ...before].flatMap((index) => INGESTER_STEPS[index] ?? []);
}

const zonesInSteps: EnvironmentRule = {
  id: 'CHANGE-ZONES-1',
  severity: Severity.ERROR,
  title: 'ingesters move between one StatefulSet and zones step by step',
  why: 'ingesters of the former kind end at once, with lines that are not in S3 yet, or queries miss lines of the others',
  evidence: 'https://grafana.com/docs/loki/latest/operations/zone-ingesters/',
  check: ({ environment, deployed }) => {
    const is = ingesterStepOf(environment);
    const path = `environments.${environment.name}.loki.ingesterZones`;
    if (!deployed) return without(path, is);
    const { ingesters: was = 'one' } = deployed.facts ?? {};
    const [from, to] = [was, is].map((step) => INGESTER_STEPS.indexOf(step)) as [number, number];
    // A record of a version without zones has no such facts, and one of a later version may have others.
    if (from === -1 || (!deployed.facts && is === 'zones') || followers(from).includes(is)) return [];
    const anew = `${deployed.pass} if it was never deployed`;
    if (from === FIRST_WITH_ZONES && to <= LAST_WITHOUT) {
      return [
        {
          path,
          found: `${wordsOf(is)} would follow ${wordsOf(was)}, and end ingesters of the zones with lines that are not in S3 yet`,
          fix: `write ${ingesterZonesOf(was)}, or go back by hand (${HOW_TO}, "Go back"), then ${deployed.pass}`,
        },
      ];
    }
    const nearest = INGESTER_STEPS[from + Math.sign(to - from)] as IngesterStep;
    const others = followers(from).includes(nearest) ? [nearest, was] : [was];
    return [
      {
        path,
        found: `${wordsOf(is)} would follow ${wordsOf(was)}`,
        fix: `write ${others.map(ingesterZonesOf).join(' or ')} (${HOW_TO}), or ${anew}`,
      },
    ];
  },
};

/** Finding about a step if no record says that the step before it was deployed. */
function without(path: string, is: IngesterStep) {
  const before = INGESTER_STEPS[INGESTER_STEPS.indexOf(is) - 1];
  if (before === undefined || is === 'zones') return [];
  return [
    {
      path,
      found: `${wordsOf(is)} follows ${wordsOf(before)}, and no record says that this was deployed`,
      fix:
        `name the record, or restore it from version control; to make one, synthesize ingesterZones: ${ingesterZonesOf('one')} ` +
        `and each step up to what is deployed, without a deploy; where Loki was never deployed write true (${HOW_TO})`,
    },
  ];
}

/** Rules about changes of the StatefulSets of ingesters. */
export const ZONE_RULES: readonly EnvironmentRule[] = [zonesInSteps];
