import { problemText } from '../../../../charts/input/problems';
import { validateEnvironments } from '../../../../lib/environment/validate';
import { HUB, SPOKE } from './setups';

/** Problems of a hub and a spoke, with some fields changed; paths of the spoke begin at its fields. */
export function problemsOf(spoke: object, hub: object = {}, more: Record<string, object> = {}): string[] {
  const all = { prod: { ...HUB, ...hub }, shop: { ...SPOKE, ...spoke }, ...more };
  return validateEnvironments(all).map((problem) => problemText(problem).replace(/^environments\.shop\./, ''));
}
