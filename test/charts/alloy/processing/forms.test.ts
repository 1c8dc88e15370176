import { DURATION } from '../../../../charts/alloy/processing/forms';

test.each([
  ['1000000h', undefined],
  ['1000001h', 'is more than 1000000h'],
  ['60000000m', undefined],
  ['60000001m', 'is more than 1000000h'],
  ['3600000000s', undefined],
  ['3600000001s', 'is more than 1000000h'],
  ['3600000000000ms', undefined],
  ['3600000001000ms', 'is more than 1000000h'],
  ['500000h30000000m', undefined],
  ['500000h30000001m', 'is more than 1000000h'],
  ['1.5h', undefined],
  ['0h', 'is not a duration'],
  ['0s1m', undefined],
  ['1d', 'is not a duration'],
])('%s is a duration, or its fault is %j', (text, wrong) => {
  expect(DURATION.faultOf(text)?.wrong).toBe(wrong);
});
