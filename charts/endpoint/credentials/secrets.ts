import { k8s } from 'cdk8s-plus-28';
import { NAMESPACE, OBJECT_NAME, PLAIN_TEXT } from '../../input/forms';
import { type PropValidators, refuseInvalid, required, text, texts, type Validator } from '../../input/props';
import type { LokiEndpoint } from '../endpoint';
import { requiredEndpoint } from '../validate';
import { MANAGED_BY } from '../../kubernetes/objects';
import { otherPasswordKey } from './stored';

/** Inputs of the Secrets with the gateway's passwords. */
export interface CredentialSecretsProps {
  /** Endpoint with the gateway's users and namespace. */
  readonly endpoint: LokiEndpoint;

  /** Name of the Secrets. */
  readonly secretName: string;

  /** Namespaces of writers: they get only the writer's password. */
  readonly writerNamespaces: readonly string[];

  /** Namespaces of readers: they get only the reader's password. */
  readonly readerNamespaces: readonly string[];

  /** Password of the log writer. */
  readonly writerPassword: string;

  /** Password of the log reader. */
  readonly readerPassword: string;

  /** Second password of the log writer that the gateway accepts. @default - none */
  readonly otherWriterPassword?: string;

  /** Second password of the log reader that the gateway accepts. @default - none */
  readonly otherReaderPassword?: string;
}

/** A password, which no message shows. */
const password: Validator = (path, value) =>
  value === undefined || (typeof value === 'string' && value !== '' && !PLAIN_TEXT.faultOf(value))
    ? []
    : [{ path, found: 'is not a password', fix: 'write a text without control characters' }];

const PROPS: PropValidators<CredentialSecretsProps> = {
  endpoint: requiredEndpoint,
  secretName: required(text(OBJECT_NAME), `'${OBJECT_NAME.example}'`),
  writerNamespaces: required(texts(NAMESPACE), "['alloy']"),
  readerNamespaces: required(texts(NAMESPACE), "['grafana']"),
  writerPassword: required(password, 'a password'),
  readerPassword: required(password, 'a password'),
  otherWriterPassword: password,
  otherReaderPassword: password,
};

/**
 * Secrets with the gateway's passwords, one per namespace, each with only the keys its pods need. The gateway's Secret is
 * the first. They are for `kubectl`, never for a chart: objects of a chart end up in templates and logs.
 *
 * They are immutable: Kubernetes refuses a second set of passwords, which would lock Alloy out.
 *
 * @throws InputError if a property is invalid, with all problems
 */
export function credentialSecrets(props: CredentialSecretsProps): object[] {
  refuseInvalid('credentialSecrets', props, PROPS);
  const { endpoint, secretName } = props;
  const writer = { [endpoint.writer.passwordKey]: props.writerPassword };
  const reader = { [endpoint.reader.passwordKey]: props.readerPassword };
  const others = {
    ...(props.otherWriterPassword ? { [otherPasswordKey(endpoint.writer)]: props.otherWriterPassword } : {}),
    ...(props.otherReaderPassword ? { [otherPasswordKey(endpoint.reader)]: props.otherReaderPassword } : {}),
  };
  const byNamespace = new Map<string, Record<string, string>>([
    [endpoint.namespace, { ...writer, ...reader, ...others }],
  ]);
  const add = (namespace: string, data: Record<string, string>) =>
    byNamespace.set(namespace, { ...byNamespace.get(namespace), ...data });
  for (const namespace of props.writerNamespaces) add(namespace, writer);
  for (const namespace of props.readerNamespaces) add(namespace, reader);
  return [...byNamespace].map(([namespace, stringData]) =>
    k8s.KubeSecret.manifest({
      metadata: { name: secretName, namespace, labels: MANAGED_BY },
      immutable: true,
      type: 'Opaque',
      stringData,
    }),
  );
}
