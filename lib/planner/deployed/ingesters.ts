import { lokiSize } from '../../../charts/loki/sizes/sizes';
import { MIGRATION_STEPS, type MigrationStep, stepOf } from '../../../charts/loki/workloads/migration';
import type { Environment } from '../../environment/environment';

/** State of the ingesters: one StatefulSet, a step of the migration, or one in each zone. */
export type IngesterStep = 'one' | `step ${MigrationStep}` | 'zones';

/** States of the ingesters of an environment, in the order of a migration. */
export const INGESTER_STEPS: readonly IngesterStep[] = [
  'one',
  ...MIGRATION_STEPS.map((step) => `step ${step}` as const),
  'zones',
];

/** State of the ingesters that an environment asks for. */
export function ingesterStepOf({ gigabytesPerDay, chartsProps }: Environment): IngesterStep {
  const { ingesterZones } = chartsProps.loki ?? {};
  const step = stepOf(ingesterZones);
  if (step) return `step ${step}`;
  return lokiSize(gigabytesPerDay, {}, ingesterZones).ingesterZones ? 'zones' : 'one';
}

/** Value of the field for a state, as in code. */
export function ingesterZonesOf(step: IngesterStep): string {
  if (step === 'one' || step === 'zones') return String(step === 'zones');
  return `{ step: ${step.slice('step '.length)} }`;
}
