import { ownValue } from '../../../../charts/input/own-value';
import generated from './generated/fields.json';

/** Fields of a type by name, with their types. */
export type Fields = Readonly<Record<string, string>>;

/** Kinds by their version; a kind whose fields are not known has ''. */
const KINDS: Readonly<Record<string, Readonly<Record<string, string | undefined>>>> = generated.kinds;

/** Fields of Kubernetes 1.35 by type, and those that 1.36 added. */
const TYPES: Readonly<Record<string, Fields>> = {
  ...generated.types,
  PodSpec: { ...generated.types.PodSpec, schedulingGroup: 'any' },
  CSIDriverSpec: { ...generated.types.CSIDriverSpec, preventPodSchedulingIfMissing: 'boolean' },
};

const NONE: Fields = {};

/** Fields of a type. */
export const fieldsOf = (type: string): Fields => ownValue(TYPES, type) ?? NONE;

/** Type of a kind; undefined if its fields are not known. */
export function typeOfKind(apiVersion: string, kind: string): string | undefined {
  return ownValue(ownValue(KINDS, apiVersion) ?? {}, kind) || undefined;
}

/** Versions that have a kind, the stable and newest first. */
export function versionsOf(kind: string): readonly string[] {
  return Object.keys(KINDS)
    .filter((version) => ownValue(KINDS[version] ?? {}, kind) !== undefined)
    .sort((a, b) => orderOf(a) - orderOf(b));
}

/** Place of a version among those of its kind. */
function orderOf(version: string): number {
  const [, number = '0', stage] = /v(\d+)(alpha|beta)?\d*$/.exec(version) ?? [];
  return (stage === undefined ? 0 : 100) - Number(number);
}

/** Group of a version: `apps`, and '' of `v1`. */
export const groupOf = (apiVersion: string): string => apiVersion.split('/').slice(0, -1).join('/');

/** Groups of Kubernetes itself. */
export const GROUPS: ReadonlySet<string> = new Set([...Object.keys(KINDS).map(groupOf), 'extensions']);

/** All kinds of Kubernetes itself. */
export const KIND_NAMES: readonly string[] = [...new Set(Object.values(KINDS).flatMap((kinds) => Object.keys(kinds)))];
