import type { Manifests } from '../../manifests/manifests';
import { type Manifest, type Service, title } from '../../manifests/manifest';
import { at, isText, record, records } from '../../manifests/shape';
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
  why: 'by default it sends to ports of nodes: the controller refuses a Service that has none, and makes no load balancer',
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
      const found = `instance, or missing, and Service ${service.metadata.name} has no port of nodes`;
      return [{ path, found, fix: 'use ip' }];
    });
  },
};

const TARGET_TYPE = 'alb.ingress.kubernetes.io/target-type';

/** Kind of targets of an ALB that the AWS Load Balancer Controller makes; undefined if another makes it, or it is unknown. */
function targetTypeOf(manifests: Manifests, ingress: Manifest): unknown {
  const annotations = record(record(ingress.metadata as unknown)['annotations']);
  const named = at(ingress, 'spec.ingressClassName') ?? annotations['kubernetes.io/ingress.class'];
  const ingressClass = manifests.ofKind('IngressClass').find(({ metadata }) => metadata.name === named);
  const isAlb = ingressClass ? at(ingressClass, 'spec.controller') === 'ingress.k8s.aws/alb' : named === 'alb';
  // Its parameters may have the type, too.
  if (!isAlb || at(ingressClass, 'spec.parameters') !== undefined) return undefined;
  return annotations[TARGET_TYPE] ?? 'instance';
}

interface Backend {
  readonly object: Manifest;
  readonly path: string;
  readonly port: string | number | undefined;
  readonly service: Manifest & Service;
}

/** Services behind every Ingress and HTTPRoute, with the port that each names. */
function backends(manifests: Manifests): Backend[] {
  return [...manifests.ofKind('Ingress').flatMap(ofIngress), ...manifests.ofKind('HTTPRoute').flatMap(ofRoute)].flatMap(
    ({ object, path, name, port, isOther }) => {
      const { namespace } = object.metadata;
      const [service] = isText(name) && !isOther ? manifests.index.named('Service', namespace, name) : [];
      if (!service || service.metadata.namespace !== namespace) return [];
      const known = isText(port) || typeof port === 'number' ? port : undefined;
      return [
        { object, path, port: known === 'use-annotation' ? undefined : known, service: service as Manifest & Service },
      ];
    },
  );
}

function ofIngress(object: Manifest) {
  const spec = record(object['spec']);
  const one = (backend: unknown, path: string) => {
    const { name, port } = record(record(backend)['service']);
    const { number, name: portName } = record(port);
    return { object, path: `${title(object)} ${path}.service.port`, name, port: number ?? portName, isOther: false };
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

function ofRoute(object: Manifest) {
  return records(record(object['spec'])['rules']).flatMap(({ backendRefs }, rule) =>
    records(backendRefs).map(({ name, port, kind = 'Service', namespace }, index) => ({
      object,
      path: `${title(object)} spec.rules[${rule}].backendRefs[${index}].port`,
      name,
      port,
      isOther: kind !== 'Service' || (namespace !== undefined && namespace !== object.metadata.namespace),
    })),
  );
}

/** Rules about the Services behind doors. */
export const BACKEND_RULES: readonly ManifestsRule[] = [ports, targetType];
