import { join } from 'node:path';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { cloneFolder, environmentsFile, inThread, oneLine, run, withoutAws, workFolder } from '../helpers/cli';
import { STACKS } from '../helpers/stacks';

/** Runs the CDK app in a folder as the CDK CLI does, which test/e2e/aws/cdk-cli.e2e.ts runs itself. */
function app(folder: string, context: Record<string, string> = {}, out = folder) {
  const CDK_CONTEXT_JSON = JSON.stringify({ 'aws:cdk:disable-asset-staging': true, ...context });
  const env = withoutAws({ CDK_CONTEXT_JSON, CDK_OUTDIR: join(out, 'cdk.out') });
  return inThread('app', [], folder, env);
}

/** Names of the stacks that the app wrote to a folder. */
const stacks = (folder: string) =>
  new CloudAssembly(join(folder, 'cdk.out')).stacksRecursively.map(({ hierarchicalId }) => hierarchicalId);

describe('in a clone, without AWS', () => {
  const clone = cloneFolder();

  test('the app has the stacks of all environments, or of the one asked for', () => {
    expect(app(clone).status).toBe(0);
    expect(stacks(clone)).toEqual(STACKS);
    const one = join(clone, 'one');
    expect(app(clone, { environment: 'prod' }, one).status).toBe(0);
    expect(stacks(one)).toEqual(['prod/Cluster', 'prod/Storage', 'prod/Logging']);
  });

  test('an unknown environment is refused by the CDK app too, without a stack trace', () => {
    const env = withoutAws({ CDK_CONTEXT_JSON: JSON.stringify({ environment: 'pord' }) });
    const { status, stderr } = run(process.execPath, ['bin/app.cjs'], clone, env);
    expect(status).toBe(1);
    expect(stderr).toContain('pord: not an environment; did you mean prod?');
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

test.each(['app', 'synth'])(
  '%s refuses a context of the environment that is not JSON, without a stack trace',
  (program) => {
    const folder = workFolder(
      environmentsFile("{ dev: { account: '111122223333', region: 'us-east-1', cluster: { create: {} } } }"),
    );
    for (const CDK_CONTEXT_JSON of ['{', '[]']) {
      const [name, args] =
        program === 'app'
          ? (['app', []] as const)
          : (['eks-loki', ['synth', '--environments', 'environments.ts']] as const);
      const { status, stderr } = inThread(name, [...args], folder, withoutAws({ CDK_CONTEXT_JSON }));
      expect(status).toBe(1);
      expect(oneLine(stderr)).toContain(`CDK_CONTEXT_JSON: ${CDK_CONTEXT_JSON} is not a JSON object; unset it`);
      expect(stderr).not.toMatch(/^\s+at /m);
    }
  },
);

describe('warnings', () => {
  const open = "{ account: '111122223333', region: 'us-east-1', cluster: { create: {} } }";
  const folder = workFolder(environmentsFile(`{ a: ${open}, b: ${open} }`));
  const environments = 'environments.ts';

  test('are printed once, in the layout of eks-loki, without a place in our files', () => {
    const { status, stdout, stderr } = app(folder, { environments });
    expect(status).toBe(0);
    expect(stderr.match(/\(CLUSTER-ADMINS-1\)/g)).toHaveLength(2);
    expect(stderr.match(/^warning environments\.[ab]\.cluster\.create\.admins:$/gm)).toHaveLength(2);
    expect(`${stdout}${stderr}`).not.toMatch(/\.[jt]s:\d+|Annotation::/);
  });

  test('of one environment are printed alone where it is selected', () => {
    const { stderr } = app(folder, { environments, environment: 'b' });
    expect(oneLine(stderr).match(/warning \S+/g)).toEqual(['warning environments.b.cluster.create.admins:']);
  });
});
