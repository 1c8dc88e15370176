import { k8s } from 'cdk8s-plus-28';
import type { LokiEndpoint } from '../endpoint';
import { MANAGED_BY } from '../../kubernetes/objects';
import { otherPasswordKey } from './stored';

/** What the Secrets with the gateway's passwords are made from. */
export interface CredentialSecretsProps {
  /** The gateway's users and its namespace. */
  readonly endpoint: LokiEndpoint;

  /** Name of the Secrets. */
  readonly secretName: string;

  /** Namespaces that write: they get the writer's password and no other. */
  readonly writerNamespaces: readonly string[];

  /** Namespaces that read: they get the reader's password and no other. */
  readonly readerNamespaces: readonly string[];

  /** The writer's password. */
  readonly writerPassword: string;

  /** The reader's password. */
  readonly readerPassword: string;

  /** Another password of the writer that the gateway takes as well. @default none */
  readonly otherWriterPassword?: string;

  /** Another password of the reader that the gateway takes as well. @default none */
  readonly otherReaderPassword?: string;
}

/**
 * The Secrets with the gateway's passwords, one a namespace, each with what its pods need and no more. The gateway's is
 * the first. They are for `kubectl`, never for a chart: what is in a chart ends up in templates and logs.
 *
 * They are immutable, so applying a second set of passwords over the first is refused instead of locking Alloy out.
 */
export function credentialSecrets(props: CredentialSecretsProps): object[] {
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
