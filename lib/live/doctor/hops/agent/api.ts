import { API_ENDPOINTS, networkPolicies, restartAgents } from '../../commands';
import type { Fault } from '../../fault';
import { arePast } from '../in-log';
import { countOf, linesOf, type View } from '../../view';

/** Number of unanswered requests that is a fault. An agent repeats a single one at once. */
const LEAST_FAILURES = 2;

/** Number of refusals by a busy API server that is a fault. An agent waits a little and asks again. */
const LEAST_BUSY = 5;

/** A fault that agents have with the API server. */
const ofApi = (
  fault: Pick<Fault, 'id' | 'cause'>,
  pattern: string,
  says: (detail: string) => string,
  fix: (view: View, detail: string) => string[],
  least = 1,
): Fault => ({
  ...fault,
  hop: 'agent',
  find: (view) => {
    const found = view.agentLogs(pattern);
    if (countOf(found) < least) return undefined;
    const detail = found[0]?.detail ?? 'a request';
    const isPast = arePast(view, found);
    return { isPast, isMild: isPast, evidence: `${says(detail)}: ${linesOf(found)}`, fix: fix(view, detail) };
  },
});

/** Faults between agents and the API server, from which they learn the pods of their node. */
export const API_FAULTS: readonly Fault[] = [
  ofApi(
    {
      id: 'agent-api',
      cause: 'the service account of the agents may not read pods, nodes or events, so they find no files to read',
    },
    'api-forbidden',
    (detail) => `${detail} is forbidden`,
    (view) => [view.setup.deliver, 'kubectl get clusterrolebindings --selector app.kubernetes.io/name=alloy'],
  ),
  ofApi(
    {
      id: 'agent-api-token',
      cause: 'the API server does not accept the token of the agents: their service account was deleted, or made again',
    },
    'api-unauthorized',
    () => 'Unauthorized',
    (view) => [`kubectl get serviceaccounts --namespace ${view.setup.alloyNamespace}`, restartAgents(view)],
  ),
  ofApi(
    {
      id: 'agent-api-unreachable',
      cause: 'the agents do not reach the API server, which tells them the pods of their node',
    },
    'api-unreachable',
    (detail) => `the API server does not answer: ${detail}`,
    (view, detail) => [
      ...(/x509/.test(detail)
        ? [
            'the certificate of the API server is not trusted or not valid: look at the clock of the node (chronyc tracking), and for a proxy between; kubectl get configmap --namespace kube-system kube-root-ca.crt has its authority',
          ]
        : []),
      networkPolicies(view, view.setup.alloyNamespace),
      'kubectl get pods --namespace kube-system --selector k8s-app=kube-proxy -o wide',
      API_ENDPOINTS,
    ],
    LEAST_FAILURES,
  ),
  ofApi(
    {
      id: 'agent-kubelet',
      cause:
        'the API server gets no lines of pods from the kubelet of a node, so agents that read them there have none',
    },
    'kubelet-unreachable',
    (detail) => `the kubelet at port 10250 does not answer the API server: ${detail}`,
    (_view, detail) =>
      /tls|x509/.test(detail)
        ? ['kubectl get csr: the kubelet waits for its certificate; approve what is Pending, or replace the node']
        : [
            'kubectl get nodes: the node must be ready, and its security group must admit that of the cluster at port 10250',
          ],
    LEAST_BUSY,
  ),
  ofApi(
    {
      id: 'agent-api-busy',
      cause: 'the API server has more requests than it takes, and tells the agents late which pods their nodes have',
    },
    'api-busy',
    (detail) => `the API server answers: ${detail}`,
    () => [
      'kubectl get --raw /metrics | grep apiserver_flowcontrol_rejected_requests_total: it names the level of priority that is full',
      'kubectl get flowschemas,prioritylevelconfigurations: look for a controller that lists all pods again and again',
    ],
    LEAST_BUSY,
  ),
];

/** True if agents log that the API server does not tell them what to read. */
export const lacksApi = (view: View): boolean => API_FAULTS.some(({ find }) => find(view) !== undefined);
