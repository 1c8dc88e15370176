import { formatFault, lacksZone, locationFault, timeRegex } from '../../../../../charts/alloy/sources/files/timestamps';

const passes = (format: string, time: string): boolean => new RegExp(`^(?:${timeRegex(format)})$`).test(time);

test.each([
  ['RFC3339Nano', '2026-11-29T08:53:48.123456789Z'],
  ['RFC3339', '2026-11-29T08:53:48+01:00'],
  ['RFC1123Z', 'Sun, 29 Nov 2026 08:53:48 +0000'],
  ['ANSIC', 'Sun Nov  1 08:53:48 2026'],
  ['Unix', '1795899745.123'],
  ['UnixMs', '1795899745123'],
  ['UnixUs', '1795899745123456'],
  ['UnixNs', '179589974512345678'],
  ['2006-01-02 15:04:05.000', '2026-11-29 08:53:48.123'],
  ['2006-01-02 15:04:05,000', '2026-11-29 08:53:48,123'],
  ['02/Jan/2006:15:04:05 -0700', '29/Nov/2026:08:53:48 +0000'],
  ['Jan _2 15:04:05', 'Nov  1 08:53:48'],
  ['1/2/06 3:04 PM', '11/29/26 8:53 AM'],
  ['Mon Jan _2 15:04:05 MST 2006', 'Sun Nov 29 08:53:48 CET 2026'],
])('%s takes %s', (format, time) => expect(passes(format, time)).toBe(true));

// Each would be a time that Alloy cannot encode, and cost all lines of its batch, or no time at all.
test.each([
  ['Unix', '253402300800'],
  ['UnixMs', '99999999999999'],
  ['Unix', '-1'],
  ['RFC3339', '0000-01-01T00:00:00Z'],
  ['RFC3339', '9999-12-31T23:59:59-12:00'],
  ['2006-01-02 15:04:05', '12026-11-29 08:53:48'],
  ['2006-01-02 15:04:05', 'soon'],
])('%s does not take %s', (format, time) => expect(passes(format, time)).toBe(false));

test('formats that are none, and zones that are none', () => {
  expect(formatFault('yyyy-MM-dd')?.wrong).toBe('is not a format in the notation of Go');
  expect(formatFault('%Y-%m-%d')?.fix).toContain("'RFC3339'");
  expect(formatFault('2006-01-02 15:04:05')).toBeUndefined();
  expect([locationFault('Europe/Berlin'), locationFault('Berlin')?.wrong]).toEqual([undefined, 'is not a time zone']);
  expect(['Unix', 'RFC3339', '2006-01-02 15:04:05'].map(lacksZone)).toEqual([false, false, true]);
});
