import type { LoggingCharts } from '../../charts/logging-charts';
import { ebsProvisioner } from '../../charts/kubernetes/storage-class';
import { InputError } from '../../charts/problems';
import type { EnvironmentProps } from './props';
import { chartsOf, type ResolvedLogging, resolveLogging } from './resolve';
import { validateEnvironments } from './validate';

export * from './props';

/** Name of the StorageClass in a cluster that we make: it is the cluster's default. */
export const CREATED_STORAGE_CLASS = 'gp3';

/** Name of the StorageClass that we make in an existing cluster: an unusual name, since a StorageClass cannot change. */
export const EXISTING_STORAGE_CLASS = 'loki-gp3';

/** One environment, resolved: every default filled in, every name concrete. */
export interface Environment extends ResolvedLogging {
  /** Its name. */
  readonly name: string;

  /** AWS account, 12 digits. */
  readonly account: string;

  /** AWS region. */
  readonly region: string;

  /** Fields as the user wrote them, with account and region filled in. */
  readonly props: EnvironmentProps;

  /** Name of its cluster. */
  readonly clusterName: string;

  /** If true, the stack with the buckets refuses to be deleted. */
  readonly terminationProtection: boolean;
}

/**
 * Resolves one environment.
 *
 * @param name its name
 * @param props what the user wrote, account and region included
 * @throws InputError if a field is invalid, with all problems
 */
export function resolveEnvironment(name: string, props: EnvironmentProps): Environment {
  const problems = validateEnvironments({ [name]: props });
  if (problems.length > 0) throw new InputError(problems);
  const { account, region, cluster } = props;
  if (!account || !region) {
    const fix = 'write both, or resolve it with fillAccounts';
    throw new InputError([{ path: `environments.${name}`, found: 'has no account or region', fix }]);
  }
  const clusterName = cluster.existing?.name ?? cluster.create?.name ?? name;
  const storageClassName = cluster.existing
    ? (cluster.existing.storageClass ?? EXISTING_STORAGE_CLASS)
    : CREATED_STORAGE_CLASS;
  const autoMode = cluster.create?.mode === 'auto' || cluster.existing?.autoMode === true;
  return {
    name,
    account,
    region,
    props,
    clusterName,
    terminationProtection: props.terminationProtection ?? name.startsWith('prod'),
    ...resolveLogging({ environment: name, account, region }, props, {
      clusterName,
      storageClassName,
      storageClass: cluster.existing?.storageClass
        ? undefined
        : { name: storageClassName, provisioner: ebsProvisioner(autoMode), isDefault: cluster.create !== undefined },
    }),
  };
}

/**
 * Charts of an environment, with the changes of the user.
 *
 * @throws InputError if a part cannot be made as it is asked for, or the user's function throws
 */
export function environmentCharts(environment: Environment): LoggingCharts {
  return chartsOf(environment, environment.props.customize, (field) => `environments.${environment.name}.${field}`);
}
