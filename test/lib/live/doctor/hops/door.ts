import { addLog, type Draft, healthySpoke, setMetric } from '../../../../helpers/healthy-snapshot';
import type { FaultCase } from './fault-case';

const PUSHES = 'loki_write_request_duration_seconds_count';

/** Nobody answers agents, and this machine gets an error. */
const unanswered =
  (door: NonNullable<Draft['door']>) =>
  (draft: Draft): void => {
    pushes('-1')(draft);
    draft.answers = [];
    draft.door = door;
  };

/** All pushes of agents are answered with a status. */
const pushes =
  (status: string) =>
  (draft: Draft): void => {
    setMetric(draft, 'agent', `${PUSHES}{status_code=204}`, 300, 0);
    setMetric(draft, 'agent', `${PUSHES}{status_code=${status}}`, 12, 4);
  };

/** Faults of spokes: of the door of their hub, and of what agents are answered there. */
export const DOOR_CASES: readonly FaultCase[] = [
  {
    // This machine trusts the door: the authority in the cluster is a former one.
    id: 'agent-certificate',
    hop: 'agent',
    of: healthySpoke,
    make: (draft) => {
      pushes('-1')(draft);
      addLog(draft, 'agent', 'push-unreachable', 'x509: certificate signed by unknown authority');
    },
    evidence: /^x509: certificate signed by unknown authority: 7 lines of alloy-0/,
    fix: /environments\.shop\.loki\.ca/,
  },
  {
    id: 'door-certificate',
    hop: 'gateway',
    of: healthySpoke,
    make: (draft) => {
      unanswered({ code: 'CERT_HAS_EXPIRED', error: 'certificate has expired' })(draft);
      addLog(draft, 'agent', 'push-unreachable', 'x509: certificate has expired or is not yet valid');
    },
    evidence: /certificate has expired/,
    fix: /openssl s_client/,
  },
  ...(
    [
      ['door-name', 'ENOTFOUND', 'getaddrinfo ENOTFOUND logs.example.com', /a record for the load balancer of prod/],
      [
        'door-certificate',
        'CERT_HAS_EXPIRED',
        'certificate has expired',
        /openssl s_client -connect logs.example.com:443/,
      ],
      ['door-certificate', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate', /loki\.ca/],
      ['door-tls', 'EPROTO', 'write EPROTO wrong version number', /scheme and the port of https:\/\/logs.example.com/],
      ['door-closed', 'ECONNREFUSED', 'connect ECONNREFUSED 10.1.2.3:443', /expose\.from of prod/],
      ['door-closed', 'ETIMEDOUT', 'no answer in 10 s', /eks-loki doctor prod/],
    ] as const
  ).map(([id, code, error, fix]): FaultCase => {
    const evidence = new RegExp(`https://logs.example.com ${error}`);
    return { id, hop: 'gateway', of: healthySpoke, make: unanswered({ code, error }), evidence, fix };
  }),
  {
    id: 'door-other',
    hop: 'gateway',
    of: healthySpoke,
    make: (draft) => {
      pushes('404')(draft);
      draft.door = { status: 404 };
      draft.answers = [{ user: 'reader', tenant: 'edge', status: 404 }];
    },
    evidence: /logs\.example\.com answers 404/,
    fix: /compare https:\/\/logs\.example\.com with the door of prod/,
  },
  {
    id: 'door-unserved',
    hop: 'gateway',
    of: healthySpoke,
    make: (draft) => {
      pushes('503')(draft);
      draft.door = { status: 503 };
    },
    evidence: /answers 503/,
    fix: /eks-loki doctor prod/,
  },
  {
    id: 'agent-unreachable',
    hop: 'agent',
    of: healthySpoke,
    // This machine reaches the door, and the cluster does not.
    make: pushes('-1'),
    evidence: /nobody answered/,
    fix: /expose\.from of prod/,
  },
  {
    id: 'agent-password',
    hop: 'agent',
    of: healthySpoke,
    make: pushes('401'),
    evidence: /answered 401/,
    fix: /eks-loki doctor prod/,
  },
  {
    // AWS WAF of the load balancer: this machine gets its answer, too.
    id: 'agent-tenant',
    hop: 'agent',
    of: healthySpoke,
    make: (draft) => {
      pushes('403')(draft);
      draft.door = { status: 403 };
    },
    evidence: /answered 403, and https:\/\/logs.example.com answers 403 to a request without a password/,
    fix: /aws wafv2 list-web-acls[^]*must have tenant/,
  },
  {
    id: 'agent-proxy',
    hop: 'agent',
    of: healthySpoke,
    make: pushes('464'),
    evidence: /answered 464/,
    fix: /target group has another protocol version/,
  },
  {
    id: 'agent-tenant',
    hop: 'agent',
    of: healthySpoke,
    make: pushes('403'),
    evidence: /answered 403/,
    fix: /prod must have tenant edge, and its user shop must be allowed to push to it/,
  },
  {
    id: 'agent-limited',
    hop: 'agent',
    of: healthySpoke,
    make: pushes('429'),
    evidence: /answered 429/,
    fix: /loki\.tenantLimits of prod/,
  },
  {
    id: 'query-password',
    hop: 'query',
    of: healthySpoke,
    make: (draft) => (draft.answers = [{ user: 'reader', tenant: 'edge', status: 401 }]),
    evidence: /reader in tenant edge is answered 401/,
    fix: /that of prod/,
  },
];
