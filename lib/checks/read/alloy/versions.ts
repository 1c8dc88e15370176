import { distinctBy } from '../../rule';
import { type AlloyPods, alloyPods } from './pods';
import type { AlloyReading } from './config';
import { minorOfImage, NEWEST } from './schema';

/** Program that reads a configuration. */
export interface AlloyProgram {
  /** Minor versions of Alloy 1 whose pods read it; none if unknown. */
  readonly minors: readonly number[];

  /** True if it may know other names than the table has: it is a newer Alloy, or Grafana Agent. */
  readonly isOther: boolean;
}

/** The program of the pods that read a configuration. */
export function programOf(reading: AlloyReading): AlloyProgram {
  const pods = alloyPods(reading);
  const minors = distinctBy(
    pods.flatMap((one) => minorOf(one) ?? []),
    String,
  );
  const isOther = minors.some((minor) => minor > NEWEST) || pods.some(({ container }) => isAgent(container.image));
  return { minors: minors.map((minor) => Math.min(minor, NEWEST)), isOther };
}

/** Minor version of the Alloy 1 of pods; undefined if its image does not say it. */
export function minorOf({ container }: AlloyPods): number | undefined {
  return minorOfImage(container.image ?? '');
}

function isAgent(image = ''): boolean {
  return /(^|\/)(grafana-)?agent[\w.-]*(:|@|$)/.test(image);
}
