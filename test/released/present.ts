import { Stack } from 'aws-cdk-lib';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import { Template } from 'aws-cdk-lib/assertions';
import { kubectlLayer } from '../../lib/delivery/kubectl';
import { LokiLogging } from '../../lib/app/loki-logging/loki-logging';
import { ENVIRONMENT_NAMES, type PlainTemplate, stageOf } from '../helpers/environments';
import { fastApp } from '../helpers/fast-app';
import { type Released, releasedStack } from './names';

/** Id of our construct in a user's stack: resources outside it are the user's. */
const LOGGING = 'Logging';

/** Names of this version: of every environment of the repository, and of a `LokiLogging` in a user's stack. */
export function presentNames(): Released {
  const environments = ENVIRONMENT_NAMES.map((name) => {
    const stacks = stageOf(name).synth().stacks;
    return [
      name,
      Object.fromEntries(
        stacks.map(({ stackName, template }) => [stackName, releasedStack(template as PlainTemplate)]),
      ),
    ] as const;
  });
  return plain({ ...Object.fromEntries(environments), LokiLogging: { Platform: usersStack() } });
}

function usersStack(): Released[string][string] {
  const stack = new Stack(fastApp(), 'Platform', { env: { account: '111122223333', region: 'us-east-1' } });
  const cluster = new eks.Cluster(stack, 'Cluster', {
    clusterName: 'platform',
    version: eks.KubernetesVersion.V1_35,
    kubectlProviderOptions: { kubectlLayer: kubectlLayer(stack, 'Kubectl', '1.35') },
  });
  new LokiLogging(stack, LOGGING, { cluster, autoMode: true });
  const template = Template.fromStack(stack).toJSON() as PlainTemplate;
  const ours = Object.entries(template.Resources).filter(([id]) => id.startsWith(LOGGING));
  return releasedStack({ ...template, Resources: Object.fromEntries(ours) });
}

/** Names after they were written to a file and read again. */
const plain = (names: Released): Released => JSON.parse(JSON.stringify(names)) as Released;
