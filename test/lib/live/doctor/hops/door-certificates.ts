import type { Draft } from '../../../../helpers/healthy-snapshot';
import type { FaultCase } from './fault-case';

/** The certificate of a door, at noon of 21 November. */
const shown = (draft: Draft, from: string, until: string, isOfHost = true): void => {
  const names = isOfHost ? ['loki.example.com'] : ['*.other.example.com', 'other.example.com'];
  draft.certificates = [
    { host: 'loki.example.com', names, isOfHost, from: `${from}T00:00:00.000Z`, until: `${until}T00:00:00.000Z` },
  ];
};

/** Certificates that are as they should be, near their end or not. */
export const CERTIFICATES_HEALTHY: readonly (readonly [name: string, make: (draft: Draft) => void])[] = [
  ['a door whose certificate ACM renews in a month', (draft) => shown(draft, '2026-01-20', '2026-12-20')],
  [
    'a door with a certificate of six days, two days before its end',
    (draft) => shown(draft, '2026-11-18', '2026-11-24'),
  ],
  ['a door with a certificate of a day', (draft) => shown(draft, '2026-11-21', '2026-11-22')],
];

/** Faults of certificates that doors show. */
export const DOOR_CERTIFICATE_CASES: readonly FaultCase[] = [
  {
    id: 'exposure-expires',
    hop: 'gateway',
    make: (draft) => shown(draft, '2025-11-01', '2026-11-28'),
    evidence: /^the certificate of loki\.example\.com expires at 2026-11-28T/,
    fix: /openssl s_client -connect loki\.example\.com:443.*\n.*RenewalSummary/,
  },
  {
    id: 'exposure-expires',
    hop: 'gateway',
    make: (draft) => shown(draft, '2025-11-01', '2026-11-20'),
    evidence: /expired at 2026-11-20T/,
    fix: /aws acm describe-certificate/,
  },
  {
    // A certificate of six days that nobody has renewed.
    id: 'exposure-expires',
    hop: 'gateway',
    make: (draft) => shown(draft, '2026-11-16', '2026-11-22'),
    evidence: /expires at 2026-11-22T/,
    fix: /openssl/,
  },
  {
    id: 'exposure-host',
    hop: 'gateway',
    make: (draft) => shown(draft, '2026-10-01', '2027-10-01', false),
    evidence: /^loki\.example\.com shows a certificate for \*\.other\.example\.com, other\.example\.com$/,
    fix: /environments\.dev\.expose\.certificateArn\n.*record of loki\.example\.com/,
  },
  {
    // ACM tells of that of a door that this machine does not reach.
    id: 'exposure-host',
    hop: 'gateway',
    make: (draft) => {
      shown(draft, '2026-10-01', '2027-10-01', false);
      draft.certificates = (draft.certificates ?? []).map((one) => ({
        ...one,
        arn: `arn:aws:acm:us-east-1:${draft.setup.account}:certificate/x`,
      }));
    },
    evidence: /^loki\.example\.com has a certificate for \*\.other\.example\.com, other\.example\.com$/,
    // The user may have another region.
    fix: /^aws acm describe-certificate --certificate-arn \S+\/x --region us-east-1\n.*expose\.certificateArn$/,
  },
  {
    // One of another account, which the only door names and shows.
    id: 'exposure-expires',
    hop: 'gateway',
    make: (draft) => {
      shown(draft, '2025-11-01', '2026-11-28');
      const door = { kind: 'Ingress', namespace: 'loki', name: 'loki', host: 'loki.example.com' };
      draft.setup.doors = [{ ...door, certificateArns: ['arn:aws:acm:eu-north-1:999988887777:certificate/y'] }];
      draft.doors = undefined;
    },
    evidence: /expires at 2026-11-28T/,
    fix: /certificate\/y --region eu-north-1 --query '\S+' \(with credentials of account 999988887777\)$/,
  },
  {
    // That of a Grafana of the environment.
    id: 'exposure-host',
    hop: 'grafana',
    make: (draft) => {
      shown(draft, '2026-10-01', '2027-10-01', false);
      draft.setup.doors = [{ kind: 'Service', namespace: 'grafana', name: 'grafana', host: 'loki.example.com' }];
    },
    evidence: /^loki\.example\.com shows a certificate for/,
    fix: /environments\.dev\.grafana\.deploy\.expose\.certificateArn/,
  },
  {
    // A Gateway of the user has the certificate.
    id: 'exposure-host',
    hop: 'gateway',
    make: (draft) => {
      shown(draft, '2026-10-01', '2027-10-01', false);
      draft.setup.doors = [{ kind: 'HTTPRoute', namespace: 'loki', name: 'loki', host: 'loki.example.com' }];
    },
    evidence: /^loki\.example\.com shows a certificate for/,
    fix: /in the listener of its Gateway/,
  },
];
