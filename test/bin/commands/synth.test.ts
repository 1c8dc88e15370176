import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  cloneFolder,
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

describe('in a clone, without AWS', () => {
  const clone = cloneFolder();

  test('writes templates and manifests of all environments, and prints the next commands', () => {
    const { status, stdout } = eksLoki(['synth'], clone);
    expect(status).toBe(0);
    expect(stdout).toContain("\n  npx cdk bootstrap aws://111122223333/us-east-1\n  npx cdk deploy 'dev/**'\n");
    expect(stdout).toContain('\nFor another environment: npx eks-loki synth prod\n');
    expect(readdirSync(join(clone, 'k8s.out'))).toEqual(['.eks-loki', 'dev', 'prod', 'training-on-eks']);
    const templates = readdirSync(join(clone, 'cdk.out'), { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.template.json'),
    );
    expect(templates).toHaveLength(8);
  });

  test('render writes byte for byte what synth wrote', () => {
    const files = (folder: string) =>
      readdirSync(join(clone, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.yaml'))
        .map((file) => [file, readFileSync(join(clone, folder, file), 'utf8')]);
    expect(eksLoki(['render', '--out', 'rendered'], clone).status).toBe(0);
    expect(files('rendered')).toEqual(files('k8s.out'));
  });
});

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

test('warnings are printed once, with an acknowledgement that works when it is pasted', () => {
  const folder = workFolder(environmentsFile(`{ dev: ${OPEN} }`));
  const { status, stderr } = eksLoki(ARGS, folder);
  expect(status).toBe(0);
  expect(stderr.match(/\(CLUSTER-ADMINS-1\)/g)).toHaveLength(1);
  expect(stderr).not.toMatch(/\.[jt]s:\d+|Annotation::/);
  const [pasted] = /^ {2}acknowledge: \[$[^]*?^ {2}\],$/m.exec(stderr) ?? [];
  writeFileSync(join(folder, 'environments.ts'), environmentsFile(`{ dev: { ...${OPEN}, ${pasted} } }`));
  expect(eksLoki(ARGS, folder)).toMatchObject({ status: 0, stderr: '' });
});

test('an existing cluster has the same next commands, and a step for passwords made by hand', () => {
  const issuer = 'https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E';
  const existing =
    `{ account: '111122223333', region: 'eu-west-1', credentials: { from: 'kubernetes-secret' }, ` +
    `cluster: { existing: { name: 'Main', oidcIssuer: '${issuer}' } } }`;
  const { stdout } = eksLoki(ARGS, workFolder(environmentsFile(`{ dev: ${existing} }`)));
  expect(stdout.split('\n').slice(3)).toEqual([
    'Next for dev (the first one once per account and region):',
    '  npx cdk bootstrap aws://111122223333/eu-west-1',
    "  npx cdk deploy 'dev/**'",
    '  aws eks update-kubeconfig --region eu-west-1 --name Main',
    '  npx eks-loki credentials dev | kubectl apply -f -',
    '  npx eks-loki wait dev',
    '',
  ]);
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
