import { someTexts, switchOr, together } from '../../../input/combine';
import { NAMESPACE_PATTERN, type TextForm } from '../../../input/forms';
import { covers, meet } from '../../../input/patterns';
import type { Problem } from '../../../input/problems';
import { boolean, fields, oneOf, text, type Validator } from '../../../input/props';
import { show, showAll } from '../../../input/show';
import { TENANT } from '../../../endpoint/tenants';
import { FILE } from '../files/paths';
import type { PodAnnotations, PodContainers, PodNamespaces, PodsSettings } from './settings';

/** Name of a container, or a pattern of such names. */
const CONTAINER_PATTERN: TextForm = {
  example: 'istio-proxy',
  faultOf: (name) =>
    NAMESPACE_PATTERN.faultOf(name)
      ? { wrong: 'is not a container', fix: "write one such as 'istio-proxy' or 'istio-*'" }
      : undefined,
};

/** A problem whose path begins within the field. */
const at = (path: string, found: string, fix: string): Problem[] => [{ path, found, fix }];

/** Problem of a pattern that excludes everything. */
const everything = (path: string, excluded: readonly string[], what: string): Problem[] =>
  excluded.flatMap((pattern, index) =>
    /^\*+$/.test(pattern)
      ? at(`${path}[${index}]`, `${show(pattern)} leaves out every ${what}`, 'narrow it, or write pods: false')
      : [],
  );

const EXAMPLE = "{ exclude: ['kube-system'] }";

const namespaces = together<PodNamespaces>(
  fields<PodNamespaces>(EXAMPLE, { include: someTexts(NAMESPACE_PATTERN), exclude: someTexts(NAMESPACE_PATTERN) }),
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
        if (include.some((other) => meet(other, pattern))) return [];
        const found = `${show(pattern)} leaves out nothing, since include is only ${showAll(include)}`;
        return at(`${path}.exclude[${index}]`, found, 'leave it out');
      }),
    ];
  },
);

const containers = together<PodContainers>(
  fields<PodContainers>("{ exclude: ['istio-proxy'] }", { exclude: someTexts(CONTAINER_PATTERN) }),
  (path, { exclude }) =>
    exclude
      ? everything(`${path}.exclude`, exclude, 'container')
      : at(path, 'it names none', "write one such as { exclude: ['istio-proxy'] }"),
);

const annotationFields = together<PodAnnotations>(
  fields<PodAnnotations>("{ tenants: ['apps'] }", {
    collect: boolean,
    format: boolean,
    multiline: boolean,
    tenants: someTexts(TENANT),
  }),
  (path, { collect = true, format = true, multiline = true, tenants: names }) =>
    collect || format || multiline || names ? [] : at(path, 'it reads no annotation', 'write annotations: false'),
);

const settings = together<PodsSettings>(
  fields<PodsSettings>("{ namespaces: { exclude: ['kube-system'] } }", {
    from: oneOf(['file', 'api']),
    fargate: boolean,
    namespaces,
    containers,
    initContainers: boolean,
    annotations: switchOr(annotationFields, "{ tenants: ['apps'] }"),
    formerPositions: text(FILE),
  }),
  (path, { from, fargate, formerPositions }) =>
    from === 'api'
      ? [
          ...(fargate === undefined
            ? []
            : at(
                `${path}.fargate`,
                `${fargate}, and from is 'api', which reads the pods of all nodes`,
                'leave it out',
              )),
          ...(formerPositions === undefined
            ? []
            : at(
                `${path}.formerPositions`,
                `${show(formerPositions)}, and from is 'api', which reads no file`,
                'leave it out',
              )),
        ]
      : [],
);

/** The field `pods`. */
export const pods: Validator = switchOr(settings, "{ namespaces: { exclude: ['kube-system'] } }");
