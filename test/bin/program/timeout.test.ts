import { secondsOfTimeout } from '../../../bin/program/timeout';
import { UsageError } from '../../../bin/terminal/problems';

test('a timeout is in seconds', () => {
  expect(['5s', '20m', '3h', '7d', '1w'].map(secondsOfTimeout)).toEqual([5, 1200, 10_800, 604_800, 604_800]);
});

test.each([
  ['10', '--timeout: 10 is not a duration; write a whole number above 0 and s, m, h, d or w, such as 20m'],
  ['0s', '--timeout: 0s is not a duration; write a whole number above 0 and s, m, h, d or w, such as 20m'],
  // Timers of Node end at once above 24 days, and throw above 49.
  ['25d', '--timeout: 25d is longer than 7 days; write at most 7d'],
  ['9999999d', '--timeout: 9999999d is longer than 7 days; write at most 7d'],
])('%s is refused', (timeout, message) => {
  expect(() => secondsOfTimeout(timeout)).toThrow(UsageError);
  expect(() => secondsOfTimeout(timeout)).toThrow(message);
});
