import { componentOf } from '../components';
import type { Fault } from '../fault';
import { hopOf } from '../hops';

const ending: Fault = {
  id: 'claim-terminating',
  hop: 'ingester',
  isMild: true,
  cause: 'somebody deleted the volume claim of a pod that runs: when the pod ends, the volume goes with its data',
  find: ({ snapshot }) =>
    snapshot.claims.flatMap(({ metadata: { name, namespace = '', deletionTimestamp } }) => {
      const user = snapshot.pods.find(
        ({ metadata, spec }) =>
          metadata.namespace === namespace &&
          metadata.deletionTimestamp === undefined &&
          spec.volumes?.some(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === name),
      );
      if (deletionTimestamp === undefined || !user) return [];
      const pod = user.metadata.name;
      return {
        hop: hopOf(componentOf(user.metadata.labels, pod)),
        evidence: `PersistentVolumeClaim ${namespace}/${name} is being deleted, and pod ${pod} has its volume`,
        fix: [
          `a deletion cannot be taken back; to keep the volume: kubectl patch pv "$(kubectl get pvc --namespace ${namespace} ${name} -o jsonpath={.spec.volumeName})" --patch '{"spec":{"persistentVolumeReclaimPolicy":"Retain"}}'`,
          `when all other pods of its StatefulSet are ready: kubectl delete pod --namespace ${namespace} ${pod}, which then gets a new claim and an empty volume`,
        ],
      };
    }),
};

/** Faults of volume claims of pods that run. */
export const CLAIM_FAULTS: readonly Fault[] = [ending];
