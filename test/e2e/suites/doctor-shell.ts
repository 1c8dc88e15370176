import type { KubernetesObject } from '../../helpers/charts';
import type { LivingDev } from '../rig/living/living-dev';
import type { Operator } from '../rig/living/operator';
import type { Injected } from './doctor-injected';

/** `dev` on a living cluster, and somebody who looks after it, once it runs. */
export interface LivingRig {
  readonly dev: () => LivingDev;
  readonly operator: () => Operator;
}

/** Seconds in which everything is ready again on a busy machine. */
const AGAIN = 400;

/** A fault, besides how it is injected. */
type Found = Pick<Injected, 'hop' | 'first' | 'fix' | 'seconds'>;

/** Runs commands of a shell one after the other. @throws Error if one fails, with what was printed */
export async function shell({ operator }: LivingRig, script: string): Promise<void> {
  const { status, stdout, stderr } = await operator().shell(`set -euo pipefail\n${script}`);
  if (status !== 0) throw new Error(`${script}\n${stdout}${stderr}`);
}

/** Waits until all of the environment is ready. */
export const ready = ({ dev }: LivingRig): Promise<void> => dev().cluster.ready(AGAIN);

/** Delivers the environment again, and waits until all of it is ready. */
export async function again(rig: LivingRig): Promise<void> {
  await rig.dev().cluster.deploy();
  await ready(rig);
}

/** Pods of a component, as the cluster has them. */
export const podsOf = ({ dev }: LivingRig, component: string): KubernetesObject[] =>
  dev()
    .cluster.agent.component(component)
    .map(({ object }) => object);

/** Name of the first pod of a component, and its node. */
export function firstOf(rig: LivingRig, component: string): { name: string; node: string } {
  const [first] = podsOf(rig, component);
  return { name: first?.metadata.name ?? '', node: (first?.spec as { nodeName: string }).nodeName };
}

/** A fault that commands of a shell inject and take back. Then all is ready again. */
export const byShell = (rig: LivingRig, found: Found, inject: () => string, takeBack: () => string): Injected => ({
  ...found,
  inject: async () => {
    const undo = takeBack();
    await shell(rig, inject());
    return async () => {
      await shell(rig, undo);
      await ready(rig);
    };
  },
});
