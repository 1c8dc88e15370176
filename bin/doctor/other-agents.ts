import { addressOf } from '../../lib/live/doctor/address';
import { AGENT_NAMES, AGENT_PROGRAMS } from '../../lib/live/doctor/components';
import { PROGRAM_LABELS } from '../../lib/live/doctor/found';
import type { Setup } from '../../lib/live/doctor/setup-form';
import type { Snapshot } from '../../lib/live/doctor/snapshot';
import { at, record, records, text } from '../../lib/manifests/shape';
import type { OpenForward } from '../wait/forward';
import { hostsOf } from './agent-hosts';
import type { Get } from './listing';
import { unseenBecause } from './unseen';

/** Agents of others that send to a Loki. */
type Others = Pick<Snapshot, 'otherAgents' | 'unseen'>;

type Item = Record<string, unknown>;

const nameOf = (item: Item): string => text(at(item, 'metadata.name')) ?? '';
const namespaceOf = (item: Item): string => text(at(item, 'metadata.namespace')) ?? '';

/**
 * Finds agents in other namespaces whose arguments, variables or ConfigMaps name this Loki. A Secret is not read: if
 * the configuration is in one, the metrics of a pod name the hosts that it sends to. Fluent Bit and Vector have no such
 * metrics. Many clusters have an agent that sends elsewhere, so an agent is left out unless it is known to send here.
 * Nothing that was read is kept.
 */
export async function readOtherAgents(get: Get, setup: Setup, open: OpenForward): Promise<Others> {
  // All agents of a found Loki are its own.
  if (setup.found) return { unseen: [] };
  const lists = await Promise.all(
    PROGRAM_LABELS.map((label) =>
      get(
        ['daemonsets', '--all-namespaces', '--selector', `${label} in (${AGENT_PROGRAMS.join(',')})`],
        ['node'],
        ['daemonsets in all namespaces'],
      ),
    ),
  );
  const unseen = lists.find((one) => one.unseen.length > 0)?.unseen;
  if (unseen) return { unseen };
  const byTitle = new Map(
    lists.flatMap(({ items }) => items.map((item) => [`${namespaceOf(item)}/${nameOf(item)}`, item])),
  );
  // Agents in these namespaces are among the workloads already.
  const known = [...new Set(setup.workloads.map(({ namespace }) => namespace))];
  const others = [...byTitle.values()].filter((item) => !known.includes(namespaceOf(item)));
  const found = await Promise.all(
    others.map(async (item): Promise<Others> => {
      if (await sendsTo(get, setup, item)) return { otherAgents: [placeOf(item)], unseen: [] };
      if (!hasSecret(item)) return { unseen: [] };
      return namesHosts(item) ? sendsBySecret(open, setup, item) : notVisible(item);
    }),
  );
  return {
    otherAgents: found.flatMap(({ otherAgents = [] }) => otherAgents),
    unseen: found.flatMap((one) => one.unseen),
  };
}

const placeOf = (item: Item) => ({ namespace: namespaceOf(item), name: nameOf(item) });

/** True for an agent whose configuration may be in a Secret. */
function hasSecret(item: Item): boolean {
  return sourcesOf(at(item, 'spec.template.spec')).some((one) => 'secret' in one);
}

/** True for an agent whose metrics name the hosts that it sends to. Those of Fluent Bit and Vector do not. */
function namesHosts(item: Item): boolean {
  const labels = record(at(item, 'metadata.labels'));
  return PROGRAM_LABELS.some((label) => AGENT_NAMES.includes(text(labels[label]) ?? ''));
}

/** An agent without a ConfigMap: only a Secret says where it sends. */
function notVisible(item: Item): Others {
  if (configsOf(at(item, 'spec.template.spec')).length > 0) return { unseen: [] };
  const title = `DaemonSet ${namespaceOf(item)}/${nameOf(item)}`;
  const why = 'its configuration is in a Secret, which is not read';
  const needs = 'your look at its outputs: if one is this Loki, lines are stored twice';
  return { unseen: [{ hops: ['node'], what: `where ${title} sends`, why, needs }] };
}

/** An agent, if its metrics say that it sends to a Loki. */
async function sendsBySecret(open: OpenForward, setup: Setup, item: Item): Promise<Others> {
  const place = placeOf(item);
  try {
    const hosts = await hostsOf(open, place, at(item, 'spec.template.spec'));
    const address = addressOf(setup);
    return hosts.some((host) => address.test(host)) ? { otherAgents: [place], unseen: [] } : { unseen: [] };
  } catch (error) {
    // An agent without a running pod sends nothing.
    if (!/forbidden/i.test(String(error))) return { unseen: [] };
    const what = `where DaemonSet ${place.namespace}/${place.name} sends`;
    return {
      unseen: [unseenBecause(['node'], what, error, `create pods/portforward in namespace ${place.namespace}`)],
    };
  }
}

/** True if the configuration of an agent names a Loki. */
async function sendsTo(get: Get, setup: Setup, item: Item): Promise<boolean> {
  const pod = at(item, 'spec.template.spec');
  const address = addressOf(setup);
  if (records(at(pod, 'containers')).some((container) => address.test(written(container)))) return true;
  const names = configsOf(pod);
  if (names.length === 0) return false;
  const args = ['configmaps', ...names, '--namespace', namespaceOf(item), '--ignore-not-found'];
  const { items } = await get(args, ['node'], []);
  return items.some((config) => Object.values(record(at(config, 'data'))).some((one) => address.test(String(one))));
}

/** Arguments and variables of a container. */
const written = (container: object): string =>
  JSON.stringify(['command', 'args', 'env'].map((field) => at(container, field) ?? []));

/** Volumes of a pod, and the sources of those that have several. */
function sourcesOf(pod: unknown): Item[] {
  const volumes = records(at(pod, 'volumes'));
  return [...volumes, ...volumes.flatMap((volume) => records(at(volume, 'projected.sources')))];
}

/** Names of the ConfigMaps of a pod. */
function configsOf(pod: unknown): string[] {
  return [...new Set(sourcesOf(pod).flatMap((source) => text(at(source, 'configMap.name')) ?? []))];
}
