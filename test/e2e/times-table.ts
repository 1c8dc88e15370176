/** Time of a suite of `npm run e2e`. */
export interface SuiteTime {
  /** Name of its file. */
  readonly suite: string;

  /** How long it took. */
  readonly seconds: number;

  /** Number of tests that ran. */
  readonly ran: number;

  /** Number of those that failed. */
  readonly failed: number;

  /** Number of tests that did not run. */
  readonly notRun: number;

  /** Programs that they need. */
  readonly needs: readonly string[];
}

const second = (value: number): string => `${Math.round(value)} s`.padStart(7);

/** Table of suites, the longest first, with the sum of their times and that of the whole run. */
export function timesTable(times: readonly SuiteTime[], whole: number): string {
  if (times.length === 0) return '';
  const width = Math.max(...times.map(({ suite }) => suite.length), 'sum of all suites'.length);
  const rows = [...times]
    .sort((one, other) => other.seconds - one.seconds)
    .map(({ suite, seconds, ran, failed, notRun, needs }) => {
      const parts = [
        `${ran} tests`,
        ...(failed > 0 ? [`${failed} failed`] : []),
        ...(notRun > 0 ? [`${notRun} did not run${needs.length > 0 ? `, for ${needs.join(', ')}` : ''}`] : []),
      ];
      return `${suite.padEnd(width)} ${second(seconds)}  ${parts.join('; ')}`;
    });
  const sum = times.reduce((total, { seconds }) => total + seconds, 0);
  return [
    '',
    ...rows,
    `${'sum of all suites'.padEnd(width)} ${second(sum)}`,
    `${'from start to end'.padEnd(width)} ${second(whole)}`,
    '',
  ].join('\n');
}
