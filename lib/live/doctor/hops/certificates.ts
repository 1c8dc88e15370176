import type { Fault } from '../fault';
import { hopOfNamespace, recentWarnings } from './recent';

/** Objects of cert-manager, which makes certificates of doors and receivers. */
const KINDS = /^(Certificate|CertificateRequest|Order|Challenge|Issuer)$/;

/** Seconds for which a warning is recent: cert-manager waits for at least an hour between two tries, and events stay an hour. */
const RECENT = 3600;

const unissued: Fault = {
  id: 'certificate-not-issued',
  hop: 'gateway',
  isMild: true,
  cause: 'cert-manager cannot make or renew a certificate: a door or a receiver has none, or one that expires',
  find: (view) =>
    recentWarnings(view, KINDS, /^/, RECENT).map(({ namespace, kind, name, message }) => ({
      hop: hopOfNamespace(view, namespace),
      evidence: `${kind} ${namespace}/${name}: ${message}`,
      fix: [
        `kubectl describe --namespace ${namespace} ${kind.toLowerCase()} ${name}`,
        /[Ii]ssuer.*not found|IssuerNotFound/.test(message)
          ? 'make the issuer that it names: kubectl get issuers,clusterissuers --all-namespaces'
          : `kubectl get certificaterequests,orders,challenges --namespace ${namespace}: the last one says what the authority wants; the issuer must be Ready`,
      ],
    })),
};

/** Faults of certificates that an operator makes. */
export const CERTIFICATE_FAULTS: readonly Fault[] = [unissued];
