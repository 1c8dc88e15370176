import { hasOffset, LOCATION, TIME_FORMAT, timeRegex } from '../../../charts/input/go-time';

const matches = (format: string, time: string): boolean => new RegExp(timeRegex(format)).test(time);

test.each([
  ['RFC3339Nano', '2026-11-28T10:15:30.123456789Z'],
  ['RFC3339', '2026-11-28T10:15:30+01:00'],
  ['Unix', '1795901123.5'],
  ['UnixMs', '1795901123456'],
  ['UnixUs', '1795901123456789'],
  ['UnixNs', '1795901123456789012'],
  ['ANSIC', 'Sat Nov 28 10:15:30 2026'],
  ['02/Jan/2006:15:04:05 -0700', '28/Nov/2026:10:15:30 +0000'],
  ['2006-01-02 15:04:05.000', '2026-11-28 10:15:30.123'],
  ['Jan _2 15:04:05', 'Nov  8 10:15:30'],
  ['1/2/06 3:04 PM', '11/8/26 10:15 AM'],
])('%s: %s', (format, time) => {
  expect(TIME_FORMAT.faultOf(format)).toBeUndefined();
  expect(matches(format, time)).toBe(true);
});

test.each([
  ['01', '11', '1'],
  ['02', '28', '8'],
  ['03', '10', '1'],
  ['04', '15', '5'],
  ['05', '30,123', '3'],
  ['06', '26', '6'],
  ['15', '22', '2'],
  ['1', '1', ''],
  ['2', '8', ''],
  ['3', '3', ''],
  ['4', '9', ''],
  ['5', '7.5', ''],
  ['_2', ' 8', ''],
  ['002', '332', '32'],
  ['__2', '  9', ' 9'],
  ['PM', 'AM', 'am'],
  ['pm', 'pm', 'PM'],
  ['-07', '+01', '+1'],
  ['-0700', '-0330', '-330'],
  ['-07:00', '+05:30', '+0530'],
  ['-070000', '+013000', '+0130'],
  ['-07:00:00', '+01:30:00', '+01:30'],
  ['Z07', 'Z', '1'],
  ['Z0700', '+0100', '+01'],
  ['Z07:00', '-01:00', '-0100'],
])('%s is %s and not %j', (part, right, wrong) => {
  const layout = `<${part}>`;
  expect([right, wrong].map((time) => matches(layout, `<${time}>`))).toEqual([true, false]);
});

// Each makes a batch that Alloy cannot send, or is a number of another unit.
test.each([
  ['RFC3339', '9999-12-31T23:59:59-14:00'],
  ['RFC3339', '0000-01-01T00:00:00Z'],
  ['2006-01-02 15:04:05', '9999-12-31 23:59:59'],
  ['Unix', '1795901123456'],
  ['Unix', '-1'],
  ['Unix', '1795901123.1234567890'],
  ['UnixMs', '1795901123'],
  ['UnixNs', '1795901123456'],
])('%s is not %s', (format, time) => expect(matches(format, time)).toBe(false));

test.each(['January 02 15', 'Jan _2 03PM', '01/02 3pm', '1/2 15', '2006 002 15', '2006 __2 15'])(
  '%s has an hour, a month and a day',
  (format) => expect(TIME_FORMAT.faultOf(format)).toBeUndefined(),
);

test('a name in another case is the one that is meant', () => {
  expect(TIME_FORMAT.faultOf('rfc3339')).toEqual({ wrong: 'is not a name of Go', fix: 'did you mean RFC3339?' });
  expect(TIME_FORMAT.faultOf('unixMS')?.fix).toBe('did you mean UnixMs?');
});

test.each([
  ['%Y-%m-%d', 'has %Y'],
  ['YYYY-MM-DD HH:mm', 'has YYYY'],
  ['15:04:05', 'has no month'],
  ['2006-01-02', 'has no hour'],
  ['iso', 'has no hour'],
])('%s is not a format: it %s', (format, wrong) => expect(TIME_FORMAT.faultOf(format)?.wrong).toContain(wrong));

test('places are those of the time zone database', () => {
  expect(LOCATION.faultOf('Europe/Berlin')).toBeUndefined();
  for (const name of ['UTC', 'US/Eastern', 'EST', 'Etc/GMT+1', 'Europe/Kyiv', 'Europe/Kiev']) {
    expect(LOCATION.faultOf(name)).toBeUndefined();
  }
  expect(LOCATION.faultOf('utc')?.fix).toBe("write it as 'UTC'");
  expect(LOCATION.faultOf('europe/Berlin')?.fix).toBe("write it as 'Europe/Berlin'");
  expect(LOCATION.faultOf('us/eastern')?.wrong).toBe('has letters that Go does not find it by');
  expect(LOCATION.faultOf('Berlin')?.wrong).toBe('is not a place in the time zone database');
});

test.each([
  ['RFC3339', true],
  ['Unix', true],
  ['RFC1123Z', true],
  ['2006-01-02 15:04:05', false],
  ['ANSIC', false],
  // Go takes CET for UTC, unless a place says what it is.
  ['RFC1123', false],
  ['02.01.2006 15:04:05 MST', false],
])('times of %s say how far they are from UTC: %s', (format, is) => expect(hasOffset(format)).toBe(is));

test.each(['2021-12-23T18:40:25Z', '2022-02-17 06:06:07.1715'])(
  'another time than that of Go is not a layout: %s',
  (format) => {
    expect(TIME_FORMAT.faultOf(format)?.wrong).toMatch(/^has the \w+ twice as Go reads it$/);
  },
);

test.each([
  ['2006-01-02 03:04:05', 'has 03, an hour up to 12, and no PM'],
  ['1/2/2006 3:04', 'has 3, an hour up to 12, and no PM'],
  ['20060102150405000', 'has 000 right after the seconds, where Go reads no fraction'],
  ['2006-01-02T15:04:05999999Z', 'has 999999 right after the seconds, where Go reads no fraction'],
])('a time of day that Go reads otherwise: %s', (format, wrong) => {
  expect(TIME_FORMAT.faultOf(format)?.wrong).toBe(wrong);
});

test.each([
  '2006-01-02 03:04:05 PM',
  '3:04pm Jan 2',
  '2006-01-02 15:04:05,000',
  '20060102150405.000',
  '0201061504050700',
])('a time of day that Go reads: %s', (format) => {
  expect(TIME_FORMAT.faultOf(format)).toBeUndefined();
});
