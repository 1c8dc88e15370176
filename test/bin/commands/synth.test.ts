import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cloneFolder, eksLoki, environmentsFile, workFolder } from '../../helpers/cli';

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
