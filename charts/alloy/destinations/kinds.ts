import type { Validator } from '../../input/props';
import type { AlloyDestination } from './destination';
import type { Outlet, OutletContext } from './outlet';
import { lokiDestination, remoteLoki } from './remote-loki';

/** Field of a destination that defines where lines go. */
export type DestinationKindName = Exclude<keyof AlloyDestination, 'name' | 'only' | 'except' | 'here'>;

/** Kind of destination. */
interface DestinationKind<T> {
  /** Validator of its settings. */
  readonly validate: Validator;

  /** Its components, and what they need. */
  readonly make: (settings: T, context: OutletContext) => Outlet;
}

type KindOf<K extends DestinationKindName> = DestinationKind<NonNullable<AlloyDestination[K]>>;

/** The kinds of destinations. To add one, add its field to `AlloyDestination` and its entry here. */
const KINDS: { readonly [K in DestinationKindName]: KindOf<K> } = {
  loki: { validate: lokiDestination, make: remoteLoki },
};

const ENTRIES = Object.entries(KINDS) as [DestinationKindName, DestinationKind<unknown>][];

/** Names of the kinds. */
export const DESTINATION_KINDS = ENTRIES.map(([name]) => name);

/** Validators of the settings of all kinds. */
export const KIND_VALIDATORS = Object.fromEntries(ENTRIES.map(([name, { validate }]) => [name, validate])) as Readonly<
  Record<DestinationKindName, Validator>
>;

/** Outlet of a destination, which has exactly one kind. */
export function outletOf(destination: AlloyDestination, context: OutletContext): Outlet {
  const [name, { make }] = ENTRIES.find(([kind]) => destination[kind] !== undefined) as (typeof ENTRIES)[number];
  return make(destination[name], context);
}
