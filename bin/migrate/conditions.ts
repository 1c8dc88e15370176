import { FORMER_ZONE } from '../../charts/loki/workloads/migration';
import { INGESTER_ZONES } from '../../charts/loki/workloads/zones';
import { isServing } from '../../lib/live/pods';
import { REVISION_LABEL } from '../../lib/manifests/workloads';
import type { IngesterStep } from '../../lib/planner/deployed/ingesters';
import { ACTIVE, type RingMember } from '../roll/ring';
import { type LiveIngesters, type LiveWorkload, podNamesOf, podsOf, replicasOf } from './cluster';

const titleOf = ({ kind, metadata: { name } }: LiveWorkload): string => `${kind} ${name}`;

/** Reasons why a workload does not have the last deployed state; empty if it has. */
function rolloutFaults(workload: LiveWorkload, live: LiveIngesters): string[] {
  const { metadata, status = {} } = workload;
  const replicas = replicasOf(workload);
  const { observedGeneration = 0, readyReplicas = 0, updatedReplicas = 0, updateRevision } = status;
  if (observedGeneration < metadata.generation) {
    return [`${titleOf(workload)}: its controller has not seen the last change yet`];
  }
  const pods = podsOf(workload, live);
  const namesOf = (of: typeof pods) => of.map((pod) => pod.metadata.name).join(', ');
  const away = pods.filter((pod) => !isServing(pod));
  const outdated = pods.filter((pod) => updateRevision && pod.metadata.labels?.[REVISION_LABEL] !== updateRevision);
  const named = (list: string) => (list === '' ? '' : `: ${list}`);
  return [
    ...(readyReplicas < replicas
      ? [
          `${titleOf(workload)}: ${readyReplicas} of ${replicas} pods are ready${away.length > 0 ? `, not ${namesOf(away)}` : ''}`,
        ]
      : []),
    ...(updatedReplicas < replicas
      ? [
          `${titleOf(workload)}: ${updatedReplicas} of ${replicas} pods have the deployed version${outdated.length > 0 ? `, not ${namesOf(outdated)}` : ''}`,
        ]
      : []),
    ...((status.replicas ?? replicas) > replicas
      ? [
          `${titleOf(workload)}: ${(status.replicas ?? 0) - replicas} former pods have not ended${named(replicas === 0 ? namesOf(pods) : '')}`,
        ]
      : []),
  ];
}

/** Ingesters that the ring must have, each with its zone; undefined means any zone. */
function expected({ former, zones }: LiveIngesters, step: IngesterStep): Map<string, string | undefined> {
  const inZones = zones.flatMap((set, index) => podNamesOf(set).map((name) => [name, INGESTER_ZONES[index]] as const));
  const zone = step === 'one' ? undefined : FORMER_ZONE;
  const ofFormer = former && WITH_FORMER.includes(step) ? podNamesOf(former).map((name) => [name, zone] as const) : [];
  return new Map([...ofFormer, ...inZones]);
}

/** States in which the former ingesters accept lines. */
const WITH_FORMER: readonly IngesterStep[] = ['one', 'step 1', 'step 2', 'step 3'];

/** Reasons why the ring does not match a state; empty if it does. */
export function ringFaults(live: LiveIngesters, step: IngesterStep, ring: readonly RingMember[]): string[] {
  const all = expected(live, step);
  const isFormer = ({ id }: RingMember) =>
    live.former !== undefined && new RegExp(`^${live.former.metadata.name}-\\d+$`).test(id);
  const others = ring.filter((member) => !all.has(member.id) && !(step === 'step 4' && isFormer(member)));
  return [
    ...[...all].flatMap(([name, zone]) => {
      const member = ring.find(({ id }) => id === name);
      if (!member) return [`${name} is not in the ring`];
      if (member.state !== ACTIVE) return [`${name} is ${member.state} in the ring`];
      const other = zone !== undefined && (member.zone ?? '') !== zone;
      return other ? [`${name} is in zone ${member.zone || 'none'} of the ring, not ${zone}`] : [];
    }),
    ...others.map(({ id, state }) => `${id} is ${state} in the ring, and has no pod`),
  ];
}

/** Reasons why the workloads of a state are not complete; empty if they are. */
export function workloadFaults(live: LiveIngesters, step: IngesterStep): string[] {
  const { former, zones, users } = live;
  // Former ingesters that have written everything are not ready.
  const ofFormer = former && step !== 'step 4' && step !== 'zones' ? [former] : [];
  return [...users.values(), ...ofFormer, ...zones].flatMap((workload) => rolloutFaults(workload, live));
}

/** Milliseconds since distributors have been writing to three zones; undefined if it is unknown. */
export function writingSince({ users }: LiveIngesters, now: number): number | undefined {
  const progress = users
    .get('distributor')
    ?.status?.conditions?.find(({ type, reason }) => type === 'Progressing' && reason === 'NewReplicaSetAvailable');
  const at = Date.parse(progress?.lastUpdateTime ?? '');
  return Number.isNaN(at) ? undefined : now - at;
}
