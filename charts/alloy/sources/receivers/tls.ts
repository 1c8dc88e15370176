import { Block } from '../../language/syntax';
import { number, reference, text } from '../../language/values';
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

/**
 * The certificate as a component. Alloy's sources read their files when they start, and would show a renewed certificate
 * only after a restart; a changed component starts their servers anew. The key stays a file, which they read then: as a
 * component of its own it would change a moment before or after, and a server with halves of two pairs does not start.
 */
export function certificateFile(receiver: string, { tls }: ReceiverSettings): Block[] {
  if (!tls) return [];
  const file = new Block('local.file', `${receiver}_certificate`)
    .set('filename', text(tlsFiles(receiver).certificate))
    .set('detector', text('poll'))
    .set('poll_frequency', text('1m'));
  return [file];
}

/** Block `tls_config` of a source, or `tls`, with the names that each has. */
export function sourceTls(
  name: 'tls' | 'tls_config',
  receiver: string,
  { clientCaSecretName }: ReceiverTls,
  clientCa: string,
): Block {
  const files = tlsFiles(receiver);
  const block = new Block(name)
    .set('cert_pem', reference(`local.file.${receiver}_certificate.content`))
    .set('key_file', text(files.key));
  return clientCaSecretName ? block.set(clientCa, text(files.clientCa)) : block;
}

/** Block `http` of a source of Loki that is a server. */
export function httpServer(receiver: string, port: number, { tls }: ReceiverSettings): Block {
  const http = new Block('http').set('listen_address', text('0.0.0.0')).set('listen_port', number(port));
  if (!tls) return http;
  const block = sourceTls('tls', receiver, tls, 'client_ca_file');
  // Without it, a certificate is asked for and none is needed.
  if (tls.clientCaSecretName) block.set('client_auth_type', text('RequireAndVerifyClientCert'));
  return http.add(block);
}
