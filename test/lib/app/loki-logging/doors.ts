import { Stack } from 'aws-cdk-lib';
import { ExistingLoggingCluster } from '../../../../lib/cluster/existing-cluster';
import { LokiLogging } from '../../../../lib/app/loki-logging/loki-logging';
import type { LokiLoggingProps } from '../../../../lib/app/loki-logging/props';
import { environmentCharts, resolveEnvironment } from '../../../../lib/environment/environment';
import type { EnvironmentProps } from '../../../../lib/environment/props';
import { InputError, type Problem, problemText } from '../../../../charts/input/problems';
import { fastApp } from '../../../helpers/fast-app';

export const ENV = { account: '111122223333', region: 'eu-west-1' };
export const ISSUER = 'https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF';

/** `new LokiLogging` in a stack with an existing cluster. */
export function library(props: object, stack = new Stack(fastApp(), 'Stack', { env: ENV })): LokiLogging {
  const { cluster } = new ExistingLoggingCluster(stack, 'Existing', { clusterName: 'team', oidcIssuer: ISSUER });
  return new LokiLogging(stack, 'Logging', { cluster, ...props } as LokiLoggingProps);
}

/** Problems of what a function refuses. */
export function refusals(make: () => unknown): readonly Problem[] {
  try {
    make();
  } catch (error) {
    if (error instanceof InputError) return error.problems;
    throw error;
  }
  return [];
}

/** Lines of what a function refuses. */
export const lines = (make: () => unknown) => refusals(make).map(problemText);

/** The charts of an environment. */
export const environment = (props: object) => () =>
  environmentCharts(resolveEnvironment('team', { ...ENV, cluster: { create: {} }, ...props } as EnvironmentProps));
