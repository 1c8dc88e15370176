import type { Manifests } from '../../manifests/manifests';
import { type Manifest, type Service, title } from '../../manifests/manifest';
import { isText, records } from '../../manifests/shape';
import { ingressBackends, routeBackends, ROUTES } from '../read/entrances/backends';
import { annotationsOf } from '../read/entrances/entrance';
import { ingressClassOf } from '../read/entrances/ingress-class';
import { type Finding, type ManifestsRule, oncePerPath, Severity } from '../rule';
import { useOneOf } from '../words';

const ports: ManifestsRule = {
  id: 'K8S-REFERENCE-4',
  severity: Severity.ERROR,
  title: 'every port that an Ingress or a route names is one of its Service',
  why: 'the controller finds no endpoint: every request is answered with 503, or the door is not made',
  evidence: 'https://kubernetes.io/docs/concepts/services-networking/ingress/',
  check: ({ manifests }) =>
    oncePerPath(
      backends(manifests).flatMap(({ path, port, service }): Finding[] => {
        const all = records(service.spec?.ports);
        const isOne = all.some((one) => one.port === port || one.name === port);
        if (port === undefined || all.length === 0 || isOne || service.spec?.type === 'ExternalName') return [];
        const known = all.map((one) => (isText(port) ? (one.name ?? one.port) : one.port)).flatMap((one) => one ?? []);
        return [
          { path, found: `Service ${service.metadata.name} has no port ${port}`, fix: useOneOf(known, 'add it') },
        ];
      }),
    ),
};

const targetType: ManifestsRule = {
  id: 'K8S-EXPOSE-6',
  severity: Severity.WARNING,
  title: 'an ALB reaches the Service behind it',
  why: 'by default an ALB sends to ports of the nodes: the controller refuses a Service without node ports, and makes no load balancer',
  evidence: 'https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/1695',
  check: ({ manifests }) => {
    const internal = new Map(
      backends(manifests)
        .filter(({ service }) => ['ClusterIP', undefined].includes(service.spec?.type))
        .map(({ object, service }) => [object, service]),
    );
    const isElsewhere = manifests.workloads.some(({ pod }) =>
      pod.containers.some(({ args }) => /--default-target-type=ip/.test(String(args))),
    );
    return manifests.ofKind('Ingress').flatMap((ingress): Finding[] => {
      const type = isElsewhere ? undefined : targetTypeOf(manifests, ingress);
      const service = internal.get(ingress);
      if (type !== 'instance' || !service) return [];
      const path = `${title(ingress)} metadata.annotations.${TARGET_TYPE}`;
      const written = annotationsOf(ingress)[TARGET_TYPE] === undefined ? 'missing, so it is instance' : 'instance';
      const found = `${written}, and Service ${service.metadata.name} has no port of nodes`;
      return [{ path, found, fix: 'use ip' }];
    });
  },
};

const TARGET_TYPE = 'alb.ingress.kubernetes.io/target-type';

/** Kind of targets of an ALB that the AWS Load Balancer Controller makes; undefined if another makes it, or it is unknown. */
function targetTypeOf(manifests: Manifests, ingress: Manifest): unknown {
  const { alb, parameters } = ingressClassOf(manifests, ingress);
  // The parameters of the class may have the type as well.
  if (alb !== 'AWS' || parameters !== undefined) return undefined;
  return annotationsOf(ingress)[TARGET_TYPE] ?? 'instance';
}

interface ServiceBackend {
  readonly object: Manifest;
  readonly path: string;
  readonly port: string | number | undefined;
  readonly service: Manifest & Service;
}

/** Services behind every Ingress and route, with the port that each names. */
function backends(manifests: Manifests): ServiceBackend[] {
  const all = [
    ...manifests.ofKind('Ingress').map((object) => ({ object, targets: ingressBackends(object) })),
    ...manifests.ofKind(...ROUTES).map((object) => ({ object, targets: routeBackends(object) })),
  ];
  return all.flatMap(({ object, targets }) =>
    targets.flatMap(({ path, name, port, isOther }): ServiceBackend[] => {
      const { namespace } = object.metadata;
      const [service] = isText(name) && !isOther ? manifests.index.named('Service', namespace, name) : [];
      if (!service || service.metadata.namespace !== namespace) return [];
      const isKnown = (isText(port) && port !== 'use-annotation') || typeof port === 'number';
      return [{ object, path, port: isKnown ? port : undefined, service: service as Manifest & Service }];
    }),
  );
}

/** Rules about the Services behind doors. */
export const BACKEND_RULES: readonly ManifestsRule[] = [ports, targetType];
