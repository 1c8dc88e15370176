import { Block } from '../../language/syntax';
import { number, text } from '../../language/values';
import type { SecretMount } from '../source';
import type { ReceiverSettings, ReceiverTls } from './settings';

/** Folder of the Secrets of receivers. */
const FOLDER = '/etc/alloy-receivers';

/** Keys of the Secrets: those of type `kubernetes.io/tls`, and the one that cert-manager adds. */
const CERTIFICATE = 'tls.crt';
const KEY = 'tls.key';
const CA = 'ca.crt';

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
    ...(clientCaSecretName ? [secretMount(clientsName(receiver), clientCaSecretName, CA)] : []),
  ];
}

/** Paths of the files of a receiver's TLS. */
export const tlsFiles = (receiver: string) => ({
  certificate: `${pathOf(serverName(receiver))}/${CERTIFICATE}`,
  key: `${pathOf(serverName(receiver))}/${KEY}`,
  clientCa: `${pathOf(clientsName(receiver))}/${CA}`,
});

/** Block `tls` of a server with the names that servers of Alloy and of OpenTelemetry share. */
export function tlsBlock(receiver: string, { clientCaSecretName }: ReceiverTls, ...more: [string, string][]): Block {
  const files = tlsFiles(receiver);
  const block = new Block('tls').set('cert_file', text(files.certificate)).set('key_file', text(files.key));
  if (clientCaSecretName) block.set('client_ca_file', text(files.clientCa));
  for (const [name, value] of more) block.set(name, text(value));
  return block;
}

/** Block `http` of a source of Loki that is a server. */
export function httpServer(receiver: string, port: number, { tls }: ReceiverSettings): Block {
  const http = new Block('http').set('listen_address', text('0.0.0.0')).set('listen_port', number(port));
  if (!tls) return http;
  // Without it, a certificate is asked for and none is needed.
  const clients: [string, string][] = tls.clientCaSecretName
    ? [['client_auth_type', 'RequireAndVerifyClientCert']]
    : [];
  return http.add(tlsBlock(receiver, tls, ...clients));
}
