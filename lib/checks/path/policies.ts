import { isOwnPod } from '../../../charts/input/url';
import { NAMESPACE_NAME_LABEL } from '../../../charts/kubernetes/objects';
import type { Manifests } from '../../manifests/manifests';
import { distinctBy, type Finding, type ManifestsRule, Severity } from '../rule';
import { addressOf, podPortAt, portOf, urlOf, workloadsAt } from '../read/path/address';
import { requestPathOf } from '../read/path/client';
import { type Connection, type Direction, policyAgainst, policyAgainstLeaving } from '../read/path/policy';
import { writers } from '../read/path/writers';
import { title } from '../../manifests/manifest';

const ingress: ManifestsRule = {
  id: 'PATH-POLICY-1',
  severity: Severity.ERROR,
  title: 'the network policies of the gateway allow connections from Alloy',
  why: 'connections are dropped without an answer: Alloy waits, and no line arrives',
  evidence: 'https://github.com/grafana/loki/issues/12906',
  check: ({ manifests }) =>
    blocked(manifests, 'ingress', ({ from, port }) => ({
      found: `does not allow ${from.title} on port ${port}`,
      fix: `add a from entry with namespaceSelector ${NAMESPACE_NAME_LABEL}: ${from.namespace ?? 'default'}, and port ${port}`,
    })),
};

const egress: ManifestsRule = {
  id: 'PATH-POLICY-2',
  severity: Severity.ERROR,
  title: 'the network policies of Alloy allow connections to the gateway',
  why: 'connections are dropped without an answer: Alloy waits, and no line arrives',
  evidence: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/',
  check: ({ manifests }) =>
    blocked(manifests, 'egress', ({ to, port }) => ({
      found: `does not allow Alloy to reach ${to.title} on port ${port}`,
      fix: `add a to entry with namespaceSelector ${NAMESPACE_NAME_LABEL}: ${to.namespace ?? 'default'}, and port ${port}`,
    })),
};

const otherEgress: ManifestsRule = {
  id: 'PATH-POLICY-3',
  severity: Severity.ERROR,
  title: 'the network policies of Alloy allow the port of every Loki that is not in these manifests',
  why: 'connections are dropped without an answer: Alloy waits, and sends its lines to no other destination meanwhile',
  evidence: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/',
  check: ({ manifests }) => {
    const findings = writers(manifests).flatMap((writer) => {
      const url = typeof writer.url.value === 'string' ? urlOf(writer.url.value) : undefined;
      if (!url || !/^https?:$/.test(url.protocol) || requestPathOf(manifests, writer)) return [];
      // The port of a Service is that of its pods only by chance, and no policy holds for the pod itself.
      if (addressOf(url.href, writer.namespace) || isOwnPod(url.hostname)) return [];
      const port = portOf(url);
      return writer.workloads.flatMap((from) => {
        const policy = policyAgainstLeaving(manifests, from, port);
        const found = `does not allow Alloy to reach ${url.hostname} on port ${port}`;
        return policy ? [{ path: `${title(policy)} spec.egress`, found, fix: `add a rule with port ${port}` }] : [];
      });
    });
    return distinctBy(findings, ({ path, found }) => `${path} ${found}`);
  },
};

function blocked(
  manifests: Manifests,
  direction: Direction,
  say: (connection: Connection) => Omit<Finding, 'path'>,
): Finding[] {
  const findings = connections(manifests).flatMap((connection) => {
    const policy = policyAgainst(manifests, direction, connection);
    return policy ? [{ path: `${title(policy)} spec.${direction}`, ...say(connection) }] : [];
  });
  return distinctBy(findings, ({ path, found }) => `${path} ${found}`);
}

/** Connections from every Alloy to the pods behind its URLs. */
function connections(manifests: Manifests): Connection[] {
  return writers(manifests).flatMap((writer) => {
    const address = requestPathOf(manifests, writer)?.address;
    const port = address && podPortAt(manifests, address);
    if (!address || port === undefined) return [];
    const ends = workloadsAt(manifests, address);
    return writer.workloads.flatMap((from) => ends.map((to) => ({ from, to, port })));
  });
}

/** Rules about network policies between Alloy and the gateway, and other destinations. */
export const POLICY_RULES: readonly ManifestsRule[] = [ingress, egress, otherEgress];
