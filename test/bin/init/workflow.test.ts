import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { deployWorkflow, ROLES_FILE, workflowFiles } from '../../../bin/init/workflow';
import { resolveEnvironment } from '../../../lib/environment/environment';
import { ROOT } from '../../helpers/cli';

const FOLDER = join(ROOT, 'examples/deploy-workflow');
const read = (file: string) => readFileSync(join(FOLDER, file), 'utf8');

/** Parts of a workflow. */
interface Workflow {
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly needs?: string;
        readonly uses?: string;
        readonly steps?: unknown;
        readonly with?: Readonly<Record<string, unknown>>;
        readonly strategy?: { readonly matrix: { readonly include: readonly unknown[] } };
      }
    >
  >;
}

const environment = (name: string, region = 'eu-west-1') =>
  resolveEnvironment(name, { account: '444455556666', region, cluster: { create: { name: 'Main_1' } } });

test('the workflow is that of the example, for one environment', () => {
  const { jobs } = parse(deployWorkflow(read('.github/workflows/deploy.yml'), environment('prod'))) as Workflow;
  const example = parse(read('.github/workflows/deploy.yml')) as Workflow;
  expect(Object.keys(jobs)).toEqual(['check', 'diff', 'deploy']);
  expect(jobs['diff']?.strategy?.matrix.include).toEqual([
    { environment: 'prod', region: 'eu-west-1', role: 'arn:aws:iam::444455556666:role/github-logging-diff-prod' },
  ]);
  expect(jobs['deploy']).toEqual({
    ...example.jobs['dev'],
    with: {
      environment: 'prod',
      cluster: 'Main_1',
      region: 'eu-west-1',
      role: 'arn:aws:iam::444455556666:role/github-logging-deploy-prod',
    },
  });
  expect(jobs['check']).toEqual(example.jobs['check']);
  expect(jobs['diff']?.steps).toEqual(example.jobs['diff']?.steps);
});

test.each(['null', 'true', 'check', 'diff', 'dev', 'e1'])('an environment may be named %s', (name) => {
  const { jobs } = parse(deployWorkflow(read('.github/workflows/deploy.yml'), environment(name))) as Workflow;
  expect(jobs['deploy']?.with).toMatchObject({ environment: name });
  expect(Object.keys(jobs)).toHaveLength(3);
});

test('roles are of the partition of the region', () => {
  const text = deployWorkflow(read('.github/workflows/deploy.yml'), environment('dev', 'cn-north-1'));
  expect(text.match(/arn:[\w-]+:iam::\d+/g)).toEqual(Array(2).fill('arn:aws-cn:iam::444455556666'));
});

test('nothing of the example’s own names is left', () => {
  const text = deployWorkflow(read('.github/workflows/deploy.yml'), environment('team'));
  expect(text).not.toMatch(/111122223333|\bdev\b|\bprod\b|us-east-1/);
});

test('an example of another form is an error, not a wrong workflow', () => {
  expect(() => deployWorkflow('name: Deploy\n', environment('dev'))).toThrow('the example of a workflow has 0 of');
});

test('what it calls and its roles are the files of the example', () => {
  const files = workflowFiles(environment('dev'));
  expect(files['.github/workflows/deploy-environment.yml']).toBe(read('.github/workflows/deploy-environment.yml'));
  expect(files[ROLES_FILE]).toBe(read('roles.yaml'));
});
