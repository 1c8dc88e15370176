import { LABEL_KEY, LABEL_VALUE } from '../../../../charts/input/forms';
import { show } from '../../../../charts/input/show';
import { isRecord, isText } from '../../../manifests/shape';
import { tokensIn } from '../../../manifests/tokens';
import { isPlaceholder } from '../configured';
import type { ApiFault } from './fault';

/** Faults of labels or annotations at a path. */
export function entryFaults(field: 'labels' | 'annotations', map: unknown, path: string): ApiFault[] {
  if (map === null || map === undefined) return [];
  if (!isRecord(map))
    return [
      {
        path,
        found: `${show(map)} has no names with values`,
        fix: `write ${field} with their names, such as team: logs`,
      },
    ];
  return Object.entries(map).flatMap(([key, value]) => {
    const fault = entryFault(field, key, value);
    return fault ? [{ ...fault, path: `${path}[${key}]` }] : [];
  });
}

/** Fault of a label or an annotation. */
function entryFault(field: 'labels' | 'annotations', key: string, value: unknown): Omit<ApiFault, 'path'> | undefined {
  // The API server compares the prefix of an annotation without its case.
  const name = field === 'annotations' ? key.toLowerCase() : key;
  // A placeholder of the CDK is a finding of its own.
  if (!isPlaceholder(key) && tokensIn(key).length === 0 && LABEL_KEY.faultOf(name)) {
    return { found: 'is not a key of a label or an annotation', fix: "write one such as 'example.com/team'" };
  }
  // A field that is null is not sent.
  if (value === null || value === undefined) return undefined;
  if (!isText(value)) return { found: `${show(value)} is not a text`, fix: 'write it in quotes' };
  const fault = field === 'labels' && !isPlaceholder(value) ? LABEL_VALUE.faultOf(value) : undefined;
  return fault && { found: `${show(value)} ${fault.wrong}`, fix: fault.fix };
}
