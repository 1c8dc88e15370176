import { parseAlloy } from '../../../../charts/alloy/language/parse';
import type { AlloyBlock } from '../../../../charts/alloy/language/tree';
import { CA_KEY } from '../../../../charts/endpoint/authority';
import { LokiEndpoint } from '../../../../charts/endpoint/endpoint';
import { fieldsOf } from '../../../checks/read/alloy/config';
import type { Manifest } from '../../../manifests/manifest';
import { Manifests } from '../../../manifests/manifests';
import { at, records, text } from '../../../manifests/shape';
import type { Importing } from '../../importing';
import type { ConfigText } from '../texts';
import { attributeOf, blockOf, mapOf, numberOf, textOf } from './blocks';
import { filterOf, sourcesTaken } from './filter';

/** Label of the component that sends to the environment's own Loki, and name of that Loki among destinations. */
const OWN = 'loki';
const HERE = 'here';

/** Secrets that pods mount, by the names of their volumes. */
type Secrets = ReadonlyMap<string, string>;

/** Reads destinations other than the environment's own Loki: their addresses and filters. */
export function readOwnDestinations(
  { draft }: Importing,
  objects: readonly Manifest[],
  texts: readonly ConfigText[],
): void {
  const configs = texts
    .filter(({ kind }) => kind === 'alloy')
    .map(({ text: config }) => parseAlloy(config).blocks)
    .filter((blocks) => blocks.some(({ name }) => name.startsWith('loki.')));
  const secrets = secretsOf(objects);
  const places = new Map<string, AlloyBlock>();
  for (const block of configs.flat())
    if (block.name === 'loki.write' && block.label !== OWN && block.label !== undefined && !places.has(block.label))
      places.set(block.label, block);
  const filterAt = (label: string) => {
    const process = blockOf(configs.flat(), 'loki.process', `to_${label}`);
    const { only, except } = filterOf(label, process);
    const sources = sourcesTaken(configs, label === HERE ? OWN : label, label);
    return {
      ...((only ?? sources) ? { only: { ...(sources ? { sources } : {}), ...only } } : {}),
      ...(except ? { except } : {}),
    };
  };
  const isSentTo = configs.some(
    (blocks) => blockOf(blocks, 'loki.write', OWN) ?? blockOf(blocks, 'otelcol.exporter.kafka'),
  );
  const here = isSentTo ? (places.size > 0 ? filterAt(HERE) : {}) : false;
  const list = [
    ...(here === false || Object.keys(here).length > 0 ? [{ here }] : []),
    ...[...places].map(([label, write]) => ({
      name: label.replaceAll('_', '-'),
      ...filterAt(label),
      loki: lokiOf(label, write, configs.flat(), secrets),
    })),
  ];
  if (places.size > 0) draft.set(['alloy', 'destinations'], list);
}

function secretsOf(objects: readonly Manifest[]): Secrets {
  const volumes = new Manifests(objects).workloads.flatMap(({ pod }) => records(pod.volumes));
  return new Map(
    volumes.flatMap((volume) => {
      const secret = text(at(volume, 'secret.secretName'));
      return secret === undefined ? [] : [[String(volume['name']), secret] as const];
    }),
  );
}

/** Settings of a Loki elsewhere. */
function lokiOf(label: string, write: AlloyBlock, blocks: readonly AlloyBlock[], secrets: Secrets) {
  const name = label.replaceAll('_', '-');
  const endpoint = blockOf(write.blocks, 'endpoint');
  const [url = '', attempts = 0] = [textOf(endpoint, 'url'), numberOf(endpoint, 'max_backoff_retries')];
  const process = blockOf(blocks, 'loki.process', `to_${label}`);
  const tenant = textOf(blockOf(process?.blocks, 'stage.tenant'), 'value');
  const headers = mapOf(attributeOf(endpoint, 'headers'));
  const basic = blockOf(endpoint?.blocks, 'basic_auth');
  const [username, password] = [textOf(basic, 'username'), fileName(textOf(basic, 'password_file'))];
  const token = fileName(textOf(blockOf(endpoint?.blocks, 'authorization'), 'credentials_file'));
  const secret = secrets.get(`to-${name}-password`);
  const tokenSecret = secrets.get(`to-${name}-token`);
  const headerSecrets = fieldsOf(attributeOf(endpoint, 'http_headers')).flatMap(({ name: header }, index) => {
    const file = fileName(textOf(blockOf(blocks, 'local.file', `to_${label}_header_${index}`), 'filename'));
    const from = secrets.get(`to-${name}-header-${index}`);
    return file === undefined || from === undefined ? [] : [[header, { name: from, key: file }] as const];
  });
  const tls = blockOf(endpoint?.blocks, 'tls_config');
  const [pem, key, authority] = [textOf(tls, 'ca_pem'), fileName(textOf(tls, 'ca_file')), secrets.get(`to-${name}-ca`)];
  return {
    url: url.endsWith(LokiEndpoint.PUSH_PATH) ? url.slice(0, -LokiEndpoint.PUSH_PATH.length) : url,
    ...(tenant === undefined ? {} : { tenant }),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined || secret === undefined ? {} : { passwordSecret: { name: secret, key: password } }),
    ...(token === undefined || tokenSecret === undefined ? {} : { tokenSecret: { name: tokenSecret, key: token } }),
    ...(pem === undefined ? {} : { ca: { pem } }),
    ...(key === undefined || authority === undefined
      ? {}
      : { ca: { secret: authority, ...(key === CA_KEY ? {} : { key }) } }),
    ...(Object.keys(headers).length > 0 ? { headers } : {}),
    ...(headerSecrets.length > 0 ? { headerSecrets: Object.fromEntries(headerSecrets) } : {}),
    ...(attempts > 0 ? { attempts } : {}),
  };
}

const fileName = (path: string | undefined): string | undefined => path?.slice(path.lastIndexOf('/') + 1);
