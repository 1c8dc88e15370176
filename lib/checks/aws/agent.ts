import { POD_IDENTITY_AGENT } from '../../../charts/kubernetes/network';
import { title } from '../../manifests/manifest';
import { storePods } from '../read/loki/store-pods';
import { policyAgainstLeaving } from '../read/path/policy';
import { type EnvironmentRule, type Finding, oncePerPath, Severity } from '../rule';

const agentReached: EnvironmentRule = {
  id: 'IDENTITY-POD-3',
  severity: Severity.ERROR,
  title: 'network policies let pods with Pod Identity reach the agent of their node',
  why: 'the agent is the only source of credentials: without it S3 rejects every request',
  evidence: 'https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html',
  check: ({ manifests, environment }) => {
    if (!environment.identity?.usesAgent) return [];
    const { cidr, port } = POD_IDENTITY_AGENT;
    const findings = storePods(manifests).flatMap(({ workload }): Finding[] => {
      const policy = policyAgainstLeaving(manifests, workload, port);
      if (!policy) return [];
      const found = `does not let ${workload.title} reach the Pod Identity agent`;
      return [{ path: `${title(policy)} spec.egress`, found, fix: `add a rule to ${cidr}, TCP ${port}` }];
    });
    return oncePerPath(findings);
  },
};

/** Rules about access of pods to the Pod Identity agent. */
export const AGENT_RULES: readonly EnvironmentRule[] = [agentReached];
