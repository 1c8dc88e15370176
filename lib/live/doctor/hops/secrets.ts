import type { Fault } from '../fault';
import { hopOfNamespace, recentWarnings } from './recent';

/** Seconds for which a warning of an operator is recent: External Secrets waits for up to 17 minutes between two tries. */
const RECENT = 1200;

/** Objects that External Secrets and the secrets driver warn about. */
const KINDS = /^(ExternalSecret|SecretStore|Pod)$/;

const REASONS = /^(UpdateFailed|MountRotationFailed|InvalidProviderConfig|ValidationFailed|InvalidStoreConfiguration)$/;

const unsynced: Fault = {
  id: 'secret-not-synced',
  hop: 'gateway',
  isMild: true,
  cause: 'a Secret is not updated from the store of its passwords: a new password does not arrive',
  find: (view) =>
    recentWarnings(view, KINDS, REASONS, RECENT).map(({ namespace, kind, name, message }) => ({
      hop: hopOfNamespace(view, namespace),
      evidence: `${kind} ${namespace}/${name}: ${message}`,
      fix: [
        `kubectl describe --namespace ${namespace} ${kind.toLowerCase()} ${name}`,
        /AccessDenied|not authorized|role must be associated|credentials/i.test(message)
          ? 'the role that reads it needs secretsmanager:GetSecretValue on the secret, and kms:Decrypt on its key'
          : 'the secret, its key and the store that it names must exist: kubectl get secretstores,clustersecretstores --all-namespaces',
      ],
    })),
};

/** Faults of the programs that bring passwords into the cluster. */
export const SECRET_FAULTS: readonly Fault[] = [unsynced];
