import { chartOf, component, regexOf } from '../helpers';

const { config } = chartOf();

describe('the log of cloud-init', () => {
  const process = component(config, 'loki.process', 'cloud_init');

  test('trap 21: lines have the time cloud-init wrote', () => {
    const line = '2025-01-01 12:00:00,123 - util.py[DEBUG]: Reading from /proc/uptime (quiet=False)';
    expect(regexOf(process, 'expression').exec(line)?.groups).toEqual({
      time: '2025-01-01 12:00:00,123',
      level: 'DEBUG',
    });
    expect(process).toContain('format   = "2006-01-02 15:04:05,000"');
  });

  test.each(['0000-01-01', '0999-12-31', '9999-12-31'])('an entry of %s has a level, and no time', (date) => {
    expect(regexOf(process, 'expression').exec(`${date} 12:00:00,123 - util.py[WARNING]: failed`)?.groups).toEqual({
      time: undefined,
      level: 'WARNING',
    });
  });

  test('a traceback belongs to the entry before it', () => {
    const first = regexOf(process, 'firstline');
    expect(first.test('2025-01-01 12:00:00,123 - util.py[WARNING]: failed')).toBe(true);
    expect(first.test('Traceback (most recent call last):')).toBe(false);
    expect(first.test('  File "/usr/lib/python3.9/site-packages/cloudinit/util.py", line 1')).toBe(false);
  });
});

test('the output of what cloud-init ran is a source of its own, off by default', () => {
  expect(config).not.toContain('cloud-init-output');
  expect(chartOf({ sources: { cloudInit: { output: true } } }).config).toContain('/var/log/cloud-init-output.log');
});
