import { DOOR_OBJECT, SCALER } from '../../lib/live/doctor/around-forms';
import { hopOf, type HopName } from '../../lib/live/doctor/hops';
import type { Setup } from '../../lib/live/doctor/setup-form';
import { picked, type Snapshot } from '../../lib/live/doctor/snapshot';
import { inNamespace } from '../../lib/live/doctor/unseen';
import type { OpenForward } from '../wait/forward';
import type { Get } from './listing';
import { readOtherAgents } from './other-agents';

/** Kinds of doors, as kubectl names them. */
const DOOR_KINDS: Readonly<Record<string, string>> = {
  Ingress: 'ingresses',
  Service: 'services',
  HTTPRoute: 'httproutes.gateway.networking.k8s.io',
};

const SCALERS = 'horizontalpodautoscalers';

/** Autoscalers and doors of a setup, and agents of others. */
type Around = Pick<Snapshot, 'scalers' | 'doors' | 'otherAgents' | 'unseen'>;

/** Reads autoscalers, doors and other agents, if the setup may have some. */
export async function readAround(get: Get, setup: Setup, open: OpenForward): Promise<Around> {
  const found = await Promise.all([readScalers(get, setup), readDoors(get, setup), readOtherAgents(get, setup, open)]);
  const [scalers, doors, agents] = found;
  return { ...scalers, ...doors, ...agents, unseen: found.flatMap(({ unseen }) => unseen) };
}

/** Autoscalers, if the environment has some. A discovered Loki may have some. */
async function readScalers(get: Get, setup: Setup): Promise<Pick<Snapshot, 'scalers' | 'unseen'>> {
  const { scalers = [], found, lokiNamespace } = setup;
  if (scalers.length === 0 && !found) return { unseen: [] };
  const hops = [...new Set(scalers.map(({ component }) => hopOf(component)))];
  const args = [SCALERS, '--namespace', lokiNamespace];
  const got = await get(args, hops.length > 0 ? hops : ['distributor', 'query'], [inNamespace(SCALERS, lokiNamespace)]);
  return got.unseen.length > 0 ? { unseen: got.unseen } : { scalers: all(SCALER, got.items), unseen: [] };
}

/** Doors of the environment. */
async function readDoors(get: Get, { doors = [] }: Setup): Promise<Pick<Snapshot, 'doors' | 'unseen'>> {
  if (doors.length === 0) return { unseen: [] };
  const groups = [...new Set(doors.map(({ kind, namespace }) => `${kind} ${namespace}`))];
  const results = await Promise.all(
    groups.map((group) => {
      const [kind = '', namespace = ''] = group.split(' ');
      const names = doors.filter((one) => one.kind === kind && one.namespace === namespace).map(({ name }) => name);
      const what = DOOR_KINDS[kind] ?? kind;
      const hops: HopName[] = ['gateway'];
      return get([what, ...names, '--namespace', namespace, '--ignore-not-found'], hops, [
        inNamespace(what, namespace),
      ]);
    }),
  );
  const unseen = results.flatMap((one) => one.unseen);
  return {
    ...(unseen.length > 0
      ? {}
      : {
          doors: all(
            DOOR_OBJECT,
            results.flatMap(({ items }) => items),
          ),
        }),
    unseen,
  };
}

const all = <T>(form: Parameters<typeof picked<T>>[0], items: readonly unknown[]): T[] =>
  items.flatMap((item) => picked(form, item) ?? []);
