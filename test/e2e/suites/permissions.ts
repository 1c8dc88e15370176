import type { ApiServer } from '../rig/api-server';
import type { WrittenEnvironment } from './apply';

/** Service account that restarts ingesters. */
const OPERATOR = 'rollout-operator';

/** Permissions of a token: the status of the answer to each request. */
type Answers = Record<string, number>;

/** Query of a client's cache for the pods of a node. */
const OF_A_NODE = `fieldSelector=${encodeURIComponent('spec.nodeName=some-node')}&resourceVersion=0`;

/** Requests of Alloy, which its role must allow. */
const DISCOVERY: Answers = {
  'GET /api/v1/pods': 200,
  [`GET /api/v1/pods?${OF_A_NODE}`]: 200,
  [`GET /api/v1/pods?${OF_A_NODE}&watch=true`]: 200,
};

/** Requests of the events collector, which its role allows. */
const EVENTS: Answers = {
  'GET /api/v1/events': 200,
  'GET /api/v1/events?resourceVersion=0&watch=true': 200,
  'GET /api/v1/namespaces/loki/events': 200,
};

/** Verbs and groups of events that Alloy does not use. */
const OTHER_EVENTS: Answers = {
  'GET /api/v1/namespaces/loki/events/one': 403,
  'POST /api/v1/namespaces/loki/events': 403,
  'DELETE /api/v1/namespaces/loki/events': 403,
  'GET /apis/events.k8s.io/v1/events': 403,
};

/** Requests that none of our service accounts may send. */
const FORBIDDEN: Answers = {
  'GET /api/v1/secrets': 403,
  'GET /api/v1/namespaces/loki/secrets': 403,
  'GET /api/v1/namespaces/alloy/secrets/loki-credentials': 403,
  'GET /api/v1/configmaps': 403,
  'GET /api/v1/nodes': 403,
  'GET /api/v1/nodes/some-node/proxy/metrics': 403,
  'GET /api/v1/namespaces/loki/pods/loki-ingester-0/log': 403,
  'GET /api/v1/services': 403,
  'POST /api/v1/namespaces/loki/pods': 403,
  'POST /api/v1/namespaces/loki/pods/loki-ingester-0/exec?command=sh': 403,
  'DELETE /api/v1/namespaces/loki/pods/loki-ingester-0': 403,
  'GET /apis/apps/v1/daemonsets': 403,
  'GET /apis/rbac.authorization.k8s.io/v1/clusterroles': 403,
};

/** Answers to requests with a token. */
async function answersOf(api: ApiServer, token: string, requests: Answers): Promise<Answers> {
  const found: Answers = {};
  for (const request of Object.keys(requests)) {
    const [method = '', path = ''] = request.split(' ');
    found[request] = await api.ask(method, path, token);
  }
  return found;
}

/** Each service account has the permissions that its program needs, and no others. */
export function permissionTests(environment: () => WrittenEnvironment, api: () => ApiServer): void {
  const answers = (token: string, requests: Answers): Promise<Answers> => answersOf(api(), token, requests);

  const denied = (requests: Answers): Answers => Object.fromEntries(Object.keys(requests).map((key) => [key, 403]));

  test('Alloy lists and watches pods, and may nothing else', async () => {
    const expected = { ...DISCOVERY, ...FORBIDDEN, ...denied(EVENTS), ...OTHER_EVENTS };
    expect(await answers(api().token('alloy', 'alloy'), expected)).toEqual(expected);
  });

  test('the collector of events lists and watches events, and may nothing else', async () => {
    const expected = { ...EVENTS, ...OTHER_EVENTS, ...FORBIDDEN, ...denied(DISCOVERY) };
    expect(await answers(api().token('alloy', 'alloy-events'), expected)).toEqual(expected);
  });

  test('other service accounts have no permissions', async () => {
    const accounts = environment().objects.filter(
      ({ kind, metadata }) => kind === 'ServiceAccount' && metadata.namespace !== 'alloy' && metadata.name !== OPERATOR,
    );
    expect(accounts.length).toBeGreaterThan(0);
    const expected = { ...FORBIDDEN, 'GET /api/v1/pods': 403 };
    for (const { metadata } of accounts) {
      expect(await answers(api().token(metadata.namespace as string, metadata.name), expected)).toEqual(expected);
    }
  });

  test('a token without a valid signature is refused', async () => {
    expect(await answers('not.a.token', { 'GET /api/v1/pods': 401 })).toEqual({ 'GET /api/v1/pods': 401 });
  });
}

/** The operator that restarts ingesters sees and ends pods of Loki, and may nothing else there. */
export function operatorPermissionTests(api: () => ApiServer): void {
  test('the operator of rollouts sees and ends pods of Loki, and changes nothing else there', async () => {
    const expected: Answers = {
      ...FORBIDDEN,
      'DELETE /api/v1/namespaces/loki/pods/loki-ingester-0': 404,
      'GET /api/v1/namespaces/loki/pods': 200,
      'GET /apis/apps/v1/namespaces/loki/statefulsets': 200,
      'GET /apis/rollout-operator.grafana.com/v1/namespaces/loki/zoneawarepoddisruptionbudgets': 200,
      'DELETE /apis/apps/v1/namespaces/loki/statefulsets/none': 403,
      'GET /api/v1/namespaces/loki/configmaps': 403,
      'GET /api/v1/pods': 403,
    };
    expect(await answersOf(api(), api().token('loki', OPERATOR), expected)).toEqual(expected);
  });
}
