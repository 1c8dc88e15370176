import type { DoorObjects } from './attributes';

/**
 * Route of the Gateway API (https://gateway-api.sigs.k8s.io/reference/spec/) through a Gateway of the user's, whose
 * listener has the certificate. The route has timeouts for proxies in the cluster. A load balancer of AWS takes
 * timeouts from its attributes and refuses them in a route.
 */
export function routeDoor(props: DoorObjects): readonly unknown[] {
  const { exposure, metadata, longestQuerySeconds, target } = props;
  const { gateway } = exposure;
  if (!gateway) return [];
  const isProxy = gateway.proxyNamespace !== undefined;
  const backendRefs = [{ group: '', kind: 'Service', name: target.service, port: target.port, weight: 1 }];
  const rule = (path: string, request: string) => ({
    matches: [{ path: { type: 'PathPrefix', value: path } }],
    ...(isProxy ? { timeouts: { request } } : {}),
    backendRefs,
  });
  return [
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata,
      spec: {
        parentRefs: [
          {
            group: 'gateway.networking.k8s.io',
            kind: 'Gateway',
            name: gateway.name,
            namespace: gateway.namespace,
            ...(gateway.listener === undefined ? {} : { sectionName: gateway.listener }),
          },
        ],
        hostnames: [exposure.host],
        // WebSockets have no timeout.
        rules: [...(isProxy ? [rule(target.endlessPath, '0s')] : []), rule('/', `${longestQuerySeconds}s`)],
      },
    },
  ];
}
