import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { describeWith, findProgram } from '../../helpers/programs';
import { ExistingLoggingCluster } from '../../../lib/cluster/existing-cluster';
import { ENVIRONMENT_NAMES, type PlainTemplate, templatesOfOurs } from '../../helpers/environments';
import { ISSUER, testStack } from '../helpers';

jest.setTimeout(30_000);

const python3 = findProgram('python3');
const CDK = dirname(require.resolve('aws-cdk-lib/package.json'));
const CDK_HANDLER = join(CDK, 'custom-resource-handlers/dist/aws-eks-v2/kubectl-handler');
const OURS = join(__dirname, '../../../lib/delivery/kubectl-errors/python');

/** Maximum size of a response in CloudFormation. */
const MAX_RESPONSE_BYTES = 4096;

describe('the function', () => {
  test.each(ENVIRONMENT_NAMES)('of %s runs CDK’s handler with our layer around it', (name) => {
    const functions = Object.values(templatesOfOurs(name)).flatMap((template) =>
      Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function'),
    );
    const kubectl = functions.filter(({ Properties }) => /kubectl resource/.test(String(Properties.Description)));
    expect(kubectl.map(({ Properties }) => Properties.Handler)).toEqual(['kubectl_errors.handler']);
    expect(JSON.stringify(kubectl[0]?.Properties.Layers)).toMatch(/KubectlProviderErrors|KubectlErrors/);
  });

  test('of an imported provider stays unchanged', () => {
    const stack = testStack();
    new ExistingLoggingCluster(stack, 'Cluster', {
      clusterName: 'theirs',
      oidcIssuer: `https://${ISSUER}`,
      kubectlProviderServiceToken: 'arn:aws:lambda:eu-west-1:123456789012:function:theirs',
    });
    const { Resources } = Template.fromStack(stack).toJSON() as PlainTemplate;
    expect(Object.values(Resources).map(({ Type }) => Type)).toEqual(['AWS::IAM::OIDCProvider']);
  });
});

describeWith(['python3'], 'CDK’s handler in our layer', () => {
  /** Output and exit code of a kubectl. */
  interface Answer {
    readonly output: string;
    readonly status: number;
  }

  /** Runs it once for each answer of kubectl, in one process: Lambda also uses one for many requests. */
  function applied(answers: readonly Answer[]): { readonly error: string | null; readonly log: string }[] {
    const folder = mkdtempSync(join(tmpdir(), 'kubectl-errors-'));
    writeFileSync(join(folder, 'aws'), '#!/bin/sh\n');
    writeFileSync(
      join(folder, 'kubectl'),
      `#!/bin/sh\ncat ${join(folder, 'output')}\nexit $(cat ${join(folder, 'status')})\n`,
    );
    for (const program of readdirSync(folder)) chmodSync(join(folder, program), 0o755);
    const script = `
import io, json, logging, os, sys, types
# Lambda has it, and only CDK's handler of charts uses it; a Python elsewhere has none.
sys.modules['boto3'] = types.ModuleType('boto3')
# Here, because the program that starts Python may set its own PATH.
os.environ['PATH'] = '${folder}' + os.pathsep + os.environ['PATH']
import kubectl_errors
event = {'RequestType': 'Update', 'ResourceType': 'Custom::AWSCDK-EKS-KubernetesResource',
         'ResourceProperties': {'ClusterName': 'logs', 'Manifest': '[]'}}
def write(name, text):
    with open(os.path.join('${folder}', name), 'w') as file:
        file.write(text)
def apply(answer):
    write('output', answer['output'])
    write('status', str(answer['status']))
    log = io.StringIO()
    logging.basicConfig(stream=log, force=True)
    try:
        kubectl_errors.handler(event, None)
        error = None
    except Exception as raised:
        error = str(raised)
    return {'error': error, 'log': log.getvalue()}
answers = json.load(sys.stdin)
print(json.dumps([apply(answer) for answer in answers]))
`;
    const env = {
      ...process.env,
      PYTHONPATH: [OURS, CDK_HANDLER].join(delimiter),
      PYTHONDONTWRITEBYTECODE: '1',
      TEST_OUTDIR: folder,
    };
    const input = JSON.stringify(answers);
    const { stdout } = spawnSync(python3 as string, ['-c', script], { env, input, encoding: 'utf8' });
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { error: string | null; log: string }[];
  }

  /** Response of the provider framework to CloudFormation. */
  function response(message: string): string {
    // As many frames as Node shows, each longer than those in a function.
    const trace = Array.from({ length: 10 }, () => `    at ${'f'.repeat(40)} (/var/task/framework.js:99:9999)`);
    return JSON.stringify({
      Status: 'FAILED',
      Reason: ['Error: ' + message, '', `Logs: /aws/lambda/${'f'.repeat(64)}`, '', ...trace].join('\n'),
      StackId: `arn:aws:cloudformation:us-east-1:111122223333:stack/${'s'.repeat(40)}/${'0'.repeat(36)}`,
      RequestId: '0'.repeat(36),
      PhysicalResourceId: 'AWSCDK::CustomResourceProviderFramework::CREATE_FAILED',
      LogicalResourceId: 'l'.repeat(60),
    });
  }

  const REASON =
    'StatefulSet.apps "loki-ingester" is invalid: spec: Forbidden: updates to statefulset spec for fields other than ' +
    "'replicas', 'ordinals', 'template', 'updateStrategy' and 'minReadySeconds' are forbidden";
  const refused = (patch: object) =>
    [
      'statefulset.apps/loki-compactor configured',
      'Error from server (Invalid): error when applying patch:',
      JSON.stringify(patch),
      'to:',
      'Resource: "apps/v1, Resource=statefulsets", GroupVersionKind: "apps/v1, Kind=StatefulSet"',
      'Name: "loki-ingester", Namespace: "loki"',
      `for: "/tmp/manifest.yaml": error when patching "/tmp/manifest.yaml": ${REASON}`,
      '',
    ].join('\n');

  const REFUSED = refused({ metadata: { annotations: { last: JSON.stringify({ spec: 'x'.repeat(5000) }) } } });
  const ERRORS = Array.from(
    { length: 60 },
    (_, i) => `Error from server (Forbidden): "object-${i}" is "${'y'.repeat(100)}"`,
  );
  const LONG = `The StatefulSet "a" is invalid: spec.template: Invalid value: ${'z"'.repeat(4000)}: field is immutable`;
  const CONFIGURED = 'configmap/loki configured\n';
  const [change, many, long, other, success] = applied([
    { output: REFUSED, status: 1 },
    { output: ERRORS.join('\n'), status: 1 },
    { output: LONG, status: 1 },
    { output: CONFIGURED, status: 1 },
    { output: CONFIGURED, status: 0 },
  ]);

  test('a refused change shows the object and the reason, short enough for CloudFormation', () => {
    expect(response(REFUSED).length).toBeGreaterThan(MAX_RESPONSE_BYTES);
    const error = change?.error ?? '';
    expect(error.split('\n')).toEqual([
      'Error from server (Invalid): error when applying patch:',
      'Name: "loki-ingester", Namespace: "loki"',
      `for: "/tmp/manifest.yaml": error when patching "/tmp/manifest.yaml": ${REASON}`,
    ]);
    expect(response(error).length).toBeLessThan(MAX_RESPONSE_BYTES);
    // The log has all of it.
    expect(change?.log).toContain('x'.repeat(5000));
  });

  test('many errors: the first ones in full, and the number of the others', () => {
    const error = many?.error ?? '';
    expect(error).toContain(ERRORS[0]);
    expect(error).toMatch(/\nand \d+ lines more, in the log$/);
    expect(response(error).length).toBeLessThan(MAX_RESPONSE_BYTES);
  });

  test('one very long line keeps its beginning and its end', () => {
    const error = long?.error ?? '';
    expect(error).toMatch(/^The StatefulSet "a" is invalid: .* \.\.\. .*: field is immutable$/);
    expect(response(error).length).toBeLessThan(MAX_RESPONSE_BYTES);
  });

  test('other errors stay, and success stays success', () => {
    expect(other?.error).toBe(CONFIGURED);
    expect(success?.error).toBeNull();
  });
});
