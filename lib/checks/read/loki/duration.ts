import { lokiSeconds } from '../../../../charts/loki/config/retention';
import { isText } from '../../../manifests/shape';

/** Seconds of a duration of Loki; undefined if absent or invalid. */
export function seconds(value: unknown): number | undefined {
  if (value === 0) return 0;
  return isText(value) ? lokiSeconds(value) : undefined;
}
