import type { Account } from '../tree/account';
import type { Path } from '../tree/path';
import { type ChartName, isOldPromtail, isOldPromtailKey, knownLength, placeOf } from './keys';

/** Marks the keys that had no effect in the chart, before anything else is read. */
export function markUnknown(account: Account, chart: ChartName): void {
  for (const node of account.unknown) {
    const { path } = node;
    if (isKnown(account, chart, path)) continue;
    const place = placeOf(chart, path);
    const isNowhere = place?.startsWith('no key') === true;
    const more =
      place === undefined ? '' : isNowhere ? place.replace('no key of the chart', '') : `; it belongs to ${place}`;
    account.ignore(path, `the chart has no such key${more}`);
  }
}

/** Parts of k8s-monitoring whose keys are known; those below others are keys of charts within it. */
const OF_LOGS = /^(podLogs|nodeLogs|clusterEvents|destinations$|externalServices)/;

function isKnown({ root }: Account, chart: ChartName, path: Path): boolean {
  const [first = '', second = ''] = path;
  if (chart === 'k8s-monitoring' && knownLength(chart, [first]) === 1) {
    if (!OF_LOGS.test(String(first))) return true;
    // Destinations of other types have keys of their own.
    if (first === 'destinations' && root.at(first, second, 'type').text !== 'loki') return true;
  }
  const inPromtail = chart === 'promtail' ? [] : chart === 'loki-stack' && first === 'promtail' ? [first] : undefined;
  if (inPromtail && isOldPromtail(root.at(...inPromtail).value) && isOldPromtailKey(path.slice(inPromtail.length)))
    return true;
  return knownLength(chart, path) === path.length;
}
