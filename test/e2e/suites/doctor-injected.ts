import type { KubernetesObject } from '../../helpers/charts';
import type { AlloyRig } from '../rig/alloy';
import type { Pod } from '../rig/pod';
import type { DoctorKubectl } from './doctor-kubectl';

/** Rig into which faults are injected, once it runs. */
export interface DoctorRig {
  readonly running: () => AlloyRig;
  readonly kubectl: () => DoctorKubectl;
}

/** Faults by what is done. */
export type Faults = Readonly<Record<string, Injected>>;

/** A fault that is injected, and what is said of it. */
export interface Injected {
  readonly hop: string;

  /** Ids; the report must begin with one of them. */
  readonly first: RegExp;
  readonly fix: RegExp;

  /** Injects it; the result takes it back. */
  readonly inject: () => Promise<() => Promise<void>>;

  /** Seconds until it can be seen. @default 8 */
  readonly seconds?: number;
}

/** Ends pods of a component, and brings them back. */
export const away =
  ({ running }: DoctorRig, component: string, count = Infinity) =>
  async () => {
    const { cluster } = running();
    const pods = cluster.component(component).slice(0, count);
    await Promise.all(pods.map((pod) => pod.stop('SIGKILL')));
    return async () => {
      await Promise.all(pods.map((pod) => pod.start()));
      await cluster.ready(120, pods);
    };
  };

/** The agent. */
export const alloyOf = ({ running }: DoctorRig): Pod =>
  running().cluster.pods.find(({ name }) => name.startsWith('alloy')) as Pod;

/** Restarts Alloy with another configuration, or other passwords, and brings the former ones back. */
export const changed = (rig: DoctorRig, change: () => () => void) => async () => {
  const undo = change();
  await alloyOf(rig).stop();
  await alloyOf(rig).start();
  return async () => {
    undo();
    await alloyOf(rig).stop();
    await alloyOf(rig).startReady();
  };
};

/** Restarts Alloy with another configuration. */
export const configured = (rig: DoctorRig, change: (text: string) => string) =>
  changed(rig, () => {
    const { data } = rig.running().cluster.objects.one('ConfigMap', 'alloy', 'alloy') as KubernetesObject & {
      data: Record<string, string>;
    };
    const before = data['config.alloy'] ?? '';
    data['config.alloy'] = change(before);
    if (data['config.alloy'] === before) throw new Error('the configuration has not what is changed');
    return () => void (data['config.alloy'] = before);
  });

/** Repeats something until it is taken back, which waits for what runs. What it throws is what the fault makes of it. */
export const repeated =
  (what: () => Promise<unknown>, milliseconds = 100) =>
  () => {
    const running = new Set<Promise<unknown>>();
    const timer = setInterval(() => {
      const one: Promise<unknown> = what()
        .catch(() => undefined)
        .finally(() => running.delete(one));
      running.add(one);
    }, milliseconds);
    return Promise.resolve(async () => {
      clearInterval(timer);
      await Promise.all(running);
    });
  };

/** A fault of a component whose pods are away. */
export const gone = (rig: DoctorRig, hop: string, component: string, count?: number): Injected => ({
  hop,
  first: hop === 'ingester' ? /^(pod-|ring-)/ : /^pod-/,
  fix: new RegExp(`kubectl .*${component}`),
  inject: away(rig, component, count),
});
