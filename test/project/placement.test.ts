import * as environments from '../../lib/environment';
import { objectsOf } from '../helpers/charts';
import { blocksOf, exportsOf, pageOf } from '../helpers/pages';

const examples = blocksOf(pageOf('how-to/placement.md'));

/** The objects of an example, whose only import is `cdk-eks-loki/environments`. */
function render(code: string): string {
  const { prod } = exportsOf<{ default: environments.EnvironmentsProps }>(code, () => environments).default;
  const props = { account: '111122223333', region: 'us-east-1', ...prod } as environments.EnvironmentProps;
  return JSON.stringify(objectsOf(environments.environmentCharts(environments.resolveEnvironment('prod', props))));
}

describe('the how-to on placement', () => {
  const [workloads, images, labels] = examples.map(render);

  test('has an example for each part, and each can be rendered', () => {
    expect(examples).toHaveLength(3);
  });

  test('places pods', () => {
    expect(workloads).toContain('"priorityClassName":"logging-ingesters"');
    expect(workloads).toContain('"nodeSelector":{"pool":"logs"}');
    expect(workloads).toContain('"GOMEMLIMIT","value":"14745MiB"');
  });

  test('names the image that its registry makes', () => {
    expect(images).toContain('"111122223333.dkr.ecr.us-east-1.amazonaws.com/mirror/grafana/loki:3.7.6"');
    expect(images).toContain('"111122223333.dkr.ecr.us-east-1.amazonaws.com/agents/alloy:v1.18.1"');
    expect(images).not.toContain('docker.io');
  });

  test('labels objects', () => {
    expect(labels).toContain('"cost-center":"4711"');
    expect(labels).toContain('svc.corp.example');
  });
});
