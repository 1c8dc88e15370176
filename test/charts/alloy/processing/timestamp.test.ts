import type { AlloyProcessing } from '../../../../charts/alloy/chart';
import { chartOf } from '../helpers';

const configOf = (...processing: AlloyProcessing[]): string => chartOf({ pipeline: { processing } }).config;

test('a place counts for formats that Go has a name for: Alloy ignores it beside the name', () => {
  const of = (timestamp: AlloyProcessing['timestamp']) => configOf({ regex: '^(?P<t>.+)', timestamp });
  const zoned = of({ field: 't', format: 'RFC1123', location: 'Europe/Berlin' });
  expect(zoned).toMatch(/format += "Mon, 02 Jan 2006 15:04:05 MST"\n\s+location += "Europe\/Berlin"/);
  expect(of({ field: 't', format: 'ANSIC' })).toMatch(/format += "ANSIC"/);
});
