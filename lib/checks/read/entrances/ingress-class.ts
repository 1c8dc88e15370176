import type { Manifest } from '../../../manifests/manifest';
import type { Manifests } from '../../../manifests/manifests';
import { record } from '../../../manifests/shape';
import { annotationsOf } from './entrance';

/** Class of an Ingress. */
export interface IngressClass {
  /** Controller that makes an ALB: that of AWS, or that of EKS Auto Mode. @default - another, or an unknown one */
  readonly alb?: 'AWS' | 'EKS';

  /** Reference to its parameters. @default - it has none */
  readonly parameters?: unknown;
}

const CONTROLLERS: Readonly<Record<string, IngressClass['alb']>> = {
  'ingress.k8s.aws/alb': 'AWS',
  'eks.amazonaws.com/alb': 'EKS',
};

/** The class of an Ingress. Where it is not among the manifests, its name tells. */
export function ingressClassOf(manifests: Manifests, ingress: Manifest): IngressClass {
  const named = record(ingress['spec'])['ingressClassName'] ?? annotationsOf(ingress)['kubernetes.io/ingress.class'];
  const own = manifests.ofKind('IngressClass').find(({ metadata }) => metadata.name === named);
  if (!own) return named === 'alb' ? { alb: 'AWS' } : {};
  const { controller, parameters } = record(own['spec']);
  const alb = CONTROLLERS[String(controller)];
  return { ...(alb ? { alb } : {}), ...(parameters === undefined ? {} : { parameters }) };
}
