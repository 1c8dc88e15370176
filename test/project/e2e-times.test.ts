import { timesTable } from '../e2e/times-table';

test('the longest suite is first; what failed or did not run is said, and the sum of all', () => {
  const table = timesTable(
    [
      { suite: 'dev.e2e.ts', seconds: 61.4, ran: 12, failed: 0, notRun: 0, needs: [] },
      { suite: 'kafka.e2e.ts', seconds: 0.1, ran: 0, failed: 0, notRun: 9, needs: ['java', 'kafka'] },
      { suite: 'zones.e2e.ts', seconds: 120.2, ran: 4, failed: 1, notRun: 0, needs: [] },
    ],
    130,
  );
  expect(table.split('\n')).toEqual([
    '',
    'zones.e2e.ts        120 s  4 tests; 1 failed',
    'dev.e2e.ts           61 s  12 tests',
    'kafka.e2e.ts          0 s  0 tests; 9 did not run, for java, kafka',
    'sum of all suites   182 s',
    'from start to end   130 s',
    '',
  ]);
});

test('nothing is printed for a run without suites', () => {
  expect(timesTable([], 1)).toBe('');
});
