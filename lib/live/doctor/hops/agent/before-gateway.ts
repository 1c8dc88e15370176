import { atHub, elsewhere, gatewayService, networkPolicies, restartGateway } from '../../commands';
import type { Fault } from '../../fault';
import type { View } from '../../view';
import { answeredAs } from './push-fault';

/** Steps for a tenant that the user of the agents may not push to. */
const tenantSteps = (view: View): string[] =>
  view.setup.remote
    ? [
        `${elsewhere(view)} must have tenant ${view.setup.tenants.join(', ')}, and its user ${view.setup.remote.writer} must be allowed to push to it`,
        atHub(view),
      ]
    : [view.setup.deliver, restartGateway(view)];

const tenant: Fault = {
  id: 'agent-tenant',
  hop: 'agent',
  cause: 'the gateway does not know the tenant that the agents write to',
  find: (view) => {
    const found = answeredAs(view, /^403$/);
    if (!found) return undefined;
    const { remote } = view.setup;
    const says = view.agentLogs('push-forbidden').at(-1)?.detail;
    if (says !== undefined) {
      return {
        ...found,
        cause: 'a policy of the mesh refuses pushes, before they arrive at the gateway',
        evidence: `${found.evidence}: ${says}`,
        fix: [
          remote ? atHub(view) : `kubectl get authorizationpolicies --namespace ${view.setup.lokiNamespace} -o yaml`,
          `let it admit the service accounts of namespace ${view.setup.alloyNamespace}, or agents without a sidecar`,
        ],
      };
    }
    if (!remote || view.snapshot.door?.status !== 403) return { ...found, fix: tenantSteps(view) };
    // The gateway answers 401 to a request without a password, whatever its tenant.
    return {
      ...found,
      cause: 'something before the gateway refuses pushes: AWS WAF, a rule of the load balancer, or a proxy',
      evidence: `${found.evidence}, and ${remote.url} answers 403 to a request without a password, which the gateway answers 401`,
      fix: [
        `look for a web ACL of the load balancer of ${elsewhere(view)}, and admit POST /loki/api/v1/push with large bodies there: aws wafv2 list-web-acls --scope REGIONAL`,
        ...tenantSteps(view),
      ],
    };
  },
};

/** Statuses that only proxies and load balancers send, not the gateway or Loki. */
const OF_OTHERS = /^4(?:07|08|11|14|21|31|6\d)$/;

const proxy: Fault = {
  id: 'agent-proxy',
  hop: 'agent',
  cause: 'a proxy or a load balancer before the gateway refuses pushes of the agents: their lines are lost',
  follows: ['gateway'],
  find: (view) => {
    const found = answeredAs(view, OF_OTHERS);
    if (!found) return undefined;
    return {
      ...found,
      fix: view.setup.remote
        ? [
            `407 is of a proxy: leave HTTPS_PROXY out of the agents, or write the host of ${view.setup.remote.url} into NO_PROXY; 464 is of an ALB whose target group has another protocol version than HTTP1`,
            atHub(view),
          ]
        : ['407 is of a proxy: leave HTTP_PROXY out of the agents, or write .svc into NO_PROXY', networkPolicies(view)],
    };
  },
};

const plain: Fault = {
  id: 'agent-plain',
  hop: 'agent',
  cause: 'the agents push without TLS to a port that has TLS: their lines are lost',
  follows: ['gateway'],
  find: (view) => {
    const found = answeredAs(view, /^400$/);
    const says = view.agentLogs('push-plain').at(-1)?.detail;
    if (!found || says === undefined) return undefined;
    return {
      ...found,
      evidence: `${found.evidence}: ${says}`,
      fix: view.setup.remote
        ? [`compare the scheme and the port of ${view.setup.remote.url} with those of the door of ${elsewhere(view)}`]
        : [
            'write https:// and its port into the URL that the agents push to',
            view.setup.deliver,
            gatewayService(view),
          ],
    };
  },
};

/** Name of that fault: the answer that it explains is one of Loki otherwise. */
export const WITHOUT_TLS = plain.id;

/** Faults of pushes that a proxy or load balancer before the gateway may have answered. */
export const BEFORE_GATEWAY_FAULTS: readonly Fault[] = [tenant, proxy, plain];
