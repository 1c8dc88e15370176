import { NAMESPACE_PATTERN, type TextForm } from '../../../input/forms';
import { nearest } from '../../../input/nearest';
import type { Problem } from '../../../input/problems';
import { boolean, fields, isReadable, oneOf, texts, type Validator } from '../../../input/props';
import { show, showAll } from '../../../input/show';
import { tenantFault } from '../../../loki/tenants';
import { patternsMeet } from '../../processing/selection';
import { patternRegex } from './targets';
import type { PodAnnotations, PodContainers, PodNamespaces, PodsSettings } from './settings';

/** Path of the settings in an environment. */
export const PODS = 'alloy.pods';

/** Name of a container, or a pattern of such names. */
const CONTAINER_PATTERN: TextForm = {
  example: 'istio-proxy',
  faultOf: (name) =>
    NAMESPACE_PATTERN.faultOf(name)
      ? { wrong: 'is not a container', fix: "write one such as 'istio-proxy' or 'istio-*'" }
      : undefined,
};

/** A problem without the path of what it is in. */
const at = (path: string, found: string, fix: string): Problem[] => [{ path, found, fix }];

/** Names and patterns, each once, and at least one. */
const patterns =
  (form: TextForm): Validator =>
  (path, value) => {
    const problems = texts(form)(path, value);
    if (problems.length > 0 || value === undefined) return problems;
    const items = value as readonly string[];
    if (items.length === 0) return at(path, '[] is empty', 'write at least one, or leave it out');
    return items.flatMap((item, index) =>
      items.indexOf(item) < index ? at(`${path}[${index}]`, `${show(item)} occurs twice`, 'write it once') : [],
    );
  };

/** A validator of the whole, once the fields are valid. */
const then =
  <T>(form: Validator, whole: (path: string, value: T) => Problem[]): Validator =>
  (path, value) => {
    const problems = form(path, value);
    return problems.length > 0 || value === undefined ? problems : whole(path, value as T);
  };

/** Problem of patterns of which one leaves everything out. */
const everything = (path: string, excluded: readonly string[], what: string): Problem[] =>
  excluded.flatMap((pattern, index) =>
    /^\*+$/.test(pattern)
      ? at(`${path}[${index}]`, `${show(pattern)} leaves out every ${what}`, 'narrow it, or write pods: false')
      : [],
  );

const EXAMPLE = "{ exclude: ['kube-system'] }";

const namespaces = then<PodNamespaces>(
  fields<PodNamespaces>(EXAMPLE, { include: patterns(NAMESPACE_PATTERN), exclude: patterns(NAMESPACE_PATTERN) }),
  (path, { include, exclude = [] }) => {
    if (!include && exclude.length === 0) return at(path, 'it names none', `write one such as ${EXAMPLE}`);
    const all = everything(`${path}.exclude`, exclude, 'namespace');
    if (all.length > 0 || !include) return all;
    return [
      ...include.flatMap((pattern, index) => {
        const by = exclude.find((other) => covers(other, pattern));
        const found = `${show(pattern)} matches no pod, since exclude has ${show(by)}`;
        return by === undefined ? [] : at(`${path}.include[${index}]`, found, 'leave one of the two out');
      }),
      ...exclude.flatMap((pattern, index) => {
        if (include.some((other) => patternsMeet(other, pattern))) return [];
        const found = `${show(pattern)} leaves out nothing, since include is only ${showAll(include)}`;
        return at(`${path}.exclude[${index}]`, found, 'leave it out');
      }),
    ];
  },
);

/** True if a pattern matches all that another matches: its `*` then stands for the other's as well. */
const covers = (pattern: string, other: string): boolean => new RegExp(`^(?:${patternRegex([pattern])})$`).test(other);

const containers = then<PodContainers>(
  fields<PodContainers>("{ exclude: ['istio-proxy'] }", { exclude: patterns(CONTAINER_PATTERN) }),
  (path, { exclude }) =>
    exclude
      ? everything(`${path}.exclude`, exclude, 'container')
      : at(path, 'it names none', "write one such as { exclude: ['istio-proxy'] }"),
);

const tenants: Validator = then<readonly string[]>(texts({ example: 'apps', faultOf: tenantFault }), (path, names) =>
  names.length > 0 ? [] : at(path, '[] is empty', 'write at least one, or leave it out'),
);

const annotationFields = then<PodAnnotations>(
  fields<PodAnnotations>("{ tenants: ['apps'] }", {
    collect: boolean,
    format: boolean,
    multiline: boolean,
    tenants,
  }),
  (path, { collect = true, format = true, multiline = true, tenants: names }) =>
    collect || format || multiline || names ? [] : at(path, 'it hears no annotation', 'write annotations: false'),
);

/** A switch, or an object. */
const switchOr =
  (ofObject: Validator): Validator =>
  (path, value) =>
    isReadable(value) ? ofObject(path, value) : boolean(path, value);

const settings = then<PodsSettings>(
  fields<PodsSettings>("{ namespaces: { exclude: ['kube-system'] } }", {
    from: oneOf(['file', 'api']),
    fargate: boolean,
    namespaces,
    containers,
    initContainers: boolean,
    annotations: switchOr(annotationFields),
  }),
  (path, { from, fargate }) =>
    from === 'api' && fargate !== undefined
      ? at(`${path}.fargate`, `${fargate}, and from is 'api', which reads the pods of all nodes`, 'leave it out')
      : [],
);

/** The field `pods`. */
export const pods: Validator = switchOr(settings);

/** Problems of tenants that annotations may name and that do not exist. The settings are valid alone. */
export function annotationProblems(field: boolean | PodsSettings | undefined, known: readonly string[]): Problem[] {
  const annotations = typeof field === 'object' ? field.annotations : undefined;
  const names = (typeof annotations === 'object' && annotations.tenants) || [];
  return names.flatMap((tenant, index) => {
    if (known.includes(tenant)) return [];
    const meant = nearest(tenant, known);
    const found = `${show(tenant)} is not one of the tenants, ${showAll(known)}`;
    const fix = meant ? `did you mean ${meant}?` : `add ${show(tenant)} to them, or use one of them`;
    return at(`${PODS}.annotations.tenants[${index}]`, found, fix);
  });
}
