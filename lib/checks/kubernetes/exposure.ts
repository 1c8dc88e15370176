import { everyone } from '../../../charts/input/cidr';
import { title } from '../../manifests/manifest';
import type { Manifests } from '../../manifests/manifests';
import { sameNamespace } from '../../manifests/selectors';
import type { Workload } from '../../manifests/workloads';
import { entrancesOf } from '../read/entrances/all';
import type { Entrance } from '../read/entrances/entrance';
import { type Gateway, gateways } from '../read/gateway/gateway';
import { loggingWorkloads } from '../read/logging-workloads';
import { overlap } from '../../../charts/input/cidr';
import { policyAgainstOutside } from '../read/path/policy';
import { distinctBy, type Finding, type ManifestsRule, Severity } from '../rule';

const ANNOTATIONS_OF_SERVICES =
  'https://github.com/kubernetes-sigs/aws-load-balancer-controller/blob/main/docs/guide/service/annotations.md';

const exposure: ManifestsRule = {
  id: 'K8S-EXPOSE-1',
  severity: Severity.WARNING,
  title:
    'clients outside the cluster reach Loki, Alloy and their gateways only with a password, and not from the internet',
  why: 'components of Loki have no authentication: anyone who reaches one can read and write every tenant; a gateway has only its passwords',
  evidence: 'https://grafana.com/docs/loki/latest/operations/authentication/',
  check: ({ manifests }) =>
    loggingEntrances(manifests).flatMap((entrance): Finding[] => {
      const { path, what, from, ranges, securityGroups } = entrance;
      const isOpen =
        from === 'the internet' && securityGroups.length === 0 && (ranges.length === 0 || ranges.some(everyone));
      const isSafe = entrance.hasLogin || hasPassword(manifests, entrance.pods);
      if (isSafe && !isOpen) return [];
      const where = isOpen ? from : ranges.length > 0 ? ranges.slice(0, 3).join(', ') : 'the network of the cluster';
      const known = entrance.pods && entrance.pods.length > 0 ? ', without a password' : '';
      const found = `${what} reachable from ${where}${isSafe ? ', where only its passwords protect it' : known}`;
      const narrow = 'use an internal scheme, or limit the source ranges';
      return [
        { path, found, fix: isSafe ? narrow : 'use ClusterIP, or expose only a gateway that requires passwords' },
      ];
    }),
};

/** Entrances to Loki, Alloy and gateways, and those that may lead to them: their pods are unknown. */
function loggingEntrances(manifests: Manifests): Entrance[] {
  const logging = loggingWorkloads(manifests);
  return entrancesOf(manifests).filter(({ pods = [], object }) =>
    pods.length > 0
      ? pods.some((pod) => logging.has(pod))
      : [...logging].some((pod) => sameNamespace(pod.namespace, object.metadata.namespace)),
  );
}

/** Gateways in pods. */
const gatewaysIn = (manifests: Manifests, pod: Workload): Gateway[] =>
  gateways(manifests).filter(({ workloads }) => workloads.includes(pod));

/** True if an entrance leads only to gateways that require a password for all that they pass on. */
function hasPassword(manifests: Manifests, pods: readonly Workload[] | undefined): boolean {
  if (!pods || pods.length === 0) return false;
  return pods.every((pod) => {
    const passing = gatewaysIn(manifests, pod).flatMap(({ locations }) =>
      locations.filter(({ passesTo }) => passesTo.length > 0),
    );
    return passing.length > 0 && passing.every(({ password }) => password);
  });
}

/** Private ranges, which nearly all VPCs use. */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'];

/** True if a range that a policy admits may have the addresses that pods see. */
function mayBeSeen({ sees, ranges }: Entrance, block: string): boolean {
  const isOfClients = ranges.some((range) => overlap(block, range));
  if (sees !== 'balancer') return ranges.length === 0 || isOfClients;
  return PRIVATE.some((range) => overlap(block, range)) || !isOfClients;
}

const admitted: ManifestsRule = {
  id: 'K8S-EXPOSE-2',
  severity: Severity.ERROR,
  title: 'network policies let in what a load balancer or a node port sends',
  why: 'the policy drops requests from outside the cluster: every connection to the load balancer times out',
  evidence:
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html#client-ip-preservation',
  check: ({ manifests }) =>
    entrancesOf(manifests)
      // A policy for a proxy in the cluster names its pods.
      .filter(({ sees, object }) => sees !== undefined || object.kind === 'Service')
      .flatMap((entrance) => {
        const { object, ranges, pods = [], ports, sees } = entrance;
        const findings = pods.flatMap((to) =>
          ports.flatMap((port): Finding[] => {
            const policy = policyAgainstOutside(manifests, to, port, (block) => mayBeSeen(entrance, block));
            if (!policy) return [];
            const exposes = `port ${port} of ${to.title}, which ${title(object)} exposes`;
            const path = `${title(policy)} spec.ingress`;
            if (sees === 'balancer') {
              const found = `admits no address of the load balancer to ${exposes}, and pods see no others`;
              return [{ path, found, fix: 'add a rule from an ipBlock with the range of the VPC' }];
            }
            const wanted = ranges.length > 0 ? ranges.join(', ') : 'the addresses of its clients';
            const found = `admits no address outside the cluster to ${exposes}`;
            return [{ path, found, fix: `add a rule from an ipBlock with ${wanted}` }];
          }),
        );
        return distinctBy(findings, ({ path, found }) => `${path} ${found}`);
      }),
};

const encrypted: ManifestsRule = {
  id: 'K8S-EXPOSE-3',
  severity: Severity.WARNING,
  title: 'clients outside the cluster send passwords with TLS',
  why: 'a password in basic authentication is readable by everyone on the way, and lets them read or write logs',
  evidence: 'https://datatracker.ietf.org/doc/html/rfc7617#section-4',
  check: ({ manifests }) =>
    loggingEntrances(manifests).flatMap(({ path, isEncrypted, pods = [] }): Finding[] => {
      if (isEncrypted !== false || !hasPassword(manifests, pods)) return [];
      if (pods.some((pod) => gatewaysIn(manifests, pod).some(({ hasTls }) => hasTls))) return [];
      const fix = 'give the load balancer a certificate, and only listeners with TLS';
      return [{ path, found: 'takes passwords of clients without TLS', fix }];
    }),
};

const patient: ManifestsRule = {
  id: 'K8S-EXPOSE-4',
  severity: Severity.WARNING,
  title: 'a load balancer waits for an answer at least as long as the gateway behind it',
  why: 'it ends the connection of a long query, and the client gets an error of the load balancer instead of the answer',
  evidence: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/update-idle-timeout.html',
  check: ({ manifests }) =>
    loggingEntrances(manifests).flatMap(({ idle, pods = [] }): Finding[] => {
      const waits = pods.flatMap((pod) =>
        gatewaysIn(manifests, pod).flatMap(({ locations }) =>
          locations.filter(({ passesTo }) => passesTo.length > 0).map(({ readTimeoutSeconds }) => readTimeoutSeconds),
        ),
      );
      const longest = Math.max(0, ...waits);
      if (!idle || !(idle.seconds < longest)) return [];
      const found = `ends connections without an answer after ${idle.seconds} seconds, and the gateway waits ${longest}`;
      return [{ path: idle.path, found, fix: idle.fix }];
    }),
};

const limited: ManifestsRule = {
  id: 'K8S-EXPOSE-5',
  severity: Severity.ERROR,
  title: 'source ranges of a load balancer have an effect',
  why: 'with security groups of your own the controller ignores the ranges: everyone whom those groups admit reaches Loki',
  evidence: `${ANNOTATIONS_OF_SERVICES}#access-control`,
  check: ({ manifests }) =>
    loggingEntrances(manifests)
      .filter(({ ranges, securityGroups }) => ranges.length > 0 && securityGroups.length > 0)
      .map(({ path, rangesPath = path, ranges, securityGroups }) => ({
        path: rangesPath,
        found: `${ranges.slice(0, 3).join(', ')} limits nothing, since ${securityGroups.join(', ')} decides`,
        fix: 'write the ranges as rules of the security group, and leave them out here',
      })),
};

/** Most rules of a security group for one direction and IP version, unless the quota is raised. */
const MOST_RULES = 60;

const counted: ManifestsRule = {
  id: 'K8S-EXPOSE-7',
  severity: Severity.WARNING,
  title: `a load balancer has at most ${MOST_RULES} source ranges`,
  why: 'each is a rule of its security group: above the quota of AWS the controller does not finish the load balancer, and no client gets in',
  evidence: 'https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups',
  check: ({ manifests }) =>
    loggingEntrances(manifests).flatMap(({ path, rangesPath = path, ranges, securityGroups }): Finding[] => {
      if (securityGroups.length > 0) return [];
      const [six, four] = [
        ranges.filter((range) => range.includes(':')),
        ranges.filter((range) => !range.includes(':')),
      ];
      const many = [six, four].find(({ length }) => length > MOST_RULES);
      if (!many) return [];
      const found = `${many.length} ranges, and AWS takes ${MOST_RULES} rules in a security group by default`;
      const fix = `join ranges, name a security group of yours, or raise the quota and accept this warning`;
      return [{ path: rangesPath, found, fix }];
    }),
};

/** Rules about what is reachable from outside the cluster. */
export const EXPOSURE_RULES: readonly ManifestsRule[] = [exposure, admitted, encrypted, patient, limited, counted];
