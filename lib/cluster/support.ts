import { Annotations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { problemOfValue, problemText } from '../../charts/input/problems';
import { supportFault } from './kubernetes-versions';

/** Id of the warning that standard support of a version has ended or ends soon. */
export const SUPPORT_ENDS = 'cdk-eks-loki:standardSupportEnds';

/** Warns if standard support of a cluster's version has ended or ends soon. */
export function warnOfSupport(scope: Construct, version: string): void {
  const fault = supportFault(version);
  if (!fault) return;
  Annotations.of(scope).addWarningV2(SUPPORT_ENDS, problemText(problemOfValue('version', version, fault)));
}
