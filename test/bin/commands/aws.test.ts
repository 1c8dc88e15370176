import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eksLoki, environmentsFile, workFolder } from '../../helpers/cli';

jest.setTimeout(120_000);

const PLACE = "account: '111122223333', region: 'eu-west-1'";
const on = (name: string) =>
  `cluster: { existing: { name: '${name}', oidcIssuer: 'https://oidc.eks.eu-west-1.amazonaws.com/id/${name.toUpperCase()}539D4633E53DE1B716D3041E' } }`;
const NOTHING =
  "identity: 'pod-identity', credentials: { from: 'kubernetes-secret' }, loki: { url: 'https://loki.example.com', writer: 'w' }";
const ARGS = ['aws', '--environments', 'environments.ts'];

describe('with two environments', () => {
  const folder = workFolder(environmentsFile(`{ dev: { ${PLACE}, ${on('dev')} }, prod: { ${PLACE}, ${on('prod')} } }`));

  test('writes both formats of each, and prints the next commands', () => {
    const { status, stdout, stderr } = eksLoki(ARGS, folder);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      'ENVIRONMENT  RESOURCES  FILES',
      'dev          16         aws.out/dev/cloudformation.json',
      '                        aws.out/dev/loki.tf.json',
      'prod         16         aws.out/prod/cloudformation.json',
      '                        aws.out/prod/loki.tf.json',
      '',
      'Next for dev, with credentials of account 111122223333:',
      '  aws cloudformation deploy --region eu-west-1 --stack-name loki-dev --template-file aws.out/dev/cloudformation.json --capabilities CAPABILITY_NAMED_IAM',
      'Or:',
      '  terraform -chdir=aws.out/dev init',
      '  AWS_REGION=eu-west-1 terraform -chdir=aws.out/dev apply',
      'Then:',
      '  npx eks-loki render dev',
      'For another environment: npx eks-loki aws prod',
      '',
    ]);
    const template = JSON.parse(readFileSync(join(folder, 'aws.out/prod/cloudformation.json'), 'utf8')) as object;
    expect(Object.keys(template)).toEqual(['Description', 'Resources', 'Outputs']);
    const terraform = JSON.parse(readFileSync(join(folder, 'aws.out/prod/loki.tf.json'), 'utf8')) as object;
    expect(Object.keys(terraform)).toEqual(['terraform', 'data', 'resource', 'ephemeral', 'output']);
  });

  test('writes one format alone, and prints JSON', () => {
    const { status, stdout } = eksLoki([...ARGS, 'dev', '--only', 'terraform', '--json'], folder);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual([{ environment: 'dev', resources: 16, files: ['aws.out/dev/loki.tf.json'] }]);
    expect(readdirSync(join(folder, 'aws.out/dev'))).toEqual(['loki.tf.json']);
  });

  test('render names the command', () => {
    const { stdout } = eksLoki(['render', 'dev', '--environments', 'environments.ts'], folder);
    expect(stdout).toContain('\nTo write those of AWS for CloudFormation and Terraform:\n  npx eks-loki aws dev\n');
  });
});

test.each([
  [
    'a new cluster',
    [],
    "{ dev: { account: '111122223333', region: 'eu-west-1', cluster: { create: { admins: [] } } } }",
    1,
    'environments.dev.cluster.create:',
  ],
  [
    'each environment without a cluster that exists',
    [],
    "{ dev: { account: '111122223333', region: 'eu-west-1', cluster: { create: { admins: [] } } }, laptop: { cluster: { local: {} } } }",
    1,
    'or use eks-loki synth error environments.laptop.cluster.local:',
  ],
  [
    'each environment that needs nothing in AWS',
    [],
    `{ ${['dev', 'prod'].map((name) => `${name}: { ${PLACE}, ${on(name)}, ${NOTHING} }`).join()} }`,
    1,
    'environments.dev: needs no resources in AWS besides those that exist; apply its manifests alone error environments.prod: needs',
  ],
  ['an unknown format', ['--only', 'pulumi'], `{ dev: { ${PLACE}, ${on('dev')} } }`, 2, '--only:'],
  ['the folder of records', ['--out', 'deployed'], `{ dev: { ${PLACE}, ${on('dev')} } }`, 1, '--record:'],
  [
    'a resource without a form in Terraform',
    [],
    `{ dev: { ${PLACE}, ${on('dev')}, customizeStack: (stack) => {
      for (const each of stack.node.findAll()) if (each.cfnResourceType === 'AWS::S3::Bucket') each.accelerateConfiguration = { accelerationStatus: 'Enabled' };
    } } }`,
    1,
    'AccelerateConfiguration has no form',
  ],
])('%s is refused, and nothing is written', (_, args, environments, status, message) => {
  const folder = workFolder(environmentsFile(environments));
  const result = eksLoki([...ARGS, ...args], folder);
  expect(result.status).toBe(status);
  expect(result.stderr.replace(/\s+/g, ' ')).toContain(message);
  expect(existsSync(join(folder, 'aws.out'))).toBe(false);
});
