import { type Manifest, title } from '../../../manifests/manifest';
import { record, records } from '../../../manifests/shape';

/** Target of an entrance. */
export interface Backend {
  /** Path of its port. */
  readonly path: string;

  /** Name of the Service. */
  readonly name: unknown;

  /** Number or name of the port. */
  readonly port: unknown;

  /** True if it is not a Service of the same namespace. */
  readonly isOther: boolean;
}

/** Kinds of routes of the Gateway API. */
export const ROUTES = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute'];

/** Targets of an Ingress. */
export function ingressBackends(ingress: Manifest): Backend[] {
  const spec = record(ingress['spec']);
  const one = (backend: unknown, path: string): Backend => {
    const service = record(record(backend)['service']);
    const { number, name } = record(service['port']);
    const at = `${title(ingress)} ${path}.service.port`;
    return { path: at, name: service['name'], port: number ?? name, isOther: false };
  };
  return [
    one(spec['defaultBackend'], 'spec.defaultBackend'),
    ...records(spec['rules']).flatMap(({ http }, rule) =>
      records(record(http)['paths']).map(({ backend }, index) =>
        one(backend, `spec.rules[${rule}].http.paths[${index}].backend`),
      ),
    ),
  ];
}

/** Targets of a route. */
export function routeBackends(route: Manifest): Backend[] {
  return records(record(route['spec'])['rules']).flatMap(({ backendRefs }, rule) =>
    records(backendRefs).map(({ name, port, kind = 'Service', namespace }, index) => ({
      path: `${title(route)} spec.rules[${rule}].backendRefs[${index}].port`,
      name,
      port,
      isOther: kind !== 'Service' || (namespace !== undefined && namespace !== route.metadata.namespace),
    })),
  );
}
