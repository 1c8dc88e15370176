import { problemText } from '../../charts/input/problems';
import { Annotations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { problemOf, type RuleFinding } from '../checks/check';

/** Adds a finding as a warning that the CDK CLI prints. */
export function annotate(scope: Construct, finding: RuleFinding, owner?: string): void {
  const problem = problemOf(finding, owner);
  Annotations.of(scope).addWarningV2(`cdk-eks-loki:${finding.rule.id}:${finding.path}`, problemText(problem));
}
