import { lokiSize } from '../../charts/loki/sizes/sizes';
import type { Environment } from '../environment/environment';

/** States of the ingesters of an environment, in the order of a migration. */
export const INGESTER_STEPS = ['one', 'zones'] as const;

/** State of the ingesters: one StatefulSet, or one in each zone. */
export type IngesterStep = (typeof INGESTER_STEPS)[number];

/** State of the ingesters that an environment asks for. */
export function ingesterStepOf({ gigabytesPerDay, chartsProps }: Environment): IngesterStep {
  return lokiSize(gigabytesPerDay, {}, chartsProps.loki?.ingesterZones).ingesterZones ? 'zones' : 'one';
}
