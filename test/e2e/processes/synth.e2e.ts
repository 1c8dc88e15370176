import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  eksLoki,
  eksLokiProcess,
  environmentsFile,
  oneLine,
  onTerminal,
  withoutAws,
  workFolder,
} from '../../helpers/cli';
import { describeWith } from '../../helpers/programs';

jest.setTimeout(60_000);

const OPEN = "{ account: '111122223333', region: 'us-east-1', cluster: { create: {} } }";
const ARGS = ['synth', '--environments', 'environments.ts'];

test('a failure after the templates were made leaves those of the last run', () => {
  const folder = workFolder(environmentsFile(`{ dev: ${OPEN} }`));
  const environment = withoutAws({ NODE_OPTIONS: `--require ${join(folder, 'full.cjs')}` });
  expect(eksLoki(ARGS, folder).status).toBe(0);
  const before = readdirSync(join(folder, 'cdk.out'), { recursive: true });
  expect(before).toContain('manifest.json');
  // The disk is full once the templates are written.
  writeFileSync(
    join(folder, 'full.cjs'),
    `const fs = require('fs'); const { writeFileSync } = fs;
     fs.writeFileSync = (file, ...rest) => {
       if (String(file).endsWith('10-loki.k8s.yaml')) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
       return writeFileSync(file, ...rest);
     };`,
  );
  const { status, stderr } = eksLokiProcess(ARGS, folder, environment);
  expect(oneLine(stderr)).toContain(
    'error k8s.out/dev/10-loki.k8s.yaml: cannot be written: ENOSPC: no space left on device; name another with --out',
  );
  expect(status).toBe(1);
  expect(readdirSync(join(folder, 'cdk.out'), { recursive: true })).toEqual(before);
});

describeWith(['python3'], 'on a terminal', () => {
  test.each([80, 120])(
    'of %i columns no line is longer, and the progress line is gone before the first warning',
    (columns) => {
      const { status, written, lines } = onTerminal(columns, ARGS, workFolder(environmentsFile(`{ dev: ${OPEN} }`)));
      expect(status).toBe(0);
      expect(lines.filter((line) => line.length > columns)).toEqual([]);
      expect(written).toMatch(/^synthesizing …\r\u001b\[K\u001b\[33mwarning\u001b\[39m /);
      expect(lines[0]).toBe('warning environments.dev.cluster.create.admins:');
    },
  );
});
