import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, Stack, Tags } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as eks from 'aws-cdk-lib/aws-eks';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { KubectlV35Layer } from '@aws-cdk/lambda-layer-kubectl-v35';
import { transpileModule, ModuleKind, ScriptTarget } from 'typescript';
import { checkManifests, errorsOf } from '../../lib/checks/check';
import { ExistingLoggingCluster } from '../../lib/cluster/existing-cluster';
import { LokiLogging } from '../../lib/app/loki-logging/loki-logging';
import type { EnvironmentProps } from '../../lib/environment/props';
import { validateEnvironments } from '../../lib/environment/validate';
import { Manifests } from '../../lib/manifests/manifests';
import type { Manifest } from '../../lib/manifests/manifest';
import { parseYaml } from '../../lib/manifests/yaml/parse';
import { ROOT, workFolder } from '../helpers/cli';
import { fastApp } from '../helpers/fast-app';
import { blocksOf, exportsOf, pageOf } from '../helpers/pages';
import { ENV, ISSUER } from '../lib/app/loki-logging/doors';
import { EXISTING, templateOf } from '../lib/app/aws/helpers';

/** Names that the code of a page uses and does not import. */
const SCOPE = { Duration, eks, ssm, ExistingLoggingCluster, LokiLogging };

/** Runs code of a page in a stack, and returns the stack. Parts that the page leaves out are given. */
function stackOf(code: string, { omitted = '', needsCluster = true } = {}): Stack {
  const stack = new Stack(fastApp(), 'Stack', { env: ENV });
  const scope: Record<string, unknown> = { ...SCOPE, layer: new KubectlV35Layer(stack, 'Layer') };
  if (needsCluster) {
    const existing = { clusterName: 'team', oidcIssuer: ISSUER };
    scope['cluster'] = new ExistingLoggingCluster(stack, 'Existing', existing).cluster;
  }
  // A record is written to a folder of the test.
  const text = code
    .replace(/^import .*$/gm, '')
    .replace('// …', omitted)
    .replace("record: '", `record: '${workFolder()}/`);
  const compilerOptions = { target: ScriptTarget.ES2022, module: ModuleKind.None };
  const { outputText } = transpileModule(text, { compilerOptions });
  new Function(...Object.keys(scope), outputText).apply(stack, Object.values(scope));
  return stack;
}

const errorsIn = (stack: Stack) => Annotations.fromStack(stack).findError('*', Match.anyValue());

/** Blocks of a page that hold a text. */
const blocksWith = (page: string, text: string): string[] => blocksOf(pageOf(page)).filter((one) => one.includes(text));

const OF_LIBRARY = [
  ...blocksWith('how-to/library.md', 'new LokiLogging('),
  ...blocksWith('../README.md', 'new LokiLogging('),
];

test.each(OF_LIBRARY)('the construct takes the properties of a page: %s', (code) => {
  const stack = stackOf(code);
  expect(errorsIn(stack)).toEqual([]);
  const { endpoint } = stack.node.findChild('Logging') as LokiLogging;
  for (const [, url] of code.matchAll(/\.pushUrl; \/\/ (\S+)/g)) expect(endpoint.pushUrl).toBe(url);
});

test('there are such properties', () => expect(OF_LIBRARY).toHaveLength(3));

test('an existing cluster takes an issuer that is looked up, and a cluster of the older module', () => {
  const [lookup = ''] = blocksWith('how-to/library.md', 'valueFromLookup');
  expect(() => stackOf(lookup.replace('eks.us-east-1', `eks.${ENV.region}`), { needsCluster: false })).not.toThrow();
  const [old = ''] = blocksWith('how-to/existing-cluster.md', 'new eks.Cluster');
  const omitted = "version: eks.KubernetesVersion.of('1.35'), kubectlLayer: layer,";
  expect(errorsIn(stackOf(old, { omitted, needsCluster: false }))).toEqual([]);
});

test('the function of the page on customizing changes the bucket', () => {
  const [block = ''] = blocksWith('how-to/customize.md', 'customizeStack:');
  const [imports = '', field = ''] = block.split('// …');
  const text = `${imports}export const fields = {${field}};`;
  const { fields } = exportsOf<{ fields: Partial<EnvironmentProps> }>(text, () => ({ Tags }));
  const made = Object.values(templateOf({ ...EXISTING, ...fields }).Resources);
  const changed = made.filter(({ Properties }) => 'IntelligentTieringConfigurations' in { ...Properties });
  expect(changed.map(({ Type }) => Type)).toEqual(['AWS::S3::Bucket']);
});

/** Blocks of YAML and JSON on the pages, with their page. */
const DATA = readdirSync(join(ROOT, 'docs/how-to')).flatMap((name) =>
  [...pageOf(`how-to/${name}`).matchAll(/```(yaml|json)\n([^]*?)```/g)].map(
    ([, language = '', text = '']) => [name, language, text] as const,
  ),
);

test.each(DATA)('%s shows %s that programs take: %s', (_page, language, text) => {
  if (language === 'json') {
    expect(() => JSON.parse(text) as unknown).not.toThrow();
    return;
  }
  const { documents, problem } = parseYaml(text);
  expect(problem).toBeUndefined();
  const { groups: rules } = documents[0] as { groups?: NonNullable<EnvironmentProps['loki']>['rules'] };
  if (rules) expect(validateEnvironments({ prod: { ...EXISTING, loki: { rules: { prod: rules } } } })).toEqual([]);
  const objects = documents.filter((one) => 'apiVersion' in (one as object)) as Manifest[];
  if (objects.length > 0) expect(errorsOf(checkManifests({ manifests: new Manifests(objects) }).findings)).toEqual([]);
});
