import { HOST_ANNOTATION } from '../../../charts/endpoint/exposure/doors/attributes';
import { ingressCertificates } from '../../checks/read/entrances/routes';
import { serviceCertificates } from '../../checks/read/entrances/services';
import type { Manifest } from '../../manifests/manifest';
import type { Manifests } from '../../manifests/manifests';
import { at, isText, record, records, text, texts } from '../../manifests/shape';
import type { Setup } from './setup-form';

/** Kinds of doors with a status. */
const DOORS = ['Ingress', 'HTTPRoute'];

/** Prefix that KEDA puts before the name of a ScaledObject to name its HorizontalPodAutoscaler. */
const KEDA_PREFIX = 'keda-hpa-';

/** Name of the ScaledObject of an autoscaler that KEDA made. */
export const scaledObjectOf = (autoscaler: string): string =>
  autoscaler.startsWith(KEDA_PREFIX) ? autoscaler.slice(KEDA_PREFIX.length) : autoscaler;

const placeOf = ({ metadata: { name, namespace = 'default' } }: Manifest) => ({ namespace, name });

/** Host that clients of a door name. */
function hostOf(object: Manifest): { readonly host?: string } {
  const annotations = record(at(object, 'metadata.annotations'));
  const [rule] = records(at(object, 'spec.rules'));
  const host = [rule?.['host'], texts(at(object, 'spec.hostnames'))[0], annotations[HOST_ANNOTATION]].find(isText);
  return host === undefined ? {} : { host };
}

/** Certificates of ACM that a door has. Those of an HTTPRoute are in the listener of its Gateway. */
function certificatesOf(manifests: Manifests, object: Manifest): { readonly certificateArns?: string[] } {
  const arns = object.kind === 'Ingress' ? ingressCertificates(manifests, object) : serviceCertificates(object);
  return arns.length > 0 ? { certificateArns: [...new Set(arns)] } : {};
}

/** Autoscalers and doors that an environment has. */
export function aroundOf(manifests: Manifests, workloads: Setup['workloads']): Pick<Setup, 'scalers' | 'doors'> {
  const scalers = manifests.ofKind('HorizontalPodAutoscaler', 'ScaledObject').map((object) => {
    const { namespace, name } = placeOf(object);
    const target = text(at(object, 'spec.scaleTargetRef.name'));
    const component = workloads.find((one) => one.namespace === namespace && one.name === target)?.component ?? name;
    const isOfKeda = object.kind === 'ScaledObject';
    // KEDA creates its own autoscaler.
    return { namespace, name: isOfKeda ? `${KEDA_PREFIX}${name}` : name, component, isOfKeda };
  });
  const balanced = manifests.ofKind('Service').filter((object) => at(object, 'spec.type') === 'LoadBalancer');
  const doors = [...manifests.ofKind(...DOORS), ...balanced].map((object) => ({
    kind: object.kind,
    ...placeOf(object),
    ...hostOf(object),
    ...certificatesOf(manifests, object),
  }));
  return { ...(scalers.length > 0 ? { scalers } : {}), ...(doors.length > 0 ? { doors } : {}) };
}
