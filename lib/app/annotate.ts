import { problemText } from '../../charts/problems';
import { Annotations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { problemOf, type RuleFinding } from '../checks/check';

/** Makes a finding a warning that the CDK CLI prints. */
export function annotate(scope: Construct, finding: RuleFinding, whose?: string): void {
  const problem = problemOf(finding, whose);
  Annotations.of(scope).addWarningV2(`cdk-eks-loki:${finding.rule.id}:${finding.path}`, problemText(problem));
}
