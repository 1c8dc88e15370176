import { Block } from '../../language/syntax';
import { bool, number, text } from '../../language/values';
import type { SecretMount } from '../source';
import type { ReceiverSettings } from './settings';

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
 * A file of TLS as a component. Alloy's sources read their files when they start, and would show a renewed certificate
 * only after a restart; a changed component starts their servers anew.
 */
export function tlsFile(receiver: string, part: 'certificate' | 'key'): Block {
  return new Block('local.file', `${receiver}_${part}`)
    .set('filename', text(tlsFiles(receiver)[part]))
    .set('is_secret', bool(part === 'key'))
    .set('detector', text('poll'))
    .set('poll_frequency', text('1m'));
}

/** Components that the block of `httpServer` needs. */
export const httpServerFiles = (receiver: string, { tls }: ReceiverSettings): Block[] =>
  tls ? [tlsFile(receiver, 'certificate'), tlsFile(receiver, 'key')] : [];

/**
 * Block `http` of a source of Loki that is a server. For a moment, its certificate and key may be of two pairs: it starts
 * anew with the second of them.
 */
export function httpServer(receiver: string, port: number, settings: ReceiverSettings): Block {
  const http = new Block('http').set('listen_address', text('0.0.0.0')).set('listen_port', number(port));
  const [certificate, key] = httpServerFiles(receiver, settings);
  if (!certificate || !key) return http;
  const tls = new Block('tls').set('cert_pem', certificate.exported('content')).set('key_pem', key.exported('content'));
  if (settings.tls?.clientCaSecretName) {
    tls
      .set('client_ca_file', text(tlsFiles(receiver).clientCa))
      // Without it, a certificate is asked for and none is needed.
      .set('client_auth_type', text('RequireAndVerifyClientCert'));
  }
  return http.add(tls);
}
