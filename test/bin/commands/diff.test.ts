import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eksLoki, eksLokiProcess, environmentsFile, oneLine, workFolder } from '../../helpers/cli';

const dev = (retention: string) =>
  environmentsFile(
    `{ dev: { account: '111122223333', region: 'us-east-1', retention: '${retention}', cluster: { create: {} } } }`,
  );

test('what a change of retention does is a few short lines', () => {
  const folder = workFolder(dev('7d'));
  const args = ['dev', '--environments', 'environments.ts'];
  const first = eksLoki(['diff', ...args], folder);
  expect(first.status).toBe(1);
  expect(oneLine(first.stderr)).toContain("run 'eks-loki render dev' before the change");
  expect(eksLoki(['render', ...args], folder).status).toBe(0);

  writeFileSync(join(folder, 'environments.ts'), dev('14d'));
  const { status, stdout, stderr } = eksLokiProcess(['diff', ...args], folder);
  expect(status).toBe(0);
  expect(stderr).not.toContain('AWS SDK');
  expect(stdout).toContain('~ ConfigMap loki/loki\n');
  expect(stdout).toMatch(/^ +- +retention_period: 168h$/m);
  expect(stdout).toMatch(/^ +\+ +retention_period: 336h$/m);
  expect(stdout).toContain('~ StatefulSet loki/loki-ingester (its pods restart)');
  expect(stdout).toMatch(/^0 added, \d+ changed, 0 removed, compared with k8s\.out\/dev of the last run$/m);
  expect(Buffer.byteLength(stdout)).toBeLessThan(3000);
});
