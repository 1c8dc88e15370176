import { InputError, type Problem } from '../../../charts/input/problems';
import type { Environment } from '../../environment/environment';
import type { ExistingClusterProps } from '../../environment/props';

type Placed = Pick<Environment, 'name' | 'props'>;

/** Problem of an environment whose cluster does not exist yet, or is local; undefined for others. */
export function existingProblem(environment: Placed): Problem | undefined {
  return environment.props.cluster.existing ? undefined : otherCluster(environment);
}

/** The cluster of an environment. @throws InputError if it does not exist yet, or is local */
export function existingCluster(environment: Placed): ExistingClusterProps {
  const { existing } = environment.props.cluster;
  if (!existing) throw new InputError([otherCluster(environment)]);
  return existing;
}

function otherCluster({ name, props }: Placed): Problem {
  return props.cluster.create
    ? {
        path: `environments.${name}.cluster.create`,
        found: 'is a cluster that the CDK makes and delivers to',
        fix: 'write cluster.existing for one that exists, or use eks-loki synth',
      }
    : {
        path: `environments.${name}.cluster.local`,
        found: 'is a local cluster, which needs nothing in AWS',
        fix: 'render its manifests instead',
      };
}
