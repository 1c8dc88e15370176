import { isOwnPod, portOf } from '../../../charts/input/url';
import { NAMESPACE_NAME_LABEL } from '../../../charts/kubernetes/objects';
import type { Manifests } from '../../manifests/manifests';
import { gateways } from '../read/gateway/gateway';
import { readLoki, running } from '../read/loki/loki';
import { portsOf } from '../read/loki/ports';
import { distinctBy, type Finding, type ManifestsRule, Severity } from '../rule';
import { addressOf, podPortAt, urlOf, workloadsAt } from '../read/path/address';
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
      // The port of a Service may differ from that of its pods, and no policy applies to connections of a pod to
      // itself.
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

const withinLoki: ManifestsRule = {
  id: 'PATH-POLICY-4',
  severity: Severity.ERROR,
  title: 'network policies allow the connections between the gateway and the components of Loki',
  why: 'connections are dropped without an answer: the gateway answers 504, or no line is stored and no query answered',
  evidence: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/',
  check: ({ manifests }) => {
    const wanted = connectionsWithinLoki(manifests);
    // One policy covers all of Loki: the first dropped connection shows what the policy lacks.
    for (const direction of ['ingress', 'egress'] as const) {
      for (const connection of wanted) {
        const policy = policyAgainst(manifests, direction, connection);
        if (policy) return [{ path: `${title(policy)} spec.${direction}`, ...dropped(direction, connection) }];
      }
    }
    return [];
  },
};

/** Stands for the port of a pod that listens on port 0: the node chooses it, and the pod registers it in the ring. */
const CHOSEN_PORT = 40_000;

/** Finding about the first dropped connection, with the missing entry of the policy. */
function dropped(direction: Direction, { from, to, port }: Connection): Omit<Finding, 'path'> {
  const isIngress = direction === 'ingress';
  const on = port === CHOSEN_PORT ? 'the port that each pod of it chooses' : `port ${port}`;
  return {
    found: `does not allow ${from.title} to reach ${to.title} on ${on}, and no other policy does`,
    fix: `add a policy for the pods of Loki with ${isIngress ? 'a from' : 'a to'} entry for the pods of ${(isIngress ? from : to).title}, and ${port === CHOSEN_PORT ? 'no ports' : on}`,
  };
}

/** Connections that every line and every query need: of the gateway to Loki, and of components to ingesters. */
function connectionsWithinLoki(manifests: Manifests): Connection[] {
  const ofGateways = gateways(manifests).flatMap(({ namespace, workloads, locations }) =>
    distinctBy(
      locations.flatMap(({ passesTo }) => passesTo),
      ({ host, port }) => `${host}:${port}`,
    ).flatMap(({ host, port }) => {
      const address = addressOf(`http://${host}:${port}`, namespace);
      const podPort = address && podPortAt(manifests, address);
      if (!address || podPort === undefined) return [];
      const ends = workloadsAt(manifests, address);
      return workloads.flatMap((from) => ends.map((to) => ({ from, to, port: podPort })));
    }),
  );
  const ofComponents = manifests.read(readLoki).lokis.flatMap((loki) =>
    running(loki, 'distributor', 'querier').flatMap(({ workload: from }) =>
      running(loki, 'ingester').flatMap((pods) => {
        const port = portsOf(loki, pods)?.grpc;
        return port === undefined ? [] : [{ from, to: pods.workload, port: port === 0 ? CHOSEN_PORT : port }];
      }),
    ),
  );
  return [...ofGateways, ...ofComponents];
}

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

/** Rules about network policies between Alloy, the gateway, Loki and other destinations. */
export const POLICY_RULES: readonly ManifestsRule[] = [ingress, egress, otherEgress, withinLoki];
