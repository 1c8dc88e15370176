import type { LokiEndpoint } from '../endpoint/endpoint';
import { covers } from '../input/patterns';
import type { Problem } from '../input/problems';
import { unknownTenant } from '../endpoint/tenants';
import type { AlloyPipeline } from './pipeline';
import type { AlloySources } from './sources/library';
import type { AlloyRoute } from './sources/source';
import type { ReceiverSettings } from './sources/receivers/settings';

/** Tenant of the lines of pods in a namespace: that of the first route, else that of all other lines. */
export const tenantOfNamespace = (
  namespace: string,
  routes: readonly AlloyRoute[] = [],
  { defaultTenant }: Pick<LokiEndpoint, 'defaultTenant'>,
): string =>
  routes.find(({ namespaces }) => namespaces.some((pattern) => covers(pattern, namespace)))?.tenant ?? defaultTenant;

/** Fields of Alloy that may name tenants. */
type Fields = AlloySources & AlloyPipeline;

/** A tenant that a field names, and its path below the field. */
interface Named {
  readonly path: string;
  readonly tenant?: string;
}

type NamesOf<T> = Exclude<T, boolean | undefined>;

const ofItems = (items: readonly { readonly tenant?: string }[]): Named[] =>
  items.map(({ tenant }, index) => ({ path: `[${index}].tenant`, tenant }));

const ofList = (path: string, tenants: readonly string[] = []): Named[] =>
  tenants.map((tenant, index) => ({ path: `${path}[${index}]`, tenant }));

const ofReceiver = ({ tenant }: ReceiverSettings): Named[] => [{ path: '.tenant', tenant }];

/** Fields that name tenants of this environment. A destination's tenant is one of another Loki. */
const FIELDS: { readonly [K in keyof Fields]?: (value: NamesOf<Fields[K]>) => readonly Named[] } = {
  files: ofItems,
  processing: ofItems,
  kafkaTopics: ofItems,
  otlp: ofReceiver,
  syslog: ofReceiver,
  firehose: ofReceiver,
  push: (settings) => [...ofReceiver(settings), ...ofList('.tenants', settings.tenants)],
  pods: ({ annotations }) =>
    typeof annotations === 'object' ? ofList('.annotations.tenants', annotations.tenants) : [],
};

/**
 * Problems of tenants that do not exist, in fields that are valid by themselves. An empty list of tenants has a problem
 * of its own.
 */
export const unknownTenants = (fields: Fields, tenants: readonly string[]): Problem[] =>
  Object.entries(FIELDS).flatMap(([field, named]) => {
    const value = fields[field as keyof Fields];
    if (typeof value !== 'object' || tenants.length === 0) return [];
    return named(value as never).flatMap(({ path, tenant }) =>
      tenant === undefined ? [] : unknownTenant(`alloy.${field}${path}`, tenant, tenants),
    );
  });
