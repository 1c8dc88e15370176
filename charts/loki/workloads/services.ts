import { type Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { METRICS_PORT_NAME } from '../../kubernetes/metrics';
import { addObject } from '../../kubernetes/objects';
import { GRPC_PORT, HTTP_PORT, type LokiComponent, type LokiNames } from '../components';
import { lokiMetadata } from '../objects';
import { nameOf, selectorOf } from './places';
import type { ZoneOfSet } from './zones';

/** Port of gRPC in the Services of components. */
const GRPC_SERVICE_PORT: k8s.ServicePort = {
  name: 'grpc',
  port: GRPC_PORT,
  targetPort: k8s.IntOrString.fromString('grpc'),
  appProtocol: 'kubernetes.io/h2c',
};

/** Adds a Service of a component, or of its pods in a zone. */
export function addService(
  chart: Chart,
  component: LokiComponent,
  names: LokiNames,
  kind: 'cluster' | 'headless',
  zone?: ZoneOfSet,
): void {
  const { target } = component;
  const name = nameOf(component, zone);
  const headless = kind === 'headless';
  addObject(
    chart,
    k8s.KubeService.manifest({
      metadata: lokiMetadata(names, headless ? names.headless(name) : names.workload(name), target),
      spec: {
        type: 'ClusterIP',
        ...(headless ? { clusterIp: 'None' } : {}),
        ...(headless && component.publishNotReady ? { publishNotReadyAddresses: true } : {}),
        selector: selectorOf(component, zone),
        ports: [
          { name: METRICS_PORT_NAME, port: HTTP_PORT, targetPort: k8s.IntOrString.fromString(METRICS_PORT_NAME) },
          ...(component.portFromRing ? [] : [GRPC_SERVICE_PORT]),
        ],
      },
    }),
  );
}
