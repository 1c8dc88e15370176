import { resolveEnvironment } from '../../../lib/environment/environment';
import {
  ENVIRONMENT_NAMES,
  ENVIRONMENTS,
  type PlainTemplate,
  stageOf,
  templatesOf,
  templatesOfOurs,
} from '../../helpers/environments';

interface Output {
  readonly Value: unknown;
  readonly Description?: string;
  readonly Export?: unknown;
}

/** The outputs of a stack for people: those for imports of other stacks are named by the CDK. */
function outputsOf(template: PlainTemplate | undefined): Record<string, Output> {
  const all = Object.entries((template?.Outputs ?? {}) as Record<string, Output>);
  return Object.fromEntries(all.filter(([, output]) => !output.Export));
}

const values = (outputs: Record<string, Output>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(outputs).map(([id, { Value }]) => [id, Value]));

describe.each(ENVIRONMENT_NAMES)('%s', (name) => {
  const all = templatesOfOurs(name);
  const created = all['Cluster'] !== undefined;

  test('says where the logs are, who reads them, how to reach Loki, and what to run next', () => {
    expect(values(outputsOf(all['Storage']))).toEqual({
      ChunkBucketName: `loki-${name}-chunks-111122223333-us-east-1`,
      RulerBucketName: `loki-${name}-ruler-111122223333-us-east-1`,
      WriterSecretName: `loki/${name}/writer`,
      ReaderSecretName: `loki/${name}/reader`,
    });
    expect(values(outputsOf(all['Logging']))).toMatchObject({
      LokiRoleArn: `arn:aws:iam::111122223333:role/loki-${name}-us-east-1`,
      GrafanaRoleArn: expect.anything() as unknown,
      GatewayUrl: 'http://loki-gateway.loki.svc.cluster.local:8080',
      Kubeconfig: `aws eks update-kubeconfig --region us-east-1 --name ${ENVIRONMENTS[name]?.clusterName}`,
      Next: `npx eks-loki wait ${name}`,
    });
  });

  test('says where kubectl’s log is, in the stack with the function, which exists even if another stack fails', () => {
    const owner = (created ? all['Cluster'] : all['Logging']) as PlainTemplate;
    const { KubectlFunctionName, KubectlLogGroup } = outputsOf(owner);
    const { Ref: id } = KubectlFunctionName?.Value as { Ref: string };
    expect(owner.Resources[id]).toMatchObject({
      Type: 'AWS::Lambda::Function',
      Properties: { Handler: 'kubectl_errors.handler' },
    });
    expect(KubectlLogGroup?.Value).toEqual({ 'Fn::Join': ['', ['/aws/lambda/', { Ref: id }]] });
    if (created) expect(outputsOf(all['Logging'])).not.toHaveProperty('KubectlLogGroup');
  });

  test('explains every one of them', () => {
    const outputs = Object.values(all).flatMap((template) => Object.entries(outputsOf(template)));
    expect(outputs.length).toBeGreaterThan(6);
    expect(outputs.filter(([, { Description }]) => !Description).map(([id]) => id)).toEqual([]);
  });
});

test('names of one’s own are those in the outputs', () => {
  const all = templatesOf(
    stageOf(
      resolveEnvironment('team', {
        account: '111122223333',
        region: 'eu-west-1',
        cluster: { create: { name: 'Shared' } },
        storage: { chunkBucketName: 'our-chunks', rulerBucketName: 'our-rules' },
        loki: { namespace: 'logs' },
      }),
    ),
  );
  expect(values(outputsOf(all['Storage']))).toMatchObject({
    ChunkBucketName: 'our-chunks',
    RulerBucketName: 'our-rules',
  });
  expect(values(outputsOf(all['Logging']))).toMatchObject({
    GatewayUrl: 'http://loki-gateway.logs.svc.cluster.local:8080',
    Kubeconfig: 'aws eks update-kubeconfig --region eu-west-1 --name Shared',
  });
});
