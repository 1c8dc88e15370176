import { CA_KEY } from '../../../endpoint/authority';
import { Block } from '../../language/syntax';
import { number, text } from '../../language/values';
import type { SecretMount } from '../source';
import type { ReceiverSettings } from './settings';

/** Folder of the Secrets of receivers. */
const FOLDER = '/etc/alloy-receivers';

/** Keys of Secrets of the type `kubernetes.io/tls`. */
const CERTIFICATE = 'tls.crt';
const KEY = 'tls.key';

const serverName = (receiver: string) => `${receiver}-tls`;
const clientsName = (receiver: string) => `${receiver}-clients`;
const pathOf = (name: string) => `${FOLDER}/${name}`;

/** A Secret of a receiver: its volume, and the keys that its pods see of it. */
export const secretMount = (name: string, secretName: string, ...keys: string[]): SecretMount => ({
  name,
  path: pathOf(name),
  secretName,
  keys,
});

/** Secrets that the TLS of a receiver needs. */
export function tlsSecrets(receiver: string, { tls }: ReceiverSettings): SecretMount[] {
  if (!tls) return [];
  const { secretName, clientCaSecretName } = tls;
  return [
    secretMount(serverName(receiver), secretName, CERTIFICATE, KEY),
    ...(clientCaSecretName ? [secretMount(clientsName(receiver), clientCaSecretName, CA_KEY)] : []),
  ];
}

/** Paths of the files of a receiver's TLS. */
export const tlsFiles = (receiver: string) => ({
  certificate: `${pathOf(serverName(receiver))}/${CERTIFICATE}`,
  key: `${pathOf(serverName(receiver))}/${KEY}`,
  clientCa: `${pathOf(clientsName(receiver))}/${CA_KEY}`,
});

/**
 * Component with the certificate of a receiver; none without TLS. Alloy's sources read their files when their servers
 * start, and would present a renewed certificate only after a restart. A changed component restarts its server, which
 * then reads both files.
 *
 * The key is not a component, because certificate and key would change one after the other: with halves of two pairs,
 * an HTTP server ends the whole process, and a syslog server keeps its port without serving it.
 */
export function certificateFile(receiver: string, { tls }: ReceiverSettings): Block[] {
  if (!tls) return [];
  const file = new Block('local.file', `${receiver}_certificate`)
    .set('filename', text(tlsFiles(receiver).certificate))
    .set('detector', text('poll'))
    .set('poll_frequency', text('1m'));
  return [file];
}

/** Blocks of a source of Loki that is a server. */
export function httpServer(receiver: string, port: number, settings: ReceiverSettings): Block[] {
  const http = new Block('http').set('listen_address', text('0.0.0.0')).set('listen_port', number(port));
  const [certificate] = certificateFile(receiver, settings);
  if (!certificate) return [http];
  const files = tlsFiles(receiver);
  const tls = new Block('tls').set('cert_file', text(files.certificate)).set('key_file', text(files.key));
  if (settings.tls?.clientCaSecretName) {
    tls
      .set('client_ca_file', text(files.clientCa))
      // Without it, a certificate is asked for and none is needed.
      .set('client_auth_type', text('RequireAndVerifyClientCert'));
  }
  // The gRPC server, which serves nothing here, is part of the same server. HTTP takes files or content, not both.
  const grpc = new Block('grpc')
    .set('listen_address', text('127.0.0.1'))
    .set('listen_port', number(0))
    .add(new Block('tls').set('cert_pem', certificate.exported('content')));
  return [http.add(tls), grpc];
}
