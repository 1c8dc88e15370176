import { monitoringConflicts } from '../../../charts/monitoring/conflicts';
import { monitoring as monitoringForm } from '../../../charts/monitoring/validate';
import type { AlloyProps, NetworkProps } from '../props';
import { isObject, stringsOf } from '../values';
import { workspaceProblems } from './place';
import type { LoggingRule } from './rule';

/** A workspace of another region would take samples over the network of AWS, at a price, and its rules cannot be made. */
const workspace: LoggingRule = (_name, input) => {
  const remoteWrite = isObject(input.monitoring) ? input.monitoring.remoteWrite : undefined;
  return isObject(remoteWrite)
    ? workspaceProblems('monitoring.remoteWrite.workspaceArn', remoteWrite.workspaceArn, input)
    : [];
};

const surroundings: LoggingRule = (_name, { monitoring, network, alloy }) => {
  if (!isObject(monitoring) || monitoringForm('', monitoring).length > 0) return [];
  const { policies, metricsNamespaces }: NetworkProps = isObject(network) ? network : {};
  const { collectors }: AlloyProps = isObject(alloy) ? alloy : {};
  return monitoringConflicts({
    monitoring,
    networkPolicies: policies,
    metricsNamespaces: stringsOf(metricsNamespaces),
    collectors: Array.isArray(collectors) ? (collectors as unknown[]).filter(isNamed) : [],
  });
};

const isNamed = (value: unknown): value is { readonly name: string } =>
  isObject(value) && typeof value.name === 'string';

/** Rules about monitoring and fields that it depends on. */
export const MONITORING_RULES: readonly LoggingRule[] = [workspace, surroundings];
