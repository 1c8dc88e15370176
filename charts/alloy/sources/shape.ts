import type { k8s } from 'cdk8s-plus-28';
import { EXAMPLE_CIDR, cidrFault } from '../../input/cidr';
import { NAMESPACE, OBJECT_NAME, PLAIN_TEXT } from '../../input/forms';
import { PORT } from '../../kubernetes/bounds';
import { readOf } from '../../input/plain-copy';
import type { Problem } from '../../input/problems';
import {
  anObject,
  boolean,
  fields,
  list,
  number,
  oneOf,
  type PropValidators,
  required,
  text,
  texts,
  type Validator,
} from '../../input/props';
import { COLLECTOR_KINDS } from '../collectors/kinds';
import type { AlloySource, HostMount, SecretMount, SourceClients, SourceConnection, SourcePort } from './source';

const anyText = required(text(PLAIN_TEXT), "'logs'");
/** Text of a path on the node or in the container. */
const path: Validator = required(
  text({
    example: '/var/log',
    faultOf: (value) =>
      value.startsWith('/')
        ? PLAIN_TEXT.faultOf(value)
        : { wrong: 'is not an absolute path', fix: "begin it with a slash, such as '/var/log'" },
  }),
  "'/var/log'",
);
const port = required(number({ ...PORT, example: '3500' }), '3500');
const protocol = oneOf(['TCP', 'UDP']);

/** Validator of a required list, which may be empty. */
const requiredList = (item: Validator, example: string) => required(list(item, example), '[]');

/** Validator of a Kubernetes object with a name. It ignores all other fields. */
const named: Validator = (path, value) => {
  const problems = anObject("{ name: 'logs' }")(path, value);
  return problems.length > 0 ? problems : anyText(`${path}.name`, readOf(value as k8s.EnvVar, 'name'));
};

/** Validators of the members of a source. Its class may have further members. */
const PARTS: PropValidators<Omit<AlloySource, 'name' | 'blocks'>> = {
  mounts: requiredList(
    fields<HostMount>("{ name: 'logs', path: '/var/log' }", { name: anyText, path, type: text(PLAIN_TEXT) }),
    "{ name: 'logs', path: '/var/log' }",
  ),
  fileOwners: oneOf(['root', 'any']),
  env: requiredList(named, "{ name: 'NODE_NAME' }"),
  rules: requiredList(anObject("{ resources: ['pods'] }"), "{ resources: ['pods'] }"),
  endsInLoki: boolean,
  runsOn: list(oneOf(COLLECTOR_KINDS), `'${COLLECTOR_KINDS[0]}'`),
  ports: list(
    fields<SourcePort>("{ name: 'push', port: 3500 }", { name: anyText, port, protocol }),
    "{ name: 'push', port: 3500 }",
  ),
  clients: fields<SourceClients>("{ namespaces: ['shop'], ranges: [] }", {
    namespaces: required(texts(NAMESPACE), "['shop']"),
    ranges: required(texts({ example: EXAMPLE_CIDR, faultOf: cidrFault }), '[]'),
  }),
  secrets: list(
    fields<SecretMount>("{ name: 'tls', path: '/etc/tls', secretName: 'tls', keys: ['tls.crt'] }", {
      name: anyText,
      path,
      secretName: required(text(OBJECT_NAME), "'tls'"),
      keys: required(texts(PLAIN_TEXT), "['tls.crt']"),
    }),
    "{ name: 'tls', path: '/etc/tls', secretName: 'tls', keys: ['tls.crt'] }",
  ),
  connections: list(
    fields<SourceConnection>('{ port: 443 }', { port, protocol, namespace: text(NAMESPACE) }),
    '{ port: 443 }',
  ),
  marksNamespace: boolean,
  hasOpenMetadata: boolean,
};

/** Problems of the form of a source: missing lists, and invalid members or items. */
export const shapeProblems = (path: string, source: AlloySource): Problem[] =>
  Object.entries<Validator>(PARTS).flatMap(([key, validate]) => validate(`${path}.${key}`, readOf(source, key)));
