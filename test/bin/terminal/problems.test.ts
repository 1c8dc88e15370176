import { problemBlock } from '../../../bin/terminal/problems';

const PROBLEM = {
  path: 'environments.prod.retention',
  found: '12h is shorter than the 24h index period',
  fix: 'use at least 1d',
};
const output = (columns: number) => ({ columns });

beforeEach(() => delete process.env.FORCE_COLOR);

test('a problem that fits is one line', () => {
  const line = 'error environments.prod.retention: 12h is shorter than the 24h index period; use at least 1d';
  expect(problemBlock('error', PROBLEM, output(line.length))).toBe(line);
});

test('else path, what was found and fix each begin a line', () => {
  expect(problemBlock('warning', PROBLEM, output(80)).split('\n')).toEqual([
    'warning environments.prod.retention:',
    '  12h is shorter than the 24h index period;',
    '  use at least 1d',
  ]);
  expect(problemBlock('warning', PROBLEM, output(30)).split('\n')).toEqual([
    'warning',
    '  environments.prod.retention:',
    '  12h is shorter than the 24h',
    '    index period;',
    '  use at least 1d',
  ]);
});

test('lines of what was found stay lines', () => {
  const lines = problemBlock('error', { path: 'a', found: 'one\ntwo', fix: 'three' }, output(80)).split('\n');
  expect(lines).toEqual(['error a:', '  one', '  two;', '  three']);
});

test('on a terminal the severity has its colour', () => {
  const terminal = { isTTY: true, columns: 200 };
  expect(problemBlock('error', PROBLEM, terminal)).toMatch(/^\u001b\[31merror\u001b\[39m environments/);
  expect(problemBlock('warning', PROBLEM, terminal)).toMatch(/^\u001b\[33mwarning\u001b\[39m environments/);
});
