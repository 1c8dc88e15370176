import { eksLoki, withoutAws, workFolder } from '../../helpers/cli';
import { ENVIRONMENTS } from '../../helpers/fake-kubectl';

jest.setTimeout(60_000);

const run = (...args: string[]) =>
  eksLoki(['logcli', 'dev', '--environments', ENVIRONMENTS, ...args], workFolder(), withoutAws({ COLUMNS: '1000' }));

test('commands for a shell, and nothing else, are on standard output', () => {
  const { status, stdout, stderr } = run();
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const lines = stdout.trim().split('\n');
  expect(lines.filter((line) => !/^(kubectl|curl|export LOKI_\w+|LOKI_PASSWORD=\$\(.*\)$)/.test(line))).toEqual([]);
  expect(lines).toContain("export LOKI_ORG_ID='dev'");
});

test.each(['0', '80', '8080.5', 'x'])('%s is not a port for a tunnel', (port) => {
  const { status, stdout, stderr } = run('--port', port);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toBe(`error --port: ${port} is not a port; write a whole number from 1024 to 65535, such as 8080\n`);
});
